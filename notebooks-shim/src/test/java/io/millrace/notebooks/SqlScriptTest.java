package io.millrace.notebooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.config.TableName;
import io.millrace.definitions.Aggregation;
import io.millrace.definitions.FeatureLookup;
import io.millrace.definitions.FeatureView;
import io.millrace.definitions.WindowBound;
import io.millrace.features.AsOfSql;
import io.millrace.features.PointInTimeJoin;
import io.millrace.metrics.AggregateFunction;
import io.millrace.metrics.TieRule;
import io.millrace.testkit.Frames;
import io.millrace.testkit.SharedSpark;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SqlScriptTest {
    private static final SparkSession SPARK = SharedSpark.session();
    private static final TableName TABLE = new TableName("main", "features", "sql_events");

    /** Random events of a few keys: ties in time, NULL keys and inputs, several versions of an event. */
    @BeforeAll
    static void writeEvents() {
        SPARK.sql("CREATE SCHEMA IF NOT EXISTS main.features");
        SPARK.sql(
                """
                CREATE OR REPLACE TABLE main.features.sql_events USING delta AS
                SELECT nullif(pmod(hash(id, 1), 6), 5) AS k, id AS seq, nullif(pmod(hash(id, 2), 90), 7) AS event,
                  timestamp'2024-03-30T00:00:00Z' + make_dt_interval(0, pmod(hash(id, 3), 72)) AS at,
                  timestamp'2024-03-30T00:00:00Z' + make_dt_interval(0, pmod(hash(id, 3), 72) + pmod(hash(id, 4), 9)) AS created,
                  nullif(CAST(pmod(hash(id, 5), 64) AS DOUBLE) / 8, 2) AS price, CAST(pmod(hash(id, 6), 50) AS INT) AS pieces
                FROM range(0, 300, 1, 1)
                """);
    }

    static List<FeatureView> views() {
        return List.of(
                asOf("sql_plain").sequence("seq").build(),
                asOf("sql_delayed").sequence("seq").delay(Duration.ofHours(2)).build(),
                asOf("sql_created").created("created").sequence("seq").build(),
                asOf("sql_ordered").ties(TieRule.TOTAL_ORDER).build(),
                windows("sql_windows").build(),
                windows("sql_closed")
                        .windowBound(WindowBound.AT_OR_BEFORE)
                        .delay(Duration.ofHours(1))
                        .build(),
                windows("sql_versions")
                        .eventId("event")
                        .created("created")
                        .sequence("seq")
                        .build(),
                windows("sql_untimed").eventId("event").sequence("seq").build(),
                windows("sql_filtered")
                        .eventId("event")
                        .created("created")
                        .sequence("seq")
                        .where("price < 4")
                        .build(),
                windows("sql_both")
                        .feature("price")
                        .created("created")
                        .sequence("seq")
                        .delay(Duration.ofHours(1))
                        .build());
    }

    private static FeatureView.Builder asOf(String name) {
        return view(name).feature("price").feature("pieces");
    }

    private static FeatureView.Builder windows(String name) {
        return view(name)
                .aggregate(Aggregation.builder("pieces_in")
                        .input("pieces")
                        .functions(
                                AggregateFunction.COUNT,
                                AggregateFunction.SUM,
                                AggregateFunction.AVG,
                                AggregateFunction.MIN,
                                AggregateFunction.MAX)
                        .windows(Duration.ofHours(3), Duration.ofHours(30))
                        .build());
    }

    private static FeatureView.Builder view(String name) {
        return FeatureView.builder(name).entity("k").source("events").timestamp("at");
    }

    @ParameterizedTest
    @MethodSource("views")
    void readsTheFeaturesThatALookupFinds(FeatureView view) {
        Dataset<Row> rows = prepared(view);
        rows.createOrReplaceTempView("sql_rows");
        String query = new AsOfSql(view, TABLE).query().replace(TABLE.sql(), "sql_rows");
        SPARK.sql("CREATE OR REPLACE TEMPORARY FUNCTION " + view.name() + "_as_of(t TIMESTAMP) RETURNS TABLE RETURN "
                + query);
        Dataset<Row> spine =
                SPARK.sql("SELECT k, t FROM (SELECT DISTINCT k FROM main.features.sql_events WHERE k IS NOT NULL)"
                        + " CROSS JOIN (SELECT timestamp'2024-03-31T02:00:00Z' AS t)");

        Dataset<Row> found = SPARK.sql("SELECT * FROM " + view.name() + "_as_of(timestamp'2024-03-31T02:00:00Z')");

        Dataset<Row> expected = PointInTimeJoin.of(
                        List.of(view),
                        "t",
                        List.of(FeatureLookup.builder(view.name()).build()))
                .joinTables(spine, Map.of(view.name(), rows))
                .drop("t");
        assertThat(found.count()).isEqualTo(5);
        Frames.assertSameRows(found, expected);
    }

    private static Dataset<Row> prepared(FeatureView view) {
        return SPARK.sql("SELECT *, price < 4 IS TRUE AS __counts, pieces AS pieces_in FROM main.features.sql_events")
                .selectExpr(view.preparedColumns().toArray(String[]::new));
    }
}
