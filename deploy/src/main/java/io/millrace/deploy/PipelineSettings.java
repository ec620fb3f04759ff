package io.millrace.deploy;

import io.millrace.config.ConfigReader;
import io.millrace.config.TableName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What differs for the job of one pipeline.
 *
 * @param timeout after which a run is stopped
 * @param lateAfter after which a run is late
 * @param trigger the tables whose changes start it
 */
public record PipelineSettings(
        Optional<Duration> timeout, Optional<Duration> lateAfter, Optional<TableTrigger> trigger) {
    private static final Duration MIN_INTERVAL = Duration.ofHours(1);
    private static final Duration SETTLE = Duration.ofMinutes(5);

    /** Returns the settings of a pipeline that differs in nothing. */
    static PipelineSettings none() {
        return new PipelineSettings(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Reads {@code deploy.pipelines.<name>}. */
    static PipelineSettings from(ConfigReader reader) {
        return new PipelineSettings(
                DeploySettings.optionalDuration(reader, "timeout"),
                DeploySettings.optionalDuration(reader, "late-after"),
                reader.optionalSection("trigger").flatMap(PipelineSettings::trigger));
    }

    private static Optional<TableTrigger> trigger(ConfigReader reader) {
        List<TableName> tables = new ArrayList<>();
        for (String table : reader.strings("tables")) {
            try {
                tables.add(TableName.parse(table));
            } catch (IllegalArgumentException e) {
                reader.problem("tables", "has " + table, "write a name of three levels, catalog.schema.table");
            }
        }
        Duration minInterval = reader.duration("min-interval", MIN_INTERVAL);
        Duration settle = reader.duration("settle", SETTLE);
        return reader.build(() -> new TableTrigger(tables, minInterval, settle));
    }
}
