package io.millrace.databricks;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.config.Secret;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WorkspaceSettingsTest {
    @Test
    void onAClusterTheAccountIsTheJobs() {
        var settings = new WorkspaceSettings(
                Optional.of("https://dbc-1.cloud.databricks.com"),
                Optional.of(Secret.parse("env:TOKEN_OF_WHO_DEPLOYS")),
                Optional.empty(),
                Optional.empty(),
                Optional.of("mine"));

        assertThat(settings.in(Map.of("DATABRICKS_RUNTIME_VERSION", "18.0")::get))
                .isEqualTo(WorkspaceSettings.NONE);
        assertThat(settings.in(Map.<String, String>of()::get)).isEqualTo(settings);
    }
}
