package io.millrace.monitoring;

import io.millrace.config.EpochMicros;
import io.millrace.config.TableName;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.lakehouse.TableSpec;
import io.millrace.lakehouse.Write;
import io.millrace.lakehouse.WriteResult;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** Replaces the rows of one version of one monitor in a metric table, in one commit. */
final class MetricWriter {
    /** Small pieces: a task must not carry more than Spark sends in one message. */
    private static final int ROWS_A_PIECE = 1000;

    private final Lakehouse lakehouse;
    private final Monitor monitor;
    private final MonitorInputs inputs;

    MetricWriter(Lakehouse lakehouse, Monitor monitor, MonitorInputs inputs) {
        this.lakehouse = lakehouse;
        this.monitor = monitor;
        this.inputs = inputs;
    }

    WriteResult write(TableName table, StructType schema, List<Row> rows, String comment, Write write) {
        TableSpec spec = TableSpec.builder(table, schema)
                .comment(comment + " " + monitor.table())
                .tags(Map.of("layer", "monitoring"))
                .build();
        return lakehouse.governed(spec).replaceSlice(frame(rows, schema), predicate(), write);
    }

    /**
     * A snapshot leaves those of earlier refreshes; the baseline, which has no window, is that of the monitor version. Rows
     * without a monitor were written when a table had one only.
     */
    private String predicate() {
        String version = "monitor_version = " + inputs.monitorVersion() + " AND (("
                + MetricTables.of(monitor.name(), inputs.project()) + ") OR monitor_name IS NULL)";
        return monitor.type() == Monitor.Type.SNAPSHOT
                ? version + " AND (window IS NULL OR window.start = timestamp_micros(" + EpochMicros.of(inputs.asOf())
                        + "))"
                : version;
    }

    private Dataset<Row> frame(List<Row> rows, StructType schema) {
        Dataset<Row> frame = lakehouse.spark().createDataFrame(piece(rows, 0), schema);
        for (int from = ROWS_A_PIECE; from < rows.size(); from += ROWS_A_PIECE) {
            frame = frame.union(lakehouse.spark().createDataFrame(piece(rows, from), schema));
        }
        return frame;
    }

    private static List<Row> piece(List<Row> rows, int from) {
        return rows.subList(from, Math.min(from + ROWS_A_PIECE, rows.size()));
    }
}
