package io.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretTest {

    @Test
    void readsAnEnvironmentVariableAndPrintsAMask() {
        Secret secret = Secret.parse("${env:SPARK_LOCAL_IP}");

        assertThat(secret.value()).isEqualTo("127.0.0.1");
        assertThat(secret).hasToString("env:SPARK_LOCAL_IP=*****").isEqualTo(Secret.parse("env:SPARK_LOCAL_IP"));
    }

    @Test
    void readsAMountedFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "abc\n");

        assertThat(Secret.parse("file:" + file).value()).isEqualTo("abc");
    }

    @Test
    void refusesALiteralWithoutRepeatingIt() {
        assertThatThrownBy(() -> Secret.parse("dapi0123"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("write env:NAME")
                .message()
                .doesNotContain("dapi0123");
    }

    @Test
    void settingsWithSecretNamesAreResolvedAndOthersKept() {
        assertThat(Secret.resolved(Map.of("fs.s3a.secret.key", "env:SPARK_LOCAL_IP", "header", "env:HEADER")))
                .isEqualTo(Map.of("fs.s3a.secret.key", "127.0.0.1", "header", "env:HEADER"));
        assertThat(List.of("password", "api.token", "clientSecret", "fs.s3a.access.key", "fs.s3a.secret_key"))
                .allMatch(Secret::isSecretName);
        assertThat(List.of("header", "secretary", "aws.credentials.provider", "tokens"))
                .noneMatch(Secret::isSecretName);
    }

    @Test
    void namesWhatIsNotThere() {
        assertThatThrownBy(() -> Secret.parse("env:MILLRACE_NO_SUCH_VARIABLE").value())
                .isInstanceOf(InvalidConfigException.class)
                .hasMessage("environment variable MILLRACE_NO_SUCH_VARIABLE: is not set; set it to the secret");
        assertThatThrownBy(() -> Secret.parse("file:/no/such/secret").value())
                .hasMessageContaining("secret file /no/such/secret: cannot be read");
    }
}
