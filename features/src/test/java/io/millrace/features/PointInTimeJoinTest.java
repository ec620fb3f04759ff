package io.millrace.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.millrace.config.DataException;
import io.millrace.config.InvalidConfigException;
import io.millrace.definitions.Aggregation;
import io.millrace.definitions.Expectation;
import io.millrace.definitions.FeatureLookup;
import io.millrace.definitions.FeatureView;
import io.millrace.definitions.NullRule;
import io.millrace.metrics.AggregateFunction;
import io.millrace.testkit.Frames;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.MetadataBuilder;
import org.junit.jupiter.api.Test;

class PointInTimeJoinTest {

    private static final FeatureView WEATHER = FeatureView.builder("weather")
            .source("weather")
            .entity("origin")
            .timestamp("at")
            .delay(Duration.ofMinutes(10))
            .feature("temp")
            .build();
    private static final FeatureView DELAYS = FeatureView.builder("delays")
            .source("landings")
            .entity("origin")
            .timestamp("landed")
            .aggregate(Aggregation.builder("late")
                    .functions(AggregateFunction.AVG, AggregateFunction.COUNT)
                    .windows(Duration.ofHours(1))
                    .build())
            .build();
    private static final FeatureView PLANES = FeatureView.builder("planes")
            .source("planes")
            .entity("tailnum")
            .feature("seats")
            .build();

    @Test
    void joinsSeveralKeySetsAndLeavesTheSpineUntouched() {
        var metadata = new MetadataBuilder().putString("comment", "when asked").build();
        Dataset<Row> spine = Frames.of(
                        "`origin id` string, tailnum string, t timestamp not null, `a.b` map<string,int>",
                        row("EWR", "N1", at("2013-01-01T10:00:00Z"), Map.of("x", 1)),
                        row("EWR", "N1", at("2013-01-01T10:00:00Z"), Map.of("x", 1)),
                        row(null, "N1", at("2013-01-01T10:00:00Z"), null),
                        row("EWR", null, at("2013-01-01T09:09:59.999999Z"), null))
                .withColumn("t", functions.col("t").as("t", metadata));
        Map<String, Dataset<Row>> rows = Map.of(
                "weather",
                Frames.of(
                        "origin string, at timestamp, temp double",
                        row("EWR", at("2013-01-01T09:00:00Z"), 1.5),
                        row("EWR", at("2013-01-01T09:50:00.000001Z"), 9.0),
                        row(null, at("2013-01-01T08:00:00Z"), 7.0)),
                "delays",
                Frames.of(
                        "origin string, landed timestamp, late int",
                        row("EWR", at("2013-01-01T09:00:00Z"), 4),
                        row("EWR", at("2013-01-01T09:30:00Z"), 5),
                        row("EWR", at("2013-01-01T10:00:00Z"), 1000)),
                "planes",
                Frames.of("tailnum string, seats int", row("N1", 180)));
        var join = PointInTimeJoin.of(
                List.of(WEATHER, DELAYS, PLANES),
                "t",
                List.of(
                        FeatureLookup.builder("weather")
                                .key("origin", "origin id")
                                .build(),
                        FeatureLookup.builder("delays")
                                .key("origin", "origin id")
                                .prefix("o_")
                                .build(),
                        FeatureLookup.builder("planes").build()));

        PointInTimeJoin.Joined joined = join.joinWithDiagnostics(spine, rows);

        Frames.assertSameRows(
                joined.rows(),
                Frames.of(
                        joined.rows().schema(),
                        List.of(
                                row(
                                        "EWR",
                                        "N1",
                                        at("2013-01-01T10:00:00Z"),
                                        Map.of("x", 1),
                                        1.5,
                                        4.5,
                                        2L,
                                        180,
                                        3_600_000_000L,
                                        "MATCHED",
                                        1_800_000_000L,
                                        "MATCHED",
                                        null,
                                        "MATCHED"),
                                row(
                                        "EWR",
                                        "N1",
                                        at("2013-01-01T10:00:00Z"),
                                        Map.of("x", 1),
                                        1.5,
                                        4.5,
                                        2L,
                                        180,
                                        3_600_000_000L,
                                        "MATCHED",
                                        1_800_000_000L,
                                        "MATCHED",
                                        null,
                                        "MATCHED"),
                                row(
                                        null,
                                        "N1",
                                        at("2013-01-01T10:00:00Z"),
                                        null,
                                        null,
                                        null,
                                        null,
                                        180,
                                        null,
                                        "NULL_KEY",
                                        null,
                                        "NULL_KEY",
                                        null,
                                        "MATCHED"),
                                row(
                                        "EWR",
                                        null,
                                        at("2013-01-01T09:09:59.999999Z"),
                                        null,
                                        null,
                                        4.0,
                                        1L,
                                        null,
                                        null,
                                        "NOT_YET_KNOWN",
                                        599_999_999L,
                                        "MATCHED",
                                        null,
                                        "NULL_KEY"))));
        assertThat(joined.rows().schema().fields()).startsWith(spine.schema().fields());
        assertThat(join.featureNames()).containsExactly("temp", "o_late_avg_1h", "o_late_count_1h", "seats");
        assertThat(joined.withoutDiagnostics().columns()).hasSize(8);
    }

