package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Timestamp;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class FramesTest {
    private static final String COLUMNS = "id BIGINT, x DOUBLE, s STRING";
    private static final Row ONE = RowFactory.create(1L, Double.NaN, "a");
    private static final Row NONE = RowFactory.create(2L, null, null);

    @Test
    void comparesRowsInAnyOrderAndAsOften() {
        var rows = Frames.of("id BIGINT NOT NULL, x DOUBLE, s STRING", ONE, NONE, NONE);

        Frames.assertSameRows(rows, Frames.of(COLUMNS, NONE, ONE, NONE));

        assertThatThrownBy(() ->
                        Frames.assertSameRows(rows, Frames.of(COLUMNS, NONE, ONE, RowFactory.create(3L, 0.5, "b"))))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("only actual: [2,null,null]")
                .hasMessageContaining("only expected: [3,0.5,b]");
        assertThatThrownBy(() -> Frames.assertSameRows(rows, Frames.of(COLUMNS, NONE, ONE)))
                .hasMessageContaining("rows differ: 3 actual, 2 expected")
                .hasMessageContaining("only actual: [2,null,null]");
        assertThatThrownBy(() -> Frames.assertSameRows(rows, Frames.of("id INT, x DOUBLE, s STRING")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("actual:   id BIGINT, x DOUBLE, s STRING");
        assertThat(SharedSpark.root()).isDirectory();
    }

    /** Each pair differs in one value, by the least that there is. */
    @Test
    void tellsApartWhateverDiffersAtAll() {
        Timestamp time = Timestamp.valueOf("2024-01-01 00:00:00.000001");
        Timestamp later = Timestamp.valueOf("2024-01-01 00:00:00.000002");
        var pairs = List.of(
                List.of("DOUBLE", 0.1 + 0.2, 0.3),
                List.of("DOUBLE", 0.0, -0.0),
                List.of("FLOAT", -0.0f, 0.0f),
                List.of("ARRAY<DOUBLE>", List.of(1.0, -0.0), List.of(1.0, 0.0)),
                List.of("STRUCT<a: DOUBLE>", RowFactory.create(-0.0), RowFactory.create(0.0)),
                List.of("TIMESTAMP", time, later),
                List.of("BINARY", new byte[] {1, 2}, new byte[] {1, 3}),
                List.of("MAP<STRING, INT>", Map.of("a", 1), Map.of("a", 2)));
        for (List<?> pair : pairs) {
            String column = "`a.b c` " + pair.get(0);
            Dataset<Row> one = Frames.of(column, RowFactory.create(pair.get(1)), RowFactory.create((Object) null));
            Dataset<Row> other = Frames.of(column, RowFactory.create(pair.get(2)), RowFactory.create((Object) null));

            Frames.assertSameRows(one, one);
            assertThatThrownBy(() -> Frames.assertSameRows(one, other))
                    .as(column)
                    .hasMessageContaining("rows differ");
        }
    }

    @Test
    void comparesRowsInOrderWithinATolerance() {
        var rows = Frames.of(COLUMNS + ", at TIMESTAMP", row(1, 0.5, 0), row(2, Double.NaN, 10), row(3, null, 20));

        Frames.assertCloseRows(
                rows,
                Frames.of(
                        "id BIGINT NOT NULL, x DOUBLE, s STRING, at TIMESTAMP",
                        row(1, 0.75, 0),
                        row(2, Double.NaN, 10),
                        row(3, null, 20)),
                0.25);

        assertThatThrownBy(() -> Frames.assertCloseRows(
                        rows,
                        Frames.of(COLUMNS + ", at TIMESTAMP", row(1, 0.75, 0), row(2, 1.0, 10), row(3, null, 20)),
                        0.2))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("rows are more than 0.2 apart: 3 actual, 3 expected")
                .hasMessageContaining("actual: [1,0.5,a,")
                .hasMessageContaining("expected [1,0.75,a,")
                .hasMessageContaining("actual: [2,NaN,a,")
                .hasMessageNotContaining("actual: [3");
        assertThatThrownBy(() -> Frames.assertCloseRows(rows, rows.limit(2), 1))
                .hasMessageContaining("3 actual, 2 expected");
        assertThatThrownBy(() -> Frames.assertCloseRows(
                        rows, rows.withColumn("at", rows.col("at").cast("DATE")), 1))
                .hasMessageContaining("columns differ");
    }

    @Test
    void staysInTheSharedSession() {
        SparkContext context = SharedSpark.session().sparkContext();

        Frames.assertSameRows(Frames.of(COLUMNS, ONE), Frames.of(COLUMNS, ONE));

        assertThat(SuiteComparison.SUITE.spark()).isSameAs(SharedSpark.session());
        assertThat(SuiteComparison.SUITE.sc()).isSameAs(context);
        assertThat(context.isStopped()).isFalse();
    }

    private static Row row(long id, Object x, long milliseconds) {
        return RowFactory.create(id, x, "a", new Timestamp(1_700_000_000_000L + milliseconds));
    }
}
