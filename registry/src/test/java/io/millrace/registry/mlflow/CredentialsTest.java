package io.millrace.registry.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.InvalidConfigException;
import io.millrace.config.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsTest {
    private static final Map<String, String> ALL = Map.of(
            "MLFLOW_TRACKING_USERNAME", "ada",
            "MLFLOW_TRACKING_PASSWORD", "s3cret",
            "MLFLOW_TRACKING_TOKEN", "t0ken");

    @TempDir
    private Path folder;

    private static Optional<String> header(Credentials credentials) {
        return Optional.ofNullable(credentials.headers().get("Authorization"));
    }

    @Test
    void theEnvironmentsTokenWinsThenUserAndPasswordThenTheTokenVariable() throws Exception {
        Path file = Files.writeString(folder.resolve("token"), "mounted\n");
        Credentials mounted = Credentials.from(Optional.of(Secret.parse("file:" + file)), ALL);
        Credentials basic = Credentials.from(Optional.empty(), ALL);
        Credentials token = Credentials.from(Optional.empty(), Map.of("MLFLOW_TRACKING_TOKEN", "t0ken"));
        Credentials none = Credentials.from(Optional.empty(), Map.of());

        assertThat(header(mounted)).contains("Bearer mounted");
        assertThat(header(basic)).contains("Basic YWRhOnMzY3JldA==");
        assertThat(header(token)).contains("Bearer t0ken");
        assertThat(header(none)).isEmpty();
        assertThat(mounted).hasToString("the token of file:" + file + "=*****");
        assertThat(basic).hasToString("user ada and MLFLOW_TRACKING_PASSWORD=*****");
        assertThat(token).hasToString("MLFLOW_TRACKING_TOKEN=*****");
        assertThat(none).hasToString("no credentials");
    }

    @Test
    void halfAPairIsAMistakeOfTheSettings() {
        assertThatThrownBy(() -> Credentials.from(Optional.empty(), Map.of("MLFLOW_TRACKING_USERNAME", "ada")))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("MLFLOW_TRACKING_PASSWORD: is not set, but MLFLOW_TRACKING_USERNAME is");
        assertThatThrownBy(() -> Credentials.from(Optional.of(Secret.parse("file:/no/such/token")), Map.of()))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("/no/such/token");
    }
}
