package io.millrace.monitoring;

import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.unix_micros;

import io.millrace.config.DataException;
import io.millrace.config.EpochMicros;
import io.millrace.lakehouse.Columns;
import io.millrace.lakehouse.TableSpec;
import io.millrace.registry.Inference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.TimestampType;

/**
 * The rows of the watched table with what places them: window, model version, slices.
 *
 * @param rows the table's rows and the columns {@link #WINDOW}, {@link #MODEL} and those of the slices
 * @param columns the columns to watch, in the table's order
 * @param slices the names of the slices' columns, in the order of the monitor's expressions
 * @param gone the columns that the model takes and the inference log does not have
 */
record WatchedRows(Dataset<Row> rows, List<String> columns, List<String> slices, List<String> gone) {
    /** Start of the base window, microseconds since 1970; NULL where the row has no time. */
    static final String WINDOW = "__window";

    /** The model version as text; NULL in tables that hold no predictions. */
    static final String MODEL = "__model";

    private static final String SLICE = "__slice_";

    WatchedRows {
        columns = List.copyOf(columns);
        slices = List.copyOf(slices);
        gone = List.copyOf(gone);
    }

    /**
     * Returns the rows with their places. Starts no Spark job.
     *
     * @param base the windows to cut; ignored by a snapshot, whose one window is the instant of knowledge
     * @throws DataException if a column is missing, the timestamp is none, or a slice is no expression over the columns
     */
    static WatchedRows of(
            Monitor monitor, Dataset<Row> table, Optional<TableSpec> spec, Granularity base, MonitorInputs inputs) {
        String where = monitor.table().toString();
        Optional<String> timestamp = timestamp(monitor, spec);
        Column window = monitor.type() == Monitor.Type.SNAPSHOT
                ? lit(EpochMicros.of(inputs.asOf()))
                : window(monitor, table, timestamp, base);
        Column model = lit(null).cast(DataTypes.StringType);
        if (monitor.type() == Monitor.Type.INFERENCE_LOG) {
            RowColumns.type(table, monitor.modelId(), where);
            model = Columns.named(monitor.modelId()).cast(DataTypes.StringType);
        }
        List<String> watched = columns(monitor, table, spec, timestamp, inputs.features());
        List<String> slices = new ArrayList<>();
        for (int i = 0; i < monitor.slices().size(); i++) {
            slices.add(SLICE + i);
        }
        Dataset<Row> placed =
                withSlices(monitor, table, where).withColumn(WINDOW, window).withColumn(MODEL, model);
        return new WatchedRows(placed, watched, slices, gone(monitor, table, inputs.features()));
    }

    /**
     * Only an inference log holds all that the model takes: a source or a feature table has some of it, and a log that has
     * none of it was never meant to.
     */
    private static List<String> gone(Monitor monitor, Dataset<Row> table, List<String> features) {
        if (monitor.type() != Monitor.Type.INFERENCE_LOG || !monitor.columns().isEmpty()) {
            return List.of();
        }
        List<String> gone = features.stream()
                .filter(column -> !RowColumns.has(table, column))
                .toList();
        return gone.size() < features.size() ? gone : List.of();
    }

    private static Dataset<Row> withSlices(Monitor monitor, Dataset<Row> rows, String where) {
        Dataset<Row> sliced = rows;
        for (int i = 0; i < monitor.slices().size(); i++) {
            requireSlice(monitor.slices().get(i), rows, where);
            sliced = withSlice(sliced, monitor.slices().get(i), SLICE + i);
        }
        return sliced;
    }

    /** Returns {@code rows} with the value of a slice as text in the column {@code name}. */
    static Dataset<Row> withSlice(Dataset<Row> rows, String expression, String name) {
        return rows.withColumn(name, expr(expression).cast(DataTypes.StringType));
    }

    /** Tells whether the slice can be computed on these rows: a baseline need not have its columns. */
    static boolean hasSlice(String expression, Dataset<Row> rows) {
        return sliceProblem(rows, expression).isEmpty();
    }

    private static void requireSlice(String expression, Dataset<Row> rows, String where) {
        sliceProblem(rows, expression).ifPresent(problem -> {
            throw new DataException(
                    "slice \"" + expression + "\" is no expression over the columns of " + where + "; it has "
                            + String.join(", ", rows.columns()),
                    problem);
        });
    }

    /** Analysing the expression beside a plain column finds unknown columns, and aggregates too. */
    private static Optional<Exception> sliceProblem(Dataset<Row> rows, String expression) {
        try {
            rows.select(Columns.named(rows.columns()[0]), expr(expression).as(SLICE))
                    .schema();
            return Optional.empty();
        } catch (Exception e) { // Spark throws this checked exception without declaring it
            if (e instanceof AnalysisException) {
                return Optional.of(e);
            }
            throw e;
        }
    }

    private static Optional<String> timestamp(Monitor monitor, Optional<TableSpec> spec) {
        return monitor.timestamp().or(() -> spec.flatMap(TableSpec::timeSeries));
    }

    private static Column window(Monitor monitor, Dataset<Row> table, Optional<String> timestamp, Granularity base) {
        String name = timestamp.orElseThrow(() -> new DataException("monitor " + monitor.name() + ": " + monitor.table()
                + " declares no time-series column; set monitors." + monitor.name() + ".timestamp"));
        DataType type = RowColumns.type(table, name, monitor.table().toString());
        if (!(type instanceof TimestampType)) {
            throw new DataException("timestamp " + name + " of " + monitor.table() + " is " + type.simpleString()
                    + "; must be timestamp: windows are cut from instants");
        }
        UserDefinedFunction start = udf(new WindowStart(base, monitor.zone()), DataTypes.LongType);
        return start.apply(unix_micros(Columns.named(name)));
    }

    private static List<String> columns(
            Monitor monitor,
            Dataset<Row> table,
            Optional<TableSpec> spec,
            Optional<String> timestamp,
            List<String> features) {
        if (!monitor.columns().isEmpty()) {
            monitor.columns()
                    .forEach(column ->
                            RowColumns.type(table, column, monitor.table().toString()));
            return monitor.columns();
        }
        if (!features.isEmpty()) {
            return Stream.concat(features.stream(), Stream.of(monitor.prediction(), monitor.predictionProbability()))
                    .filter(column -> RowColumns.has(table, column))
                    .distinct()
                    .toList();
        }
        Set<String> left = new HashSet<>();
        timestamp.ifPresent(left::add);
        spec.ifPresent(found -> left.addAll(found.primaryKeys()));
        if (monitor.type() == Monitor.Type.INFERENCE_LOG) {
            left.addAll(Inference.BOOKKEEPING);
            left.add(monitor.modelId());
            monitor.labels().ifPresent(labels -> {
                left.addAll(labels.keys());
                if (labels.source().isEmpty()) {
                    left.add(labels.label());
                }
                labels.labelTime().ifPresent(left::add);
            });
        }
        return Arrays.stream(table.columns())
                .filter(column -> !left.contains(column))
                .toList();
    }
}
