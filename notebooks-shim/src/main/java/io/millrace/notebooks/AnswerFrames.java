package io.millrace.notebooks;

import io.millrace.definitions.FeatureView;
import io.millrace.lakehouse.Layer;
import io.millrace.pipelines.LedgerEntry;
import io.millrace.pipelines.Made;
import io.millrace.pipelines.Plan;
import io.millrace.pipelines.Project;
import io.millrace.registry.ModelComparison;
import io.millrace.registry.ModelVersion;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The facade's own answers as data frames. */
record AnswerFrames(SparkSession spark) {

    Dataset<Row> views(Project project) {
        StructType schema = StructType.fromDDL("view STRING, entity ARRAY<STRING>, timestamp STRING, source STRING,"
                + " features ARRAY<STRING>, table STRING, comment STRING");
        List<Row> rows = new ArrayList<>();
        for (FeatureView view : project.features().views().values()) {
            rows.add(RowFactory.create(
                    view.name(),
                    array(view.entity()),
                    view.timestamp().orElse(null),
                    view.source(),
                    array(view.featureNames()),
                    project.environment().table(Layer.FEATURES, view.name()).toString(),
                    view.comment()));
        }
        return spark.createDataFrame(rows, schema);
    }

    Dataset<Row> plan(List<Plan.Line> lines) {
        StructType schema = StructType.fromDDL("step STRING, item STRING, reads ARRAY<STRING>, writes ARRAY<STRING>");
        List<Row> rows = lines.stream()
                .map(line -> RowFactory.create(line.step(), line.item(), array(line.reads()), array(line.writes())))
                .toList();
        return spark.createDataFrame(rows, schema);
    }

    Dataset<Row> made(List<LedgerEntry> entries) {
        StructType schema =
                StructType.fromDDL("step STRING, item STRING, state STRING, made STRING, name STRING, detail STRING");
        List<Row> rows = new ArrayList<>();
        for (LedgerEntry entry : entries) {
            String state = entry.state().name().toLowerCase(Locale.ROOT);
            for (Made made : entry.made()) {
                rows.add(RowFactory.create(
                        entry.step().label(), entry.item(), state, made.kind(), made.name(), made.detail()));
            }
        }
        return spark.createDataFrame(rows, schema);
    }

    Dataset<Row> comparison(ModelComparison comparison) {
        StructType schema =
                StructType.fromDDL("version BIGINT, aliases ARRAY<STRING>, created TIMESTAMP, run_id STRING");
        for (String metric : comparison.metrics()) {
            schema = schema.add(metric, DataTypes.DoubleType);
        }
        List<Row> rows = new ArrayList<>();
        for (ModelComparison.Line line : comparison.lines()) {
            ModelVersion version = line.version();
            List<Object> values = new ArrayList<>(List.of(
                    version.version(),
                    array(version.aliases().stream().sorted().toList()),
                    Timestamp.from(version.created()),
                    version.runId()));
            comparison.metrics().forEach(metric -> values.add(line.metrics().get(metric)));
            rows.add(RowFactory.create(values.toArray()));
        }
        return spark.createDataFrame(rows, schema);
    }

    private static String[] array(Collection<String> texts) {
        return texts.toArray(String[]::new);
    }
}
