package io.millrace.registry;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.DataException;
import io.millrace.config.TableName;
import io.millrace.config.TableVersion;
import io.millrace.definitions.FeatureColumn;
import io.millrace.definitions.FeatureLookup;
import io.millrace.definitions.FeatureSpec;
import io.millrace.definitions.FeatureView;
import io.millrace.definitions.Spine;
import io.millrace.definitions.TrainingSet;
import io.millrace.features.FeatureTable;
import io.millrace.features.SpecLookup;
import io.millrace.lakehouse.Environment;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.lakehouse.Layer;
import io.millrace.lakehouse.TableSpec;
import io.millrace.lakehouse.Write;
import io.millrace.lakehouse.WriteResult;
import io.millrace.lakehouse.WriteResult.Outcome;
import io.millrace.models.ColumnEncoder;
import io.millrace.models.FittedPreparation;
import io.millrace.models.InputColumn;
import io.millrace.models.LinearLearner;
import io.millrace.models.LoadedModel;
import io.millrace.models.ModelContent;
import io.millrace.models.ModelFolder;
import io.millrace.models.NumericEncoder;
import io.millrace.models.PortableModel;
import io.millrace.testkit.Frames;
import io.millrace.testkit.SharedSpark;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InferenceTest {
    private static final Instant DAY = Instant.parse("2013-11-01T00:00:00Z");
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    @TempDir
    private Path folder;

    private final Lakehouse lakehouse = Lakehouse.over(SharedSpark.session(), Environment.local(SharedSpark.root()));

    private static final FeatureView WEATHER = FeatureView.builder("inference_weather")
            .entity("origin")
            .source("weather")
            .timestamp("time_hour")
            .feature("temp")
            .feature("wind", "coalesce(gust, speed)")
            .build();

    private static final TrainingSet DELAYS = TrainingSet.builder(
                    "inference_delays",
                    Spine.builder("flights")
                            .entity("origin")
                            .timestamp("predict_at")
                            .label("late")
                            .features("distance")
                            .columns("id")
                            .build())
            .lookups(FeatureLookup.builder("inference_weather")
                    .lookback(Duration.ofHours(3))
                    .build())
            .function("hour_of_day", "hour(predict_at)")
            .build();

    private static final List<FeatureColumn> COLUMNS = List.of(
            new FeatureColumn("temp", "double"),
            new FeatureColumn("wind", "double"),
            new FeatureColumn("hour_of_day", "int"),
            new FeatureColumn("distance", "int"));

    private static PortableModel model(List<FeatureColumn> columns, double intercept) {
        List<InputColumn> inputs = columns.stream()
                .map(column -> new InputColumn(column.name(), column.type()))
                .toList();
        List<ColumnEncoder> encoders = new ArrayList<>();
        columns.forEach(
                column -> encoders.add(new NumericEncoder(column.name(), OptionalDouble.of(0.1), 1.0 / 3, 7.0)));
        double[] coefficients = new double[encoders.size()];
        for (int i = 0; i < coefficients.length; i++) {
            coefficients[i] = 0.3 - 0.17 * i;
        }
        return PortableModel.of(
                inputs, new FittedPreparation(encoders), new LinearLearner(coefficients, intercept), 0.5);
    }

    private LoadedModel stored(String name, PortableModel model, FeatureSpec spec) {
        Path target = folder.resolve(name);
        ModelFolder.write(
                target,
                ModelContent.builder(model, NOW)
                        .spec(spec)
                        .sampleRow(new Object[model.inputs().size()])
                        .build());
        return ModelFolder.load(target);
    }

    private static ModelVersion version(long number) {
        return new ModelVersion("delay", number, "run-0", URI.create("file:///x"), Map.of(), Set.of(), NOW);
    }

    private static Timestamp at(long minutes) {
        return Timestamp.from(DAY.plus(Duration.ofMinutes(minutes)));
    }

    private static Dataset<Row> weather() {
        List<Row> rows = new ArrayList<>();
        for (int hour = 0; hour < 24; hour++) {
            rows.add(RowFactory.create("JFK", at(60L * hour), 10 + hour / 3.0, hour % 4 == 0 ? null : 5.0 + hour, 3.0));
            rows.add(RowFactory.create("LGA", at(60L * hour), 8 - hour / 7.0, null, 0.1 * hour));
        }
        return Frames.of(
                StructType.fromDDL("origin STRING, time_hour TIMESTAMP, temp DOUBLE, gust DOUBLE, speed DOUBLE"), rows);
    }

    private static Dataset<Row> flights() {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            rows.add(RowFactory.create(i, i % 3 == 0 ? "LGA" : i % 7 == 0 ? "EWR" : "JFK", at(23L * i), 100 + i));
        }
        return Frames.of(StructType.fromDDL("id INT, origin STRING, predict_at TIMESTAMP, distance INT"), rows);
    }

    private static Map<Integer, Long> bits(Dataset<Row> scored) {
        Map<Integer, Long> bits = new HashMap<>();
        scored.select("id", PortableModel.PROBABILITY)
                .collectAsList()
                .forEach(row -> bits.put(row.getInt(0), Double.doubleToLongBits(row.getDouble(1))));
        return bits;
    }

    @Test
    void keepsInputsScoresAndOriginWithTheBitsOfEvaluation() {
        FeatureTable table = FeatureTable.of(lakehouse, WEATHER);
        TableVersion pinned = table.materialize(weather(), Write.of("inference/weather", 1, "run-1"))
                .version();
        FeatureSpec spec = new FeatureSpec(List.of(WEATHER), DELAYS, Map.of("inference_weather", pinned), COLUMNS);
        LoadedModel model = stored("one", model(COLUMNS, 0.2), spec);
        TableName inference = lakehouse.table(Layer.INFERENCE, "inference_delays");
        Write write = Write.of("inference/score", 1, "run-1");

        WriteResult result = Inference.scoreToTable(lakehouse, model, version(3), flights(), inference, write, NOW);
        WriteResult rerun = Inference.scoreToTable(lakehouse, model, version(3), flights(), inference, write, NOW);

        Dataset<Row> written = lakehouse.tables().read(inference);
        Dataset<Row> evaluated = BatchScorer.score(
                SpecLookup.of(spec).features(flights(), Map.of("inference_weather", table.rows(pinned))),
                model.model());
        assertThat(result.rowCount()).isEqualTo(60);
        assertThat(rerun.outcome()).isEqualTo(Outcome.ALREADY_DONE);
        assertThat(bits(written)).hasSize(60).isEqualTo(bits(evaluated));
        assertThat(written.columns())
                .containsExactly(
                        "origin",
                        "predict_at",
                        "id",
                        "temp",
                        "wind",
                        "hour_of_day",
                        "distance",
                        "prediction",
                        "prediction_probability",
                        "model_name",
                        "model_version",
                        "run_id",
                        "scored_at");
        assertThat(written.select("model_name", "model_version", "run_id", "scored_at")
                        .distinct()
                        .collectAsList())
                .containsExactly(RowFactory.create("delay", "3", "run-1", Timestamp.from(NOW)));
        TableSpec facts = lakehouse.catalog().find(inference).orElseThrow();
        assertThat(facts.timeSeries()).contains("predict_at");
        assertThat(facts.comment()).contains("model delay");
        assertThat(facts.tags()).containsEntry("model", "delay");
    }

    @Test
    @Tag("slow")
    void takesALaterModelWithOtherInputs() {
        FeatureTable table = FeatureTable.of(lakehouse, WEATHER);
        TableVersion pinned = table.materialize(weather(), Write.of("inference/weather/later", 1, "run-2"))
                .version();
        FeatureSpec first = new FeatureSpec(List.of(WEATHER), DELAYS, Map.of("inference_weather", pinned), COLUMNS);
        TableName inference = lakehouse.table(Layer.INFERENCE, "inference_delays_later");
        Inference.scoreToTable(
                lakehouse,
                stored("first", model(COLUMNS, 0.2), first),
                version(3),
                flights(),
                inference,
                Write.of("inference/later", 1, "run-1"),
                NOW);
        List<FeatureColumn> fewer = List.of(COLUMNS.get(0), COLUMNS.get(3));
        TrainingSet definition = TrainingSet.builder("inference_delays_2", DELAYS.spine())
                .lookups(FeatureLookup.builder("inference_weather")
                        .features("temp")
                        .build())
                .build();
        FeatureSpec spec = new FeatureSpec(List.of(WEATHER), definition, Map.of("inference_weather", pinned), fewer);
        LoadedModel model = stored("two", model(fewer, 0), spec);

        Inference.scoreToTable(
                lakehouse, model, version(4), flights(), inference, Write.of("inference/later", 2, "run-2"), NOW);

        Dataset<Row> written = lakehouse.tables().read(inference);
        assertThat(written.where("model_version = '4' AND wind IS NULL AND temp IS NOT NULL")
                        .count())
                .isPositive();
        assertThat(written.where("model_version = '4' AND wind IS NOT NULL").count())
                .isZero();
        assertThat(written.count()).isEqualTo(120);
    }

    @Test
    void givesARowOneScoreFromOneVersionHoweverOftenItIsScored() {
        FeatureTable table = FeatureTable.of(lakehouse, WEATHER);
        TableVersion pinned = table.materialize(weather(), Write.of("inference/weather/once", 1, "run-3"))
                .version();
        FeatureSpec spec = new FeatureSpec(List.of(WEATHER), DELAYS, Map.of("inference_weather", pinned), COLUMNS);
        LoadedModel model = stored("once", model(COLUMNS, 0.2), spec);
        TableName inference = lakehouse.table(Layer.INFERENCE, "inference_delays_once");
        AtomicLong number = new AtomicLong();
        Function<Dataset<Row>, Long> scored = spine -> Inference.scoreToTable(
                        lakehouse,
                        model,
                        version(3),
                        spine,
                        inference,
                        Write.of("inference/once", number.incrementAndGet(), "run-" + number.get()),
                        NOW)
                .rowCount();
        Dataset<Row> all = flights().unionByName(flights().where("id = 7")); // a row twice, as a spine may have it
        Dataset<Row> early = all.where("id < 40 AND id <> 3");

        assertThat(scored.apply(early)).isEqualTo(40);
        assertThat(scored.apply(early)).as("nothing is new").isZero();
        assertThat(scored.apply(all)).as("new rows and a late one").isEqualTo(21);
        Dataset<Row> corrected =
                all.withColumn("distance", expr("CASE WHEN id IN (7, 50) THEN distance + 1 ELSE distance END"));
        assertThat(scored.apply(corrected.where("id < 59")))
                .as("what has changed")
                .isEqualTo(3);

        Dataset<Row> written = lakehouse.tables().read(inference);
        assertThat(written.count()).isEqualTo(61);
        Dataset<Row> expected = Inference.score(lakehouse, model, corrected);
        Frames.assertSameRows(
                written.select(expected.columns()[0], Arrays.copyOfRange(expected.columns(), 1, 9)), expected);
        assertThat(Inference.scoredUntil(lakehouse, inference, version(3), model))
                .contains(DAY.plus(Duration.ofMinutes(23 * 59)));
    }

    @Test
    void refusesFeaturesOfAnotherDefinition() {
        FeatureView view = FeatureView.builder("inference_redefined")
                .entity("origin")
                .source("weather")
                .timestamp("time_hour")
                .feature("temp")
                .feature("wind", "coalesce(gust, speed)")
                .build();
        TrainingSet definition = TrainingSet.builder("inference_redefined_set", DELAYS.spine())
                .lookups(FeatureLookup.builder("inference_redefined")
                        .features("temp")
                        .build())
                .build();
        TableVersion pinned = FeatureTable.of(lakehouse, view)
                .materialize(weather(), Write.of("inference/redefined", 1, "run-1"))
                .version();
        List<FeatureColumn> columns = List.of(COLUMNS.get(0), COLUMNS.get(3));
        FeatureSpec spec = new FeatureSpec(List.of(view), definition, Map.of("inference_redefined", pinned), columns);
        LoadedModel model = stored("redefined", model(columns, 0), spec);
        Map<Integer, Long> before = bits(Inference.score(lakehouse, model, flights()));

        rewritten(view, "`temp`", "coalesce(gust, 0)", 2);
        assertThat(bits(Inference.score(lakehouse, model, flights())))
                .as("a feature that the model does not read may change")
                .isEqualTo(before);

        rewritten(view, "temp + 1", "coalesce(gust, speed)", 3);
        assertThatThrownBy(() -> Inference.score(lakehouse, model, flights()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("main.features.inference_redefined")
                .hasMessageContaining("features.temp is 'temp + 1' in the table and '`temp`' in the spec")
                .hasMessageContaining("run the step features");
    }

    private void rewritten(FeatureView view, String temp, String wind, long number) {
        FeatureView other = FeatureView.builder(view.name())
                .entity("origin")
                .source("weather")
                .timestamp("time_hour")
                .feature("temp", temp)
                .feature("wind", wind)
                .comment("Says more")
                .build();
        FeatureTable.of(lakehouse, other).materialize(weather(), Write.of("inference/redefined", number, "run"));
    }

    @Test
    void namesTheWayOutForInputsThatWillNotFitAndItWorks() {
        TableName inference = lakehouse.table(Layer.INFERENCE, "inference_types");
        lakehouse
                .tables()
                .replace(
                        inference,
                        Frames.of(
                                "origin STRING, predict_at TIMESTAMP, id INT, distance INT",
                                RowFactory.create("JFK", at(0), 1, 5)),
                        Write.of("inference/types", 1, "run"));
        TrainingSet definition =
                TrainingSet.builder("inference_types_set", DELAYS.spine()).build();
        FeatureSpec spec =
                new FeatureSpec(List.of(), definition, Map.of(), List.of(new FeatureColumn("distance", "bigint")));
        StructType wide = StructType.fromDDL("origin STRING, predict_at TIMESTAMP, id INT, distance BIGINT");
        StructType text = StructType.fromDDL("origin STRING, predict_at TIMESTAMP, id INT, distance STRING");

        List<InputColumn> inputs = spec.inputs().stream()
                .map(column -> new InputColumn(column.name(), column.type()))
                .toList();
        assertThatThrownBy(() -> Inference.requireFits(lakehouse, text, spec, inputs, inference))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("column distance is string, the table has int")
                .hasMessageContaining("RENAME TO inference_types_before");
        try {
            Inference.requireFits(lakehouse, wide, spec, inputs, inference);
        } catch (DataException e) {
            Matcher statements = Pattern.compile("millrace sql \"([^\"]+)\"").matcher(e.getMessage());
            while (statements.find()) {
                lakehouse.tables().query(statements.group(1));
            }
        }
        Inference.requireFits(lakehouse, wide, spec, inputs, inference);
        assertThat(lakehouse.tables().read(inference).schema().apply("distance").dataType())
                .isEqualTo(DataTypes.LongType);
        Inference.requireFits(lakehouse, StructType.fromDDL("distance INT"), spec, inputs, inference);
    }

    @Test
    void needsTheSpecThatTheModelWasTrainedWith() {
        Path target = folder.resolve("none");
        ModelFolder.write(target, SampleModel.content().build());
        LoadedModel model = ModelFolder.load(target);
        TableName inference = lakehouse.table(Layer.INFERENCE, "inference_none");

        assertThatThrownBy(() -> Inference.scoreToTable(
                        lakehouse, model, version(1), flights(), inference, Write.of("inference/none", 1, "r")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("feature_spec.json");
        assertThat(lakehouse.tables().exists(inference)).isFalse();
    }
}
