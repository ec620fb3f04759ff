package io.millrace.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.InvalidConfigException;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TableOwnersTest {
    private static final String SOURCE =
            """
            project = p
            sources.events { path = events.csv, schema = "at TIMESTAMP, x DOUBLE", timestamp = at }
            """;

    @Test
    void monitorsOfOneTableShareTheirMetricTables() {
        assertThat(project(monitors("model_version", "model_version")).monitors())
                .hasSize(2);
    }

    @Test
    void monitorsWhoseMetricTablesHaveOtherColumnsAreRefused() {
        assertThatThrownBy(() -> project(monitors("model_version", "version")))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining(
                        "monitors.weekly.model-id: is version, but monitors.daily, which writes the same tables "
                                + "main.monitoring.events_profile_metrics")
                .hasMessageContaining("give both monitors the same model-id");
    }

    @Test
    void itemsThatWriteOneTableAreRefused() {
        assertThatThrownBy(() -> project("sources.EVENTS { path = other.csv, schema = \"at TIMESTAMP\" }"))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("writes the table main.raw.")
                .hasMessageContaining("give one of them another name");
    }

    private static String monitors(String one, String other) {
        return """
                monitors.daily { table = main.raw.events, timestamp = at, baseline = none, model-id = %s }
                monitors.weekly { table = main.inference.events, timestamp = at, baseline = none, model-id = %s }
                """
                .formatted(one, other);
    }

    private static Project project(String text) {
        return Project.parse(SOURCE + text, "local", Map.of());
    }
}
