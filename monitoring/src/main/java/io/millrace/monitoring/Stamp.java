package io.millrace.monitoring;

import io.millrace.metrics.Slice;
import java.time.Instant;
import java.util.Optional;

/**
 * What stands in every row of one refresh.
 *
 * @param modelId the model id's column name
 * @param monitorVersion number of configuration and baseline
 * @param inputVersion version of the watched table
 * @param runId the run
 * @param computedAt the instant of knowledge
 * @param project the project that runs the monitor
 * @param monitor name of the monitor
 */
record Stamp(
        String modelId,
        long monitorVersion,
        long inputVersion,
        String runId,
        Instant computedAt,
        Optional<String> project,
        String monitor) {
    static Stamp of(Monitor monitor, MonitorInputs inputs, long inputVersion, String runId) {
        return new Stamp(
                monitor.modelId(),
                inputs.monitorVersion(),
                inputVersion,
                runId,
                inputs.asOf(),
                inputs.project(),
                monitor.name());
    }

    RowFields on(RowFields fields) {
        return fields.set("monitor_version", monitorVersion)
                .set("run_id", runId)
                .instant("computed_at", computedAt)
                .set("project", project.orElse(null))
                .set("monitor_name", monitor);
    }

    RowFields on(RowFields fields, Segment segment) {
        on(fields)
                .window("window", segment.window())
                .set("granularity", segment.granularity())
                .set(modelId, segment.model());
        return slice(fields, segment.slice());
    }

    static RowFields slice(RowFields fields, Slice slice) {
        return switch (slice.kind()) {
            case ALL -> fields;
            case VALUE -> fields.set("slice_key", slice.column()).set("slice_value", slice.value());
            case NULL -> fields.set("slice_key", slice.column());
            case OTHER -> fields.set("slice_key", slice.column()).set("slice_value", slice.label());
        };
    }
}
