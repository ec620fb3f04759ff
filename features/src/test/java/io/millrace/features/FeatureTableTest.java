package io.millrace.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.DataException;
import io.millrace.config.TableVersion;
import io.millrace.definitions.Aggregation;
import io.millrace.definitions.Expectation;
import io.millrace.definitions.FeatureView;
import io.millrace.lakehouse.Environment;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.lakehouse.TableSpec;
import io.millrace.lakehouse.Write;
import io.millrace.lakehouse.WriteResult;
import io.millrace.metrics.AggregateFunction;
import io.millrace.testkit.Frames;
import io.millrace.testkit.SharedSpark;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class FeatureTableTest {

    private static final Lakehouse LAKEHOUSE =
            Lakehouse.over(SharedSpark.session(), Environment.local(SharedSpark.root()));
    private static final String WEATHER =
            "origin string, time_hour timestamp, temp double, wind_gust double, wind_speed double";

    private static FeatureView.Builder weather(String name) {
        return FeatureView.builder(name)
                .entity("origin")
                .source("weather")
                .timestamp("time_hour")
                .feature("temp")
                .feature("gust", "coalesce(wind_gust, wind_speed)");
    }

    @Test
    void storesPreparedRowsWithTheirFactsAndGivesThemBack() {
        FeatureView view = weather("ft_stored")
                .where("temp is null or temp < 500")
                .delay(Duration.ofMinutes(10))
                .expect(new Expectation("in_range", "temp between -60 and 130", Expectation.OnFailure.DROP))
                .expect(new Expectation("windy", "gust > 5", Expectation.OnFailure.WARN))
                .comment("Weather by hour")
                .owner("ops")
                .tag("tier", "gold")
                .build();
        FeatureTable table = FeatureTable.of(LAKEHOUSE, view);

        WriteResult result = table.materialize(
                Frames.of(
                        WEATHER,
                        RowFactory.create("EWR", at(1), 39.0, null, 10.0),
                        RowFactory.create("EWR", at(2), 41.0, 20.0, 10.0),
                        RowFactory.create("JFK", at(1), 140.0, 20.0, 10.0),
                        RowFactory.create("JFK", at(2), null, 20.0, 10.0),
                        RowFactory.create("LGA", at(2), 999.0, 20.0, 10.0),
                        RowFactory.create("LGA", at(3), 50.0, null, 1.0)),
                write(1));

        assertThat(result.rowCount()).isEqualTo(3);
        Frames.assertSameRows(
                table.rows(result.version()),
                Frames.of(
                        "origin string, time_hour timestamp, temp double, gust double",
                        RowFactory.create("EWR", at(1), 39.0, 10.0),
                        RowFactory.create("EWR", at(2), 41.0, 20.0),
                        RowFactory.create("LGA", at(3), 50.0, 1.0)));
        TableSpec spec = LAKEHOUSE.catalog().find(table.name()).orElseThrow();
        assertThat(spec.primaryKeys()).containsExactly("origin", "time_hour");
        assertThat(spec.timeSeries()).contains("time_hour");
        assertThat(spec.comment()).isEqualTo("Weather by hour");
        assertThat(spec.owner()).isEqualTo("ops");
        assertThat(spec.tags()).isEqualTo(Map.of("tier", "gold"));
        assertThat(spec.properties())
                .containsEntry("feature_view.digest", view.digest())
                .containsEntry("feature_view.expectation.in_range", "2 of 5 rows break it")
                .containsEntry("feature_view.expectation.windy", "1 of 5 rows break it");
        assertThat(table.findings(result.version())).isEmpty();
    }

    @Test
    @Tag("slow")
    void aRepeatedWriteChangesNothingAndANewDefinitionReplacesColumns() {
        Dataset<Row> rows = Frames.of(WEATHER, RowFactory.create("EWR", at(1), 39.0, null, 10.0));
        FeatureTable table = FeatureTable.of(LAKEHOUSE, weather("ft_again").build());
        WriteResult first = table.materialize(rows, write(1));

        WriteResult again = table.materialize(rows, write(1));
        FeatureTable other = FeatureTable.of(
                LAKEHOUSE,
                weather("ft_again")
                        .feature("gust", "cast(wind_speed as int)")
                        .feature("calm", "wind_speed < 3")
                        .build());
        WriteResult changed = other.materialize(rows, write(2));

        assertThat(again.outcome()).isEqualTo(WriteResult.Outcome.ALREADY_DONE);
        assertThat(again.version()).isEqualTo(first.version());
        Frames.assertSameRows(
                other.rows(changed.version()),
                Frames.of(
                        "origin string, time_hour timestamp, temp double, gust int, calm boolean",
                        RowFactory.create("EWR", at(1), 39.0, 10, false)));
        Frames.assertSameRows(
                table.rows(first.version()),
                Frames.of(
                        "origin string, time_hour timestamp, temp double, gust double",
                        RowFactory.create("EWR", at(1), 39.0, 10.0)));
        assertThatThrownBy(() -> other.rows(first.version()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("another definition of feature view ft_again")
                .hasMessageContaining("'calm' is missing");
        assertThatThrownBy(() -> FeatureTable.of(
                                LAKEHOUSE,
                                weather("ft_again").entity("wind_speed").build())
                        .materialize(rows, write(3)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("has the primary keys [origin, time_hour] and the time column time_hour");
    }

    @Test
    @Tag("slow")
    void mergesRowsByTheirKey() {
        FeatureTable table = FeatureTable.of(LAKEHOUSE, weather("ft_merge").build());
        table.materialize(
                Frames.of(
                        WEATHER,
                        RowFactory.create("EWR", at(1), 1.0, 1.0, 1.0),
                        RowFactory.create("EWR", at(2), 2.0, 2.0, 2.0)),
                write(1));

        WriteResult merged = table.merge(
                Frames.of(
                        WEATHER,
                        RowFactory.create("EWR", at(2), 22.0, 2.0, 2.0),
                        RowFactory.create("EWR", at(3), 3.0, 3.0, 3.0)),
                write(2));

        Frames.assertSameRows(
                table.rows(merged.version()).select("time_hour", "temp"),
                Frames.of(
                        "time_hour timestamp, temp double",
                        RowFactory.create(at(1), 1.0),
                        RowFactory.create(at(2), 22.0),
                        RowFactory.create(at(3), 3.0)));
    }

    @Test
    void wrongColumnsAndExpressionsAreToldTogether() {
        FeatureView view = weather("ft_columns")
                .entity("dest")
                .created("written_at")
                .feature("broken", "temp +")
                .feature("unknown", "tmp * 2")
                .feature("untyped", "null")
                .aggregate(Aggregation.builder("temp_sum")
                        .input("temp")
                        .where("nothing > 1")
                        .functions(AggregateFunction.SUM)
                        .windows(Duration.ofHours(1))
                        .build())
                .build();

        assertThatThrownBy(() -> FeatureTable.of(LAKEHOUSE, view)
                        .materialize(
                                Frames.of(
                                        "origin array<string>, time_hour bigint, written_at timestamp_ntz, temp double,"
                                                + " wind_gust double, wind_speed double"),
                                write(1)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(
                        "feature view ft_columns, source weather: entity column 'dest' is missing; the rows"
                                + " have origin, time_hour,")
                .hasMessageContaining(
                        "timestamp column 'time_hour' is BIGINT, must be TIMESTAMP; give the source columns {"
                                + " time_hour = \"timestamp_seconds(time_hour)\" }")
                .hasMessageContaining("created column 'written_at' is TIMESTAMP_NTZ, must be TIMESTAMP; give the source"
                        + " columns { written_at = \"timestamp(concat(written_at, ' ZONE'))\" }")
                .hasMessageContaining("column 'origin' is ARRAY<STRING>")
                .hasMessageContaining("features.broken = \"temp +\": ")
                .hasMessageContaining("features.unknown = \"tmp * 2\": [UNRESOLVED_COLUMN")
                .hasMessageContaining(
                        "features.untyped = \"null\": has no type; write for example cast(null as double)")
                .hasMessageContaining("aggregates.temp_sum.where = \"nothing > 1\": [UNRESOLVED_COLUMN");
        assertThat(LAKEHOUSE.tables().exists(FeatureTable.of(LAKEHOUSE, view).name()))
                .isFalse();
    }

    @Test
    void wrongRowsAreToldTogetherWithoutAnyValue() {
        FeatureView view = weather("ft_rows")
                .expect(new Expectation("warm", "temp > 0", Expectation.OnFailure.FAIL))
                .build();
        FeatureTable table = FeatureTable.of(LAKEHOUSE, view);
        table.materialize(Frames.of(WEATHER, RowFactory.create("EWR", at(1), 1.0, 1.0, 1.0)), write(1));
        TableVersion before = LAKEHOUSE.tables().version(table.name());

        assertThatThrownBy(() -> table.materialize(
                        Frames.of(
                                WEATHER,
                                RowFactory.create("SECRET", at(1), 1.0, 1.0, 1.0),
                                RowFactory.create("SECRET", at(1), 2.0, 1.0, 1.0),
                                RowFactory.create("SECRET", at(2), 2.0, 1.0, 1.0),
                                RowFactory.create("SECRET", at(2), 2.0, 1.0, 1.0),
                                RowFactory.create("SECRET", at(2), 2.0, 1.0, 1.0),
                                RowFactory.create(null, at(1), 2.0, 1.0, 1.0),
                                RowFactory.create(null, at(1), 2.0, 1.0, 1.0),
                                RowFactory.create("EWR", null, null, 1.0, 1.0)),
                        write(2)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(
                        "2 of 8 rows have NULL in origin, which every row needs; mend the source, or give the"
                                + " view where = \"origin is not null\"")
                .hasMessageContaining("1 of 8 rows have NULL in time_hour")
                .hasMessageContaining(
                        "2 keys (origin, time_hour) have more than one row, 5 rows in all, such as key hash ")
                .hasMessageContaining("declare created or sequence, or set ties = total-order")
                .hasMessageContaining("1 of 8 rows break the expectation warm: temp > 0;")
                .hasMessageNotContaining("SECRET");
        assertThat(LAKEHOUSE.tables().version(table.name())).isEqualTo(before);
    }

    @Test
    void noRowsAreRefused() {
        FeatureView view = weather("ft_empty")
                .where("temp > 1000")
                .expect(new Expectation("warm", "temp > 0", Expectation.OnFailure.DROP))
                .build();
        FeatureTable table = FeatureTable.of(LAKEHOUSE, view);
        Dataset<Row> cold = Frames.of(WEATHER, RowFactory.create("EWR", at(1), -1.0, 1.0, 1.0));

        assertThatThrownBy(() -> table.materialize(cold, write(1)))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "feature view ft_empty, source weather: there are no rows where temp > 1000; check the source and"
                                + " the condition");
        assertThatThrownBy(() -> FeatureTable.of(
                                LAKEHOUSE,
                                weather("ft_empty")
                                        .expect(view.expectations().get(0))
                                        .build())
                        .materialize(cold, write(1)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expectations drop all 1 rows: {warm=1}; check the rules");
        assertThat(LAKEHOUSE.tables().exists(table.name())).isFalse();
    }

    @Test
    void eventsDeliveredAgainCountOnceAndVersionsStay() {
        FeatureView view = events("ft_events").build();
        FeatureTable table = FeatureTable.of(LAKEHOUSE, view);
        String ddl = "card string, id string, paid_at timestamp, loaded timestamp, amount double, kind string";

        WriteResult result = table.materialize(
                Frames.of(
                        ddl,
                        RowFactory.create("c1", "p1", at(1), at(1), 10.0, "buy"),
                        RowFactory.create("c1", "p1", at(1), at(1), 10.0, "buy"),
                        RowFactory.create("c1", "p1", at(2), at(5), 11.0, "buy"),
                        RowFactory.create("c1", "p2", at(2), at(2), 99.0, "refund")),
                write(1));

        Frames.assertSameRows(
                table.rows(result.version()),
                Frames.of(
                        "card string, paid_at timestamp, loaded timestamp, id string, amount double",
                        RowFactory.create("c1", at(1), at(1), "p1", 10.0),
                        RowFactory.create("c1", at(2), at(5), "p1", 11.0),
                        RowFactory.create("c1", at(2), at(2), "p2", null)));
        TableSpec spec = LAKEHOUSE.catalog().find(table.name()).orElseThrow();
        assertThat(spec.primaryKeys()).containsExactly("card", "paid_at", "id", "loaded");
        assertThat(spec.properties()).containsEntry("feature_view.copies_removed", "1");
        assertThatThrownBy(() -> table.materialize(
                        Frames.of(
                                ddl,
                                RowFactory.create("c1", "p1", at(1), at(1), 10.0, "buy"),
                                RowFactory.create("c1", "p1", at(1), at(1), 11.0, "buy")),
                        write(2)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("1 keys (card, id, loaded) have more than one row, 2 rows in all")
                .hasMessageContaining("versions of one event need different created times");
    }

    @Test
    void rowsAreCopiesOnlyIfEveryColumnIsEqualNullToNull() {
        FeatureView view = events("ft_copies")
                .aggregate(Aggregation.builder("fee")
                        .functions(AggregateFunction.SUM)
                        .windows(Duration.ofDays(1))
                        .build())
                .build();
        FeatureTable table = FeatureTable.of(LAKEHOUSE, view);
        String ddl =
                "card string, id string, paid_at timestamp, loaded timestamp, amount double, fee double, kind string";
        Object[][] pairs = {
            {5.0, null, null, 5.0}, {0.0, 1.0, -0.0, 1.0}, {null, 2.0, 1.0, 2.0}, {Double.NaN, null, null, Double.NaN}
        };

        for (Object[] pair : pairs) {
            assertThatThrownBy(() -> table.materialize(
                            Frames.of(
                                    ddl,
                                    RowFactory.create("c1", "p1", at(1), at(1), pair[0], pair[1], "buy"),
                                    RowFactory.create("c1", "p1", at(1), at(1), pair[2], pair[3], "buy"),
                                    RowFactory.create("c1", "p2", at(1), at(1), null, 3.0, "buy"),
                                    RowFactory.create("c1", "p2", at(1), at(1), null, 3.0, "buy")),
                            write(1)))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("1 keys (card, id, loaded) have more than one row, 2 rows in all");
        }
    }

    @Test
    void versionsThatDoNotCountAreStoredToTakeThePlaceOfThoseThatDid() {
        FeatureView view = events("ft_filtered")
                .where("amount > 0")
                .expect(new Expectation("small", "1 / amount > 0.01", Expectation.OnFailure.DROP))
                .build();
        FeatureTable table = FeatureTable.of(LAKEHOUSE, view);

        WriteResult result = table.materialize(
                Frames.of(
                        "card string, id string, paid_at timestamp, loaded timestamp, amount double, kind string",
                        RowFactory.create("c1", "p1", at(1), at(1), 10.0, "buy"),
                        RowFactory.create("c1", "p1", at(1), at(2), 0.0, "buy"),
                        RowFactory.create("c1", "p2", at(1), at(1), 10.0, "buy"),
                        RowFactory.create("c1", "p2", at(1), at(2), 1e6, "buy"),
                        RowFactory.create("c1", null, at(1), at(2), 0.0, "buy"),
                        RowFactory.create(null, "p3", at(1), at(2), 0.0, "buy")),
                write(1));

        Frames.assertSameRows(
                table.rows(result.version()),
                Frames.of(
                        "card string, paid_at timestamp, loaded timestamp, id string, amount double, __counts boolean",
                        RowFactory.create("c1", at(1), at(1), "p1", 10.0, true),
                        RowFactory.create("c1", at(1), at(2), "p1", null, false),
                        RowFactory.create("c1", at(1), at(1), "p2", 10.0, true),
                        RowFactory.create("c1", at(1), at(2), "p2", null, false)));
        assertThat(LAKEHOUSE.catalog().find(table.name()).orElseThrow().properties())
                .containsEntry("feature_view.expectation.small", "1 of 3 rows break it");
    }

    @Test
    void asOfFeaturesBesideVersionsThatMayNotCountAreRefused() {
        assertThatThrownBy(() -> events("ft_both")
                        .feature("amount_now", "amount")
                        .where("amount > 0")
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("move them to a view of their own without event-id");
    }

    @Test
    void readsOfColumnsKnownLaterAreFoundAndStandWithTheRows() {
        FeatureView view = events("ft_late").delay(Duration.ofHours(1)).build();
        Availability availability = Availability.declared(Map.of("amount", "settled"));
        FeatureTable table = FeatureTable.of(LAKEHOUSE, view, availability);

        Dataset<Row> late = Frames.of(
                "card string, id string, paid_at timestamp, loaded timestamp, amount double, kind string, settled"
                        + " timestamp",
                RowFactory.create("c1", "p1", at(1), at(1), 10.0, "buy", at(2)),
                RowFactory.create("c1", "p2", at(1), at(1), 10.0, "buy", at(4)),
                RowFactory.create("c1", "p3", at(1), at(1), 10.0, "refund", at(3)));

        WriteResult first = table.materialize(late, write(1));
        LAKEHOUSE.spark().sql("DELETE FROM " + table.name().sql() + " WHERE id = 'p1'");
        List<LeakageFinding> afterDelete = table.findings(LAKEHOUSE.tables().version(table.name()));
        WriteResult second = table.materialize(late.where("id = 'p1'"), write(2));

        assertThat(table.findings(second.version())).isEmpty();
        assertThat(afterDelete).isEqualTo(table.findings(first.version()));
        assertThat(table.findings(first.version()))
                .isEqualTo(List.of(new LeakageFinding(
                        LeakageFinding.Kind.KNOWN_LATER,
                        "ft_late.amount",
                        "reads amount, known from settled on: later than paid_at + 1h in 2 of 3 rows, by up to 2h",
                        false)));
    }

    private static FeatureView.Builder events(String name) {
        return FeatureView.builder(name)
                .entity("card")
                .source("payments")
                .timestamp("paid_at")
                .created("loaded")
                .eventId("id")
                .aggregate(Aggregation.builder("amount")
                        .where("kind = 'buy'")
                        .functions(AggregateFunction.SUM, AggregateFunction.COUNT)
                        .windows(Duration.ofDays(1))
                        .build());
    }

    private static Timestamp at(int hour) {
        return Timestamp.from(Instant.parse("2013-01-01T00:00:00Z").plus(Duration.ofHours(hour)));
    }

    private static Write write(long number) {
        return Write.of("feature-table-test", number, "run-" + number);
    }
}
