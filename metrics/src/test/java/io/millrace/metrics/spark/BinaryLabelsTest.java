package io.millrace.metrics.spark;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.DataException;
import io.millrace.metrics.QualityColumns;
import io.millrace.metrics.QualityComparison;
import io.millrace.metrics.QualityReport;
import io.millrace.metrics.QualitySettings;
import io.millrace.metrics.SingleFeatureAuc;
import io.millrace.testkit.SharedSpark;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class BinaryLabelsTest {
    private static final List<String> ONE = List.of(
            "true", "1Y", "1S", "1", "1L", "1.0D", "1.0F", "1BD", "1.00BD", "'1'", "'true'", "'TRUE'", "'True'");
    private static final List<String> ZERO =
            List.of("false", "0Y", "0S", "0", "0L", "0.0D", "-0.0D", "0.0F", "0.000BD", "'0'", "'false'", "'FALSE'");
    private static final List<String> UNKNOWN = List.of(
            "CAST(NULL AS BOOLEAN)",
            "CAST(NULL AS INT)",
            "CAST(NULL AS DOUBLE)",
            "CAST(NULL AS STRING)",
            "DOUBLE('NaN')",
            "FLOAT('NaN')");
    private static final List<String> NEITHER = List.of(
            "2",
            "-1",
            "255L",
            "0.5D",
            "0.1F",
            "0.9999999999999999D",
            "1.0000000000000002D",
            "4.9E-324D",
            "DOUBLE('Infinity')",
            "FLOAT('-Infinity')",
            "0.5BD",
            "'yes'",
            "'no'",
            "'t'",
            "'NaN'",
            "'1.0'",
            "' 1'",
            "''");

    @Test
    void readsOneZeroAndWhatIsNotKnownOfEveryTypeAndTakesNothingElseForEither() {
        List<String> values = new ArrayList<>(ONE);
        values.addAll(ZERO);
        values.addAll(UNKNOWN);
        values.addAll(NEITHER);
        Column[] columns = new Column[values.size()];
        Arrays.setAll(columns, i -> expr(values.get(i)).as("c." + i));
        Dataset<Row> row = SharedSpark.session().range(1).select(columns);
        Column[] labels = new Column[values.size()];
        Arrays.setAll(labels, i -> BinaryLabels.read(row.schema(), "c." + i));

        Row read = row.select(labels).first();

        for (int i = 0; i < values.size(); i++) {
            String value = values.get(i);
            Integer expected = ONE.contains(value)
                    ? Integer.valueOf(1)
                    : ZERO.contains(value) ? Integer.valueOf(0) : UNKNOWN.contains(value) ? null : BinaryLabels.NEITHER;
            assertThat(read.get(i)).as(value).isEqualTo(expected);
        }
    }

    @Test
    void refusesTypesThatHoldNoLabels() {
        Dataset<Row> rows =
                SharedSpark.session().range(1).select(expr("current_date()").as("day"));

        assertThatThrownBy(() -> BinaryLabels.read(rows.schema(), "day"))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "label column 'day' has type date; must be boolean, a number that is 0 or 1, or text that is 0,"
                                + " 1, true or false");
    }

    @Test
    void aLabelThatIsNotANumberIsNotKnownWhereverLabelsAreRead() {
        Dataset<Row> rows = SharedSpark.session()
                .range(100)
                .selectExpr(
                        "id / 100D AS score",
                        "CASE WHEN id % 4 = 3 THEN DOUBLE('NaN') WHEN id > 50 THEN 1D ELSE 0D END AS label");

        QualityReport report =
                ModelQuality.evaluate(rows, QualityColumns.of("score", "label")).overall();
        SingleFeatureAuc single =
                ModelQuality.singleFeatures(rows, "label", List.of("score")).get(0);
        QualityComparison comparison = ModelQuality.compare(
                rows, "score", "score", "label", QualitySettings.defaults().withBootstrap(10, 1));

        assertThat(report.rows().nullLabelCount()).isEqualTo(25);
        assertThat(report.metric("roc_auc").value()).isEqualTo(1);
        assertThat(single.valueCount()).isEqualTo(75);
        assertThat(comparison.rows().nullLabelCount()).isEqualTo(25);
    }
}