    @Test
    void reportsEveryConfigurationProblemAtOnce() {
        assertThatThrownBy(() -> PointInTimeJoin.of(
                        List.of(WEATHER, DELAYS, PLANES),
                        "t",
                        List.of(
                                FeatureLookup.builder("wheather").build(),
                                FeatureLookup.builder("weather")
                                        .lookback(Duration.ofMinutes(9))
                                        .build(),
                                FeatureLookup.builder("weather")
                                        .features("tmp")
                                        .key("dest", "d")
                                        .build(),
                                FeatureLookup.builder("weather").build(),
                                FeatureLookup.builder("delays")
                                        .lookback(Duration.ofHours(1))
                                        .build(),
                                FeatureLookup.builder("planes")
                                        .nulls(NullRule.LAST_NON_NULL)
                                        .build())))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContainingAll(
                        "lookup of wheather: no such view; declared are [weather, delays, planes]",
                        "lookback PT9M is shorter than the view's delay PT10M",
                        "no such feature tmp; the view has [temp]",
                        "dest is no key of the view; its keys are [origin]",
                        "feature temp comes out twice; set a prefix",
                        "lookup of delays: a lookback has no meaning",
                        "lookup of planes: last-non-null has no meaning");
    }

    @Test
    void reportsEverySchemaProblemBeforeAnyWork() {
        Dataset<Row> spine = Frames.of("origin int, tailnum string, t timestamp_ntz, temp double");
        Map<String, Dataset<Row>> rows = Map.of(
                "weather", Frames.of("origin string, at bigint"),
                "delays", Frames.of("origin int, landed timestamp, late string"),
                "planes", Frames.of("tail string, seats int"));
        var join = PointInTimeJoin.of(
                List.of(WEATHER, DELAYS, PLANES),
                "t",
                List.of(
                        FeatureLookup.builder("weather").build(),
                        FeatureLookup.builder("delays").build(),
                        FeatureLookup.builder("planes").build()));

        assertThatThrownBy(() -> join.joinTables(spine, rows))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll(
                        "spine: time column t is TIMESTAMP_NTZ",
                        "the spine already has a column temp; set a prefix",
                        "key origin is STRING, spine column origin is INT",
                        "rows of view weather: time column at is BIGINT; it must be TIMESTAMP",
                        "rows of view weather: no column temp; it has origin, at",
                        "late_avg_1h cannot be computed from late, which is STRING",
                        "rows of view planes: no column tailnum");
        assertThatThrownBy(() -> join.join(spine, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no rows are given for view weather");
    }

    @Test
    void namesTheKeyOfTiedRowsOnlyWhenASpineRowMatchesThem() {
        Dataset<Row> tied = Frames.of(
                "origin string, at timestamp, temp double",
                row("EWR", at("2013-01-01T09:00:00Z"), 1.0),
                row("EWR", at("2013-01-01T09:00:00Z"), 2.0));
        var join = PointInTimeJoin.of(
                List.of(WEATHER),
                "t",
                List.of(FeatureLookup.builder("weather")
                        .lookback(Duration.ofHours(2))
                        .build()));

        Dataset<Row> early = Frames.of("origin string, t timestamp", row("EWR", at("2013-01-01T09:09:59Z")));
        assertThat(join.join(early, Map.of("weather", tied)).collectAsList()).hasSize(1);
        Dataset<Row> late = Frames.of("origin string, t timestamp", row("EWR", at("2013-01-01T12:00:00Z")));
        assertThat(join.join(late, Map.of("weather", tied)).collectAsList()).hasSize(1);

        Dataset<Row> meeting = Frames.of("origin string, t timestamp", row("EWR", at("2013-01-01T10:00:00Z")));
        Throwable thrown =
                catchThrowable(() -> join.join(meeting, Map.of("weather", tied)).collectAsList());
        assertThat(DataErrors.in(thrown).orElseThrow())
                .isInstanceOf(DataException.class)
                .hasMessageContaining("lookup of weather: different rows with origin = EWR are equal in time");
        assertThat(DataErrors.in(new IllegalStateException(thrown.getMessage())).orElseThrow())
                .hasMessageStartingWith("lookup of weather: different rows with origin = EWR")
                .hasMessageEndingWith("or ties = total-order");
    }

    @Test
    void refusesAStaticViewWithSeveralRowsOfOneKey() {
        Dataset<Row> spine = Frames.of("tailnum string, t timestamp", row("N1", at("2013-01-01T10:00:00Z")));
        Dataset<Row> planes = Frames.of("tailnum string, seats int", row("N1", 180), row("N1", 181));
        var join = PointInTimeJoin.of(
                List.of(PLANES), "t", List.of(FeatureLookup.builder("planes").build()));

        Throwable thrown =
                catchThrowable(() -> join.join(spine, Map.of("planes", planes)).collectAsList());

        assertThat(DataErrors.in(thrown).orElseThrow())
                .hasMessageContaining("the view has no timestamp, yet several rows with tailnum = N1");
    }

    @Test
    void refusesASumThatDoesNotFitButNotOneThatOnlyPassesThroughTheLimit() {
        FeatureView view = FeatureView.builder("v")
                .source("s")
                .entity("k")
                .timestamp("ts")
                .aggregate(Aggregation.builder("n")
                        .functions(AggregateFunction.SUM, AggregateFunction.AVG)
                        .windows(Duration.ofHours(1))
                        .build())
                .build();
        Dataset<Row> events = Frames.of(
                "k string, ts timestamp, n bigint",
                row("a", at("2013-01-01T09:00:00Z"), Long.MAX_VALUE),
                row("a", at("2013-01-01T09:00:01Z"), 5L),
                row("a", at("2013-01-01T09:00:02Z"), -6L));
        var join = PointInTimeJoin.of(
                List.of(view), "t", List.of(FeatureLookup.builder("v").build()));

        Dataset<Row> fits = Frames.of("k string, t timestamp", row("a", at("2013-01-01T09:30:00Z")));
        assertThat(join.join(fits, Map.of("v", events)).first().getLong(2)).isEqualTo(Long.MAX_VALUE - 1);
        Dataset<Row> overflows = Frames.of("k string, t timestamp", row("a", at("2013-01-01T09:00:02Z")));
        Throwable thrown =
                catchThrowable(() -> join.join(overflows, Map.of("v", events)).collectAsList());
        assertThat(DataErrors.in(thrown).orElseThrow())
                .hasMessageContaining("n_sum_1h with k = a does not fit into its type");
    }

    @Test
    void takesTheCreatedTimeAsACutOffAndTheNewestVersionOfAnEvent() {
        FeatureView view = FeatureView.builder("v")
                .source("s")
                .entity("k")
                .timestamp("ts")
                .created("written")
                .eventId("id")
                .aggregate(Aggregation.builder("n")
                        .functions(AggregateFunction.SUM, AggregateFunction.COUNT)
                        .windows(Duration.ofHours(1))
                        .build())
                .build();
        Dataset<Row> events = Frames.of(
                "k string, ts timestamp, written timestamp, id string, n int",
                row("a", at("2013-01-01T09:00:00Z"), at("2013-01-01T09:00:00Z"), "e", 1),
                row("a", at("2013-01-01T09:10:00Z"), at("2013-01-01T09:20:00Z"), "e", 10),
                row("a", at("2013-01-01T09:40:00Z"), at("2013-01-01T09:30:00Z"), "e", 100));
        Dataset<Row> spine = Frames.of(
                "k string, t timestamp",
                row("a", at("2013-01-01T09:15:00Z")),
                row("a", at("2013-01-01T09:25:00Z")),
                row("a", at("2013-01-01T09:35:00Z")),
                row("a", at("2013-01-01T09:41:00Z")));

        Dataset<Row> joined = PointInTimeJoin.of(
                        List.of(view), "t", List.of(FeatureLookup.builder("v").build()))
                .join(spine, Map.of("v", events));

        // At 09:35 the event is known to happen at 09:40: its older versions are void, itself is still to come.
        Frames.assertSameRows(
                joined,
                Frames.of(
                        "k string, t timestamp, n_sum_1h bigint, n_count_1h bigint",
                        row("a", at("2013-01-01T09:15:00Z"), 1L, 1L),
                        row("a", at("2013-01-01T09:25:00Z"), 10L, 1L),
                        row("a", at("2013-01-01T09:35:00Z"), null, 0L),
                        row("a", at("2013-01-01T09:41:00Z"), 100L, 1L)));
    }

    @Test
    void preparesRowsOfTheSourceAsAFeatureTableWould() {
        FeatureView view = FeatureView.builder("v")
                .source("s")
                .entity("k")
                .timestamp("ts")
                .where("kind <> 'test'")
                .feature("fahrenheit", "celsius * 9 / 5 + 32")
                .aggregate(Aggregation.builder("warm")
                        .input("celsius")
                        .where("celsius > 20")
                        .functions(AggregateFunction.COUNT)
                        .windows(Duration.ofHours(5))
                        .build())
                .expect(new Expectation("possible", "celsius < 100", Expectation.OnFailure.DROP))
                .expect(new Expectation("measured", "celsius > -273", Expectation.OnFailure.FAIL))
                .build();
        String ddl = "k string, ts timestamp, celsius double, kind string";
        Dataset<Row> rows = Frames.of(
                ddl,
                row("a", at("2013-01-01T08:00:00Z"), 25.0, "day"),
                row("a", at("2013-01-01T08:30:00Z"), 10.0, "day"),
                row("a", at("2013-01-01T09:00:00Z"), 30.0, "test"),
                row("a", at("2013-01-01T09:30:00Z"), 900.0, "day"));
        Dataset<Row> spine = Frames.of("k string, t timestamp", row("a", at("2013-01-01T10:00:00Z")));
        var join = PointInTimeJoin.of(
                List.of(view), "t", List.of(FeatureLookup.builder("v").build()));

        Row joined = join.join(spine, Map.of("v", rows)).first();

        assertThat(joined.getDouble(2)).isEqualTo(50.0);
        assertThat(joined.getLong(3)).isEqualTo(1);
        Dataset<Row> broken = rows.union(Frames.of(ddl, row("a", at("2013-01-01T07:00:00Z"), -300.0, "day")));
        Throwable thrown =
                catchThrowable(() -> join.join(spine, Map.of("v", broken)).collectAsList());
        assertThat(DataErrors.in(thrown).orElseThrow())
                .hasMessageStartingWith(
                        "feature view v, source s: rows break the expectation measured: celsius > -273");
        assertThatThrownBy(() -> join.join(spine, Map.of("v", rows.drop("kind", "celsius"))))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll("where = \"kind <> 'test'\"", "features.fahrenheit", "aggregates.warm.input");
    }

    @Test
    void anEventThatIsCancelledDoesNotComeBackWhateverLeavesItsCancellationOut() {
        Dataset<Row> rows = Frames.of(
                "k string, ts timestamp, written timestamp, id string, status string",
                row("a", at("2013-01-01T09:00:00Z"), at("2013-01-01T09:01:00Z"), "e", "ok"),
                row("a", at("2013-01-01T09:00:00Z"), at("2013-01-01T09:20:00Z"), "e", "cancelled"),
                row("a", at("2013-01-01T09:05:00Z"), at("2013-01-01T09:06:00Z"), "f", "ok"));
        Dataset<Row> spine = Frames.of(
                "k string, t timestamp", row("a", at("2013-01-01T09:10:00Z")), row("a", at("2013-01-01T09:50:00Z")));
        List<FeatureView> views = List.of(
                counted("by_where").where("status = 'ok'").build(),
                counted("by_rule")
                        .expect(new Expectation("fine", "status = 'ok'", Expectation.OnFailure.DROP))
                        .build(),
                FeatureView.builder("by_input")
                        .source("s")
                        .entity("k")
                        .timestamp("ts")
                        .created("written")
                        .eventId("id")
                        .aggregate(Aggregation.builder("n")
                                .input("1")
                                .where("status = 'ok'")
                                .functions(AggregateFunction.COUNT)
                                .windows(Duration.ofHours(1))
                                .build())
                        .build());

        for (FeatureView view : views) {
            Dataset<Row> joined = PointInTimeJoin.of(
                            List.of(view),
                            "t",
                            List.of(FeatureLookup.builder(view.name()).build()))
                    .join(spine, Map.of(view.name(), rows));

            Frames.assertSameRows(
                    joined,
                    Frames.of(
                            "k string, t timestamp, n_count_1h bigint",
                            row("a", at("2013-01-01T09:10:00Z"), 2L),
                            row("a", at("2013-01-01T09:50:00Z"), 1L)));
        }
    }

    @Test
    void versionsThatDifferOnlyInWhichInputIsNullAreATie() {
        FeatureView view = FeatureView.builder("v")
                .source("s")
                .entity("k")
                .timestamp("ts")
                .created("written")
                .eventId("id")
                .aggregate(sum("n"))
                .aggregate(sum("m"))
                .build();
        Dataset<Row> rows = Frames.of(
                "k string, ts timestamp, written timestamp, id string, n int, m int",
                row("a", at("2013-01-01T09:00:00Z"), at("2013-01-01T09:01:00Z"), "e", 5, null),
                row("a", at("2013-01-01T09:00:00Z"), at("2013-01-01T09:01:00Z"), "e", null, 5));
        Dataset<Row> spine = Frames.of("k string, t timestamp", row("a", at("2013-01-01T09:50:00Z")));

        Throwable thrown = catchThrowable(() -> PointInTimeJoin.of(
                        List.of(view), "t", List.of(FeatureLookup.builder("v").build()))
                .join(spine, Map.of("v", rows))
                .collectAsList());

        assertThat(DataErrors.in(thrown).orElseThrow())
                .hasMessageContaining("different versions of one event id with k = a are equal");
    }

    private static FeatureView.Builder counted(String name) {
        return FeatureView.builder(name)
                .source("s")
                .entity("k")
                .timestamp("ts")
                .created("written")
                .eventId("id")
                .aggregate(Aggregation.builder("n")
                        .input("1")
                        .functions(AggregateFunction.COUNT)
                        .windows(Duration.ofHours(1))
                        .build());
    }

    private static Aggregation sum(String name) {
        return Aggregation.builder(name)
                .functions(AggregateFunction.SUM)
                .windows(Duration.ofHours(1))
                .build();
    }

    private static Instant at(String time) {
        return Instant.parse(time);
    }

    private static Row row(Object... values) {
        return RowFactory.create(values);
    }
}
