package io.millrace.databricks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.BackendException;
import io.millrace.config.InvalidConfigException;
import io.millrace.config.Secret;
import io.millrace.testkit.FakeWorkspace;
import io.millrace.testkit.FakeWorkspace.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScopedSecretsTest {
    private static final String GET = "GET /api/2.0/secrets/get";

    @TempDir
    private Path folder;

    private final FakeWorkspace fake = FakeWorkspace.start();

    @AfterEach
    void onlyWhatIsDocumentedWasAsked() {
        fake.close();
        fake.requireNoComplaint();
    }

    private ScopedSecrets secrets() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), FakeWorkspace.TOKEN);
        WorkspaceSettings settings = new WorkspaceSettings(
                Optional.of(fake.host()),
                Optional.of(Secret.parse("file:" + token)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new ScopedSecrets(() -> Workspace.open(settings));
    }

    @Test
    void aReferenceNamesScopeAndKeyAndPrintsAMask() {
        assertThat(Secret.parse("databricks:ml-prod/mlflow_token"))
                .hasToString("databricks:ml-prod/mlflow_token=*****")
                .isEqualTo(Secret.parse("${databricks:ml-prod/mlflow_token}"));
        for (String other : new String[] {"databricks:key", "databricks:a/b/c", "vault:a/b", "databricks:"}) {
            assertThatThrownBy(() -> Secret.parse(other))
                    .as(other)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("databricks:SCOPE/KEY");
        }
    }

    @Test
    void theValueIsTheScopes() throws IOException {
        fake.route(
                GET,
                request -> Answer.ok(FakeWorkspace.object()
                        .put("key", request.query().get("key"))
                        .put(
                                "value",
                                Base64.getEncoder()
                                        .encodeToString((request.query().get("scope") + " knows ünïcode")
                                                .getBytes(StandardCharsets.UTF_8)))),
                "scope",
                "key");

        assertThat(secrets().value("ml/token")).isEqualTo("ml knows ünïcode");
    }

    @Test
    void whatIsNotThereOrNotOursIsToldByName() throws IOException {
        fake.route(GET, request -> Answer.of(404, "RESOURCE_DOES_NOT_EXIST", "Secret does not exist"), "scope", "key");
        assertThatThrownBy(() -> secrets().value("ml/token"))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("secret databricks:ml/token: " + fake.host() + " has none of that name")
                .hasMessageContaining("databricks secrets put-secret ml token");

        fake.next(GET, Answer.of(403, "PERMISSION_DENIED", "no"));
        assertThatThrownBy(() -> secrets().value("ml/token"))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("databricks secrets put-acl ml PRINCIPAL READ");
    }
}
