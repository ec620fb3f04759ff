package io.millrace.features;

import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.DataException;
import io.millrace.config.InvalidConfigException;
import io.millrace.config.TableVersion;
import io.millrace.definitions.Aggregation;
import io.millrace.definitions.FeatureColumn;
import io.millrace.definitions.FeatureLookup;
import io.millrace.definitions.FeatureSpec;
import io.millrace.definitions.FeatureView;
import io.millrace.definitions.Spine;
import io.millrace.definitions.TrainingSet;
import io.millrace.lakehouse.Environment;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.lakehouse.Layer;
import io.millrace.lakehouse.TableSpec;
import io.millrace.lakehouse.Write;
import io.millrace.lakehouse.WriteResult;
import io.millrace.metrics.AggregateFunction;
import io.millrace.testkit.Frames;
import io.millrace.testkit.SharedSpark;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class TrainingSetsTest {

    private static final Lakehouse LAKEHOUSE =
            Lakehouse.over(SharedSpark.session(), Environment.local(SharedSpark.root()));
    private static final String SPINE = "flight int, origin string, predict_at timestamp, landed_at timestamp, late"
            + " boolean, distance int, note string, aux int";

    private static final FeatureView WEATHER = FeatureView.builder("ts_weather")
            .entity("airport")
            .source("weather")
            .timestamp("seen_at")
            .delay(Duration.ofMinutes(30))
            .feature("temp")
            .build();
    private static final FeatureView DELAYS = FeatureView.builder("ts_delays")
            .entity("airport")
            .source("landings")
            .timestamp("landed_at")
            .aggregate(Aggregation.builder("delay")
                    .functions(AggregateFunction.AVG, AggregateFunction.COUNT)
                    .windows(Duration.ofHours(6))
                    .build())
            .build();
    private static final FeatureView AIRPORTS = FeatureView.builder("ts_airports")
            .entity("airport")
            .source("airports")
            .feature("elevation")
            .build();
    private static final List<FeatureView> VIEWS = List.of(WEATHER, DELAYS, AIRPORTS);
    private static final Map<String, TableVersion> VERSIONS = new LinkedHashMap<>();

    @BeforeAll
    static void materialize() {
        VERSIONS.put(
                "ts_weather",
                FeatureTable.of(LAKEHOUSE, WEATHER)
                        .materialize(
                                Frames.of(
                                        "airport string, seen_at timestamp, temp double",
                                        RowFactory.create("EWR", at(0), 10.0),
                                        RowFactory.create("EWR", at(5), 15.0),
                                        RowFactory.create("JFK", at(9), 19.0)),
                                write("weather", 1))
                        .version());
        VERSIONS.put(
                "ts_delays",
                FeatureTable.of(LAKEHOUSE, DELAYS, Availability.declared(Map.of("delay", "reported_at")))
                        .materialize(
                                Frames.of(
                                        "airport string, landed_at timestamp, delay int, reported_at timestamp",
                                        RowFactory.create("EWR", at(2), 20, at(2)),
                                        RowFactory.create("EWR", at(4), 40, at(7)),
                                        RowFactory.create("EWR", at(6), 90, at(6))),
                                write("delays", 1))
                        .version());
        VERSIONS.put(
                "ts_airports",
                FeatureTable.of(LAKEHOUSE, AIRPORTS)
                        .materialize(
                                Frames.of("airport string, elevation int", RowFactory.create("EWR", 18)),
                                write("airports", 1))
                        .version());
    }

    private static TrainingSet.Builder definition(String name) {
        Spine spine = Spine.builder("flights")
                .entity("flight", "origin")
                .timestamp("predict_at")
                .label("late")
                .labelTime("landed_at")
                .features("distance")
                .columns("note")
                .where("distance > 0")
                .build();
        return TrainingSet.builder(name, spine)
                .lookups(
                        FeatureLookup.builder("ts_weather")
                                .key("airport", "origin")
                                .lookback(Duration.ofHours(3))
                                .build(),
                        FeatureLookup.builder("ts_delays")
                                .key("airport", "origin")
                                .prefix("origin_")
                                .build(),
                        FeatureLookup.builder("ts_airports")
                                .key("airport", "origin")
                                .build())
                .function("hour_of_day", "hour(predict_at) + aux")
                .function("warm", "temp > 12");
    }

    private static Dataset<Row> spine() {
        return Frames.of(
                SPINE,
                RowFactory.create(1, "EWR", at(6), at(9), true, 100, "a", 0),
                RowFactory.create(2, "EWR", at(4), at(8), false, 200, "b", 0),
                RowFactory.create(2, "EWR", at(4), at(8), false, 200, "b", 0),
                RowFactory.create(3, "JFK", at(8), null, null, 300, "c", 100),
                RowFactory.create(4, null, at(8), at(9), false, 300, "d", 0),
                RowFactory.create(5, "EWR", null, at(9), false, 300, "e", 0),
                RowFactory.create(6, "LGA", at(8), at(9), true, 300, "f", 0),
                RowFactory.create(7, "EWR", at(8), at(9), true, -1, "g", 0));
    }

    @Test
    void writesOneRowForEachSpineRowWithReportAndSpec() {
        TrainingSetResult result = TrainingSets.build(
                LAKEHOUSE, definition("ts_main").build(), VIEWS, SpineRows.of(spine()), VERSIONS, write("main", 1));

        Frames.assertSameRows(
                LAKEHOUSE.tables().read(result.write().version()),
                Frames.of(
                        "flight int, origin string, predict_at timestamp, late boolean, landed_at timestamp, distance int,"
                                + " note string, temp double, origin_delay_avg_6h double, origin_delay_count_6h bigint,"
                                + " elevation int, hour_of_day int, warm boolean",
                        row(1, "EWR", at(6), true, at(9), 100, "a", 15.0, 30.0, 2L, 18, 6, true),
                        row(2, "EWR", at(4), false, at(8), 200, "b", null, 20.0, 1L, 18, 4, null),
                        row(2, "EWR", at(4), false, at(8), 200, "b", null, 20.0, 1L, 18, 4, null),
                        row(3, "JFK", at(8), null, null, 300, "c", null, null, 0L, null, 108, null),
                        row(4, null, at(8), false, at(9), 300, "d", null, null, null, null, 8, null),
                        row(5, "EWR", null, false, at(9), 300, "e", null, null, null, null, null, null),
                        row(6, "LGA", at(8), true, at(9), 300, "f", null, null, 0L, null, 8, null)));
        TrainingSetReport report = result.report();
        assertThat(result.write().rowCount()).isEqualTo(7);
        assertThat(report.rowCount()).isEqualTo(7);
        assertThat(report.nullLabelCount()).isEqualTo(1);
        assertThat(report.nullTimestampCount()).isEqualTo(1);
        assertThat(report.nullLabelTimeCount()).isEqualTo(1);
        assertThat(report.openLabelCount()).isEqualTo(4);
        assertThat(report.lookups().get(0))
                .isEqualTo(new LookupReport(
                        "ts_weather",
                        "",
                        Map.of(
                                MatchCause.MATCHED, 1L,
                                MatchCause.TOO_OLD, 2L,
                                MatchCause.NOT_YET_KNOWN, 1L,
                                MatchCause.NO_KEY, 1L,
                                MatchCause.NULL_KEY, 1L,
                                MatchCause.NULL_TIME, 1L),
                        Optional.of(ages(Duration.ofHours(1)))));
        assertThat(report.lookups().get(1).matchedCount()).isEqualTo(3);
        assertThat(report.lookups().get(2).ages()).isEmpty();
        assertThat(report.findings())
                .containsExactly(new LeakageFinding(
                        LeakageFinding.Kind.KNOWN_LATER,
                        "ts_delays.delay",
                        "reads delay, known from reported_at on: later than landed_at in 1 of 3 rows, by up to 3h",
                        false));
        assertThat(result.spec().versions()).isEqualTo(VERSIONS);
        assertThat(result.spec().inputs())
                .containsExactly(
                        new FeatureColumn("temp", "double"),
                        new FeatureColumn("origin_delay_avg_6h", "double"),
                        new FeatureColumn("origin_delay_count_6h", "bigint"),
                        new FeatureColumn("elevation", "int"),
                        new FeatureColumn("hour_of_day", "int"),
                        new FeatureColumn("warm", "boolean"),
                        new FeatureColumn("distance", "int"));
        TableSpec table =
                LAKEHOUSE.catalog().find(result.write().version().table()).orElseThrow();
        assertThat(table.timeSeries()).contains("predict_at");
        assertThat(table.properties())
                .containsEntry("training_set.label", "late")
                .containsEntry("training_set.label_time", "landed_at")
                .containsEntry("training_set.entity", "flight,origin")
                .containsEntry(
                        "training_set.feature_table.ts_weather",
                        VERSIONS.get("ts_weather").toString());

        assertThat(FeatureSpec.fromJson(result.spec().toJson())).isEqualTo(result.spec());
        assertThat(TrainingSetReport.fromJson(report.toJson())).isEqualTo(report);
        scoringLooksTheSameFeaturesUp(result);
    }

    private static void scoringLooksTheSameFeaturesUp(TrainingSetResult result) {
        FeatureSpec spec = FeatureSpec.fromJson(result.spec().toJson());
        Map<String, Dataset<Row>> tables = new LinkedHashMap<>();
        spec.views()
                .forEach(view -> tables.put(
                        view.name(),
                        FeatureTable.of(LAKEHOUSE, view).rows(spec.versions().get(view.name()))));

        Dataset<Row> scored =
                SpecLookup.of(spec).features(spine().where("distance > 0").drop("late", "landed_at"), tables);

        Frames.assertSameRows(
                scored, LAKEHOUSE.tables().read(result.write().version()).drop("late", "landed_at"));
    }

    @Test
    @Tag("slow")
    void aRepeatedBuildChangesNothingAndReportsTheSame() {
        TrainingSet definition =
                definition("ts_again").waiveLeakage("ts_delays.delay").build();

        TrainingSetResult first =
                TrainingSets.build(LAKEHOUSE, definition, VIEWS, SpineRows.of(spine()), VERSIONS, write("again", 1));
        TrainingSetResult again =
                TrainingSets.build(LAKEHOUSE, definition, VIEWS, SpineRows.of(spine()), VERSIONS, write("again", 1));

        assertThat(again.write().outcome()).isEqualTo(WriteResult.Outcome.ALREADY_DONE);
        assertThat(again.write().version()).isEqualTo(first.write().version());
        assertThat(again.report()).isEqualTo(first.report());
        assertThat(again.report().findings()).allMatch(LeakageFinding::waived);
    }

    @Test
    void wrongSpinesAreRefusedBeforeAnythingIsWritten() {
        assertThatThrownBy(
                        () -> build(
                                "ts_columns",
                                Frames.of(
                                        "flight int, origin string, predict_at bigint, landed_at string, distance int, aux int")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("training set ts_columns, spine flights: carried column 'note' is missing")
                .hasMessageContaining("label column 'late' is missing")
                .hasMessageContaining("timestamp column 'predict_at' is BIGINT, must be TIMESTAMP")
                .hasMessageContaining("label-time column 'landed_at' is STRING, must be TIMESTAMP");
        assertThatThrownBy(() -> build("ts_columns", spine().withColumn("origin", lit(1))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("origin")
                .hasMessageContaining("INT")
                .hasMessageContaining("STRING");
        assertThatThrownBy(() -> build("ts_columns", spine().drop("aux")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("functions.hour_of_day = \"hour(predict_at) + aux\": [UNRESOLVED_COLUMN");
        assertThatThrownBy(() -> build("ts_columns", spine().where("distance < 0")))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "training set ts_columns: the spine flights has no rows where distance > 0; check the source and"
                                + " the condition");
        assertThat(LAKEHOUSE.tables().exists(LAKEHOUSE.table(Layer.TRAINING, "ts_columns")))
                .isFalse();
    }

    @Test
    void definitionsThatDoNotFitAreRefused() {
        TrainingSet definition = definition("ts_wrong")
                .lookups(FeatureLookup.builder("ts_weather")
                        .key("airport", "origin")
                        .build())
                .build();

        assertThatThrownBy(() -> TrainingSets.build(
                        LAKEHOUSE, definition, VIEWS, SpineRows.of(spine()), VERSIONS, write("wrong", 1)))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("training-sets.ts_wrong.lookups[3].prefix: '' gives the column 'temp'");
        assertThatThrownBy(() -> TrainingSets.build(
                        LAKEHOUSE,
                        definition("ts_wrong").build(),
                        VIEWS,
                        SpineRows.of(spine()),
                        Map.of(),
                        write("wrong", 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no version of the feature table of view ts_weather is given");
    }

    private static TrainingSetResult build(String name, Dataset<Row> spine) {
        return TrainingSets.build(
                LAKEHOUSE, definition(name).build(), VIEWS, SpineRows.of(spine), VERSIONS, write(name, 1));
    }

    private static LookupReport.Ages ages(Duration only) {
        return new LookupReport.Ages(only, only, only, only, only);
    }

    private static Row row(Object... values) {
        return RowFactory.create(values);
    }

    private static Timestamp at(int hour) {
        return Timestamp.from(Instant.parse("2013-01-01T00:00:00Z").plus(Duration.ofHours(hour)));
    }

    private static Write write(String application, long number) {
        return Write.of("training-sets-test/" + application, number, "run-" + number);
    }
}
