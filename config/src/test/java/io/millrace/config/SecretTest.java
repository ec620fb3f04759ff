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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** All that hold a secret of the file systems for S3 (hadoop-aws 3.4.2), Azure (hadoop-azure 3.4.2) and Google (gcs-connector 3). */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "hadoop.fs.s3a.access.key",
                "hadoop.fs.s3a.secret.key",
                "hadoop.fs.s3a.session.token",
                "hadoop.fs.s3a.bucket.my-bucket.access.key",
                "hadoop.fs.s3a.bucket.my-bucket.secret.key",
                "hadoop.fs.s3a.bucket.my-bucket.session.token",
                "hadoop.fs.s3a.proxy.password",
                "hadoop.fs.s3a.encryption.key",
                "hadoop.fs.s3a.server-side-encryption.key",
                "hadoop.fs.azure.account.key",
                "hadoop.fs.azure.account.key.acc.dfs.core.windows.net",
                "hadoop.fs.azure.metric.account.key",
                "hadoop.fs.azure.account.oauth2.client.secret",
                "hadoop.fs.azure.account.oauth2.client.secret.acc.dfs.core.windows.net",
                "hadoop.fs.azure.account.oauth2.client.secret.box.acc.dfs.core.windows.net",
                "hadoop.fs.azure.account.oauth2.refresh.token",
                "hadoop.fs.azure.account.oauth2.refresh.token.acc.dfs.core.windows.net",
                "hadoop.fs.azure.account.oauth2.user.password",
                "hadoop.fs.azure.account.oauth2.user.password.acc.dfs.core.windows.net",
                "hadoop.fs.azure.sas.fixed.token",
                "hadoop.fs.azure.sas.fixed.token.acc.dfs.core.windows.net",
                "hadoop.fs.azure.sas.box.acc.blob.core.windows.net",
                "hadoop.fs.azure.encryption.encoded.client-provided-key",
                "hadoop.fs.azure.encryption.encoded.client-provided-key.acc.dfs.core.windows.net",
                "hadoop.fs.gs.auth.service.account.private.key",
                "hadoop.fs.gs.auth.client.secret",
                "hadoop.fs.gs.auth.refresh.token",
                "hadoop.fs.gs.encryption.key",
                "hadoop.fs.gs.proxy.password",
                "hadoop.google.cloud.auth.service.account.private.key"
            })
    void settingsOfObjectStorageThatHoldASecretAreKnown(String name) {
        assertThat(Secret.isSecretName(name)).isTrue();
        assertThatThrownBy(() -> Secret.resolved(Map.of(name, "AKIAVERYSECRET")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("env:NAME")
                .message()
                .doesNotContain("AKIAVERYSECRET");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hadoop.fs.s3a.aws.credentials.provider",
                "hadoop.fs.s3a.endpoint",
                "hadoop.fs.s3a.encryption.algorithm",
                "hadoop.fs.azure.account.auth.type.acc.dfs.core.windows.net",
                "hadoop.fs.azure.account.keyprovider",
                "hadoop.fs.azure.account.oauth2.client.id",
                "hadoop.fs.azure.account.oauth2.client.endpoint",
                "hadoop.fs.azure.account.oauth2.refresh.token.endpoint",
                "hadoop.fs.azure.account.oauth2.token.file",
                "hadoop.fs.azure.enable.delegation.token",
                "hadoop.fs.azure.sas.token.provider.type.acc.dfs.core.windows.net",
                "hadoop.fs.azure.sas.token.renew.period.for.streams",
                "hadoop.fs.gs.auth.type",
                "hadoop.fs.gs.auth.service.account.json.keyfile",
                "hadoop.fs.gs.project.id"
            })
    void settingsOfObjectStorageThatHoldNoneAreFree(String name) {
        assertThat(Secret.isSecretName(name)).isFalse();
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
