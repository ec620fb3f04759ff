package io.millrace.pipelines;

import static org.apache.spark.sql.functions.lit;

import io.millrace.config.ConfigReader;
import io.millrace.config.TableName;
import io.millrace.definitions.FeatureView;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.lakehouse.TableSpec;
import io.millrace.monitoring.Labels;
import io.millrace.monitoring.Monitor;
import io.millrace.monitoring.MonitorInputs;
import io.millrace.monitoring.MonitorRun;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;

/** Whether monitors fit the tables that they will watch: as this run will make them, else as they are. */
final class MonitorCheck {
    private final Project project;
    private final Lakehouse lakehouse;
    private final CheckScope scope;
    private final CheckProblems problems;
    private final PlannedRows rows;
    private final Function<String, Optional<Dataset<Row>>> inference;

    /** Checks; {@code inference} gives what a model will score, by the model's name. */
    MonitorCheck(
            Project project,
            Lakehouse lakehouse,
            CheckScope scope,
            CheckProblems problems,
            PlannedRows rows,
            Function<String, Optional<Dataset<Row>>> inference) {
        this.project = project;
        this.lakehouse = lakehouse;
        this.scope = scope;
        this.problems = problems;
        this.rows = rows;
        this.inference = inference;
    }

    /** A table with what the catalog tells of it. */
    private record Watched(Dataset<Row> rows, Optional<TableSpec> spec) {}

    void run(Monitor monitor) {
        watched(monitor.table()).ifPresent(watched -> check(monitor, watched));
    }

    private void check(Monitor monitor, Watched watched) {
        MonitorInputs.Builder inputs = MonitorInputs.builder(Instant.EPOCH, 0); // columns do not hang on the time
        Optional<String> source = monitor.labels().flatMap(Labels::source);
        Optional<Dataset<Row>> labels = source.flatMap(rows::source);
        if (source.isPresent() && labels.isEmpty()) {
            return; // told at the source
        }
        labels.ifPresent(inputs::labelRows);
        ConfigReader section = problems.section("monitors", monitor.name());
        problems.attempt(
                section,
                "table",
                () -> {
                    MonitorRun.check(monitor, watched.rows(), watched.spec(), inputs.build());
                    return monitor;
                },
                () -> parts(section, monitor, watched.rows(), labels));
    }

    private void parts(ConfigReader section, Monitor monitor, Dataset<Row> table, Optional<Dataset<Row>> labels) {
        problems.columns(section, "timestamp", monitor.timestamp().stream().toList(), table);
        problems.columns(section, "columns", monitor.columns(), table);
        problems.expressions(section, "slices", monitor.slices(), table);
        monitor.labels().ifPresent(known -> {
            ConfigReader inner = section.section("labels");
            Dataset<Row> told = labels.orElse(table);
            problems.columns(inner, "keys", known.keys(), table);
            labels.ifPresent(found -> problems.columns(inner, "keys", known.keys(), found));
            problems.columns(inner, "label", List.of(known.label()), told);
            problems.columns(inner, "label-time", known.labelTime().stream().toList(), told);
        });
    }

    /** Returns a table; empty if nobody can tell its columns yet. */
    private Optional<Watched> watched(TableName table) {
        Optional<String> copy = made(table, StepKind.INGEST);
        if (copy.isPresent()) {
            return rows.copy(copy.get()).map(found -> new Watched(found, Optional.empty()));
        }
        Optional<String> view = made(table, StepKind.FEATURES);
        if (view.isPresent()) {
            FeatureView definition = project.featureView(view.get());
            return rows.view(view.get()).map(found -> timed(table, found, definition.timestamp()));
        }
        Optional<String> set = made(table, StepKind.TRAINING_SET);
        if (set.isPresent()) {
            String timestamp = project.trainingSet(set.get()).spine().timestamp();
            return rows.trainingSet(set.get()).map(found -> timed(table, found.rows(), Optional.of(timestamp)));
        }
        Optional<String> model = made(table, StepKind.SCORE);
        return model.isPresent() ? scores(table, model.get()) : standing(table);
    }

    private Optional<String> made(TableName table, StepKind step) {
        return scope.of(step).stream()
                .filter(item -> step.tables(project, item).stream()
                        .anyMatch(made -> made.toString().equalsIgnoreCase(table.toString())))
                .findFirst();
    }

    private static Watched timed(TableName table, Dataset<Row> rows, Optional<String> timestamp) {
        TableSpec.Builder spec = TableSpec.builder(table, rows.schema());
        timestamp.ifPresent(spec::timeSeries);
        return new Watched(rows, Optional.of(spec.build()));
    }

    /** The columns of earlier models stay in the table, and the gate may keep one of those the champion. */
    private Optional<Watched> scores(TableName table, String model) {
        Optional<Watched> before = standing(table);
        String timestamp = project.trainingSet(project.requireModel(model).trainingSet())
                .spine()
                .timestamp();
        return inference
                .apply(model)
                .map(rows -> timed(
                        table,
                        before.map(found -> withMissing(rows, found.rows())).orElse(rows),
                        Optional.of(timestamp)))
                .or(() -> before);
    }

    private static Dataset<Row> withMissing(Dataset<Row> rows, Dataset<Row> before) {
        Dataset<Row> all = rows;
        for (StructField field : before.schema().fields()) {
            if (Arrays.stream(rows.columns()).noneMatch(field.name()::equalsIgnoreCase)) {
                all = all.withColumn(field.name(), lit(null).cast(field.dataType()));
            }
        }
        return all;
    }

    private Optional<Watched> standing(TableName table) {
        return lakehouse.tables().exists(table)
                ? Optional.of(new Watched(
                        lakehouse.tables().read(table), lakehouse.catalog().find(table)))
                : Optional.empty();
    }
}
