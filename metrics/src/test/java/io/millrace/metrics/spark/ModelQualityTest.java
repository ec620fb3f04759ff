package io.millrace.metrics.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.millrace.config.DataException;
import io.millrace.metrics.MetricStatus;
import io.millrace.metrics.NaiveQuality;
import io.millrace.metrics.QualityColumns;
import io.millrace.metrics.QualityReport;
import io.millrace.metrics.QualityReports;
import io.millrace.metrics.QualitySettings;
import io.millrace.metrics.Slice;
import io.millrace.metrics.SliceQuality;
import io.millrace.testkit.SharedSpark;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class ModelQualityTest {
    private static final QualitySettings SETTINGS =
            QualitySettings.defaults().withThreshold(0.5).withBootstrap(50, 1).withSliceLimits(3, 100);

    /** 3,000 rows: score, label, a carrier of 6 uneven values or NULL, and the odd row that cannot be judged. */
    private static Dataset<Row> predictions() {
        return SharedSpark.session()
                .range(0, 3000, 1, 3)
                .select(
                        col("id"),
                        expr("case when id % 500 = 1 then null when id % 500 = 2 then double('NaN')"
                                        + " when id % 500 = 3 then 1.5D else pmod(hash(id), 1000) / 1000.0D end")
                                .as("score"),
                        expr("case when id % 300 = 7 then null"
                                        + " else pmod(hash(id, 'x'), 1000) < 200 + 0.6 * pmod(hash(id), 1000) end")
                                .as("late"),
                        expr("case when id % 50 = 0 then null else substr('AAAAAABBBCCDDEF', 1 + int(id % 15), 1) end")
                                .as("carrier"),
                        expr("id % 2").as("half"));
    }

    @Test
    void hasTheSameBitsWhateverThePartitionsAndTheOrder() {
        QualityColumns columns = QualityColumns.of("score", "late").withSlices(List.of("carrier"));
        Dataset<Row> rows = predictions();

        QualityReports one = ModelQuality.evaluate(rows.coalesce(1), columns, SETTINGS);
        QualityReports three = ModelQuality.evaluate(rows, columns, SETTINGS);
        QualityReports seven =
                ModelQuality.evaluate(rows.repartition(7).orderBy(expr("hash(id, 5)")), columns, SETTINGS);

        assertThat(three).isEqualTo(one);
        assertThat(seven).isEqualTo(one);
        assertThat(QualityReports.fromJson(one.toJson().toString())).isEqualTo(one);
        assertThat(one.overall().rows().rowCount()).isEqualTo(3000);
        assertThat(one.overall().rows().nullLabelCount()).isEqualTo(10);
        assertThat(one.overall().rows().nullScoreCount()).isEqualTo(6);
        assertThat(one.overall().rows().nanScoreCount()).isEqualTo(6);
        assertThat(one.overall().rows().outOfRangeScoreCount()).isEqualTo(6);
        assertThat(one.slices().stream().map(slice -> slice.slice().label()))
                .containsExactly("A", "B", "D", "NULL", "(other)");
        assertThat(one.slices().stream()
                        .mapToLong(slice -> slice.report().rows().rowCount())
                        .sum())
                .isEqualTo(3000);
        assertThat(one.slices().stream().map(SliceQuality::lowSupport))
                .containsExactly(false, false, false, true, false);
    }

    @Test
    void equalsTheTextbookOnTheSameRows() {
        Dataset<Row> rows = predictions().where("score between 0 and 1 and late is not null");
        List<Row> collected = rows.select("score", "late").collectAsList();
        double[] scores =
                collected.stream().mapToDouble(row -> row.getDouble(0)).toArray();
        boolean[] labels = new boolean[scores.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = collected.get(i).getBoolean(1);
        }

        QualityReport report =
                ModelQuality.evaluate(rows, QualityColumns.of("score", "late")).overall();

        assertThat(report.metric("roc_auc").value()).isCloseTo(NaiveQuality.rocAuc(scores, labels), offset(1e-12));
        assertThat(report.metric("log_loss").value()).isCloseTo(NaiveQuality.logLoss(scores, labels), offset(1e-9));
        assertThat(report.metric("brier").value()).isCloseTo(NaiveQuality.brier(scores, labels), offset(1e-12));
    }

    @Test
    void takesLabelsAndScoresOfAnyAcceptedType() {
        Dataset<Row> rows = predictions()
                .where("score between 0 and 1")
                .withColumn("int_label", expr("int(late)"))
                .withColumn("decimal_label", expr("cast(int(late) as decimal(5,2))"))
                .withColumn("text_label", expr("case when late then 'true' else 'False' end"))
                .withColumn("digit_label", expr("string(int(late))"))
                .withColumn("decimal_score", expr("cast(score as decimal(10,3))"));
        rows = rows.where("late is not null");
        QualityReport expected = ModelQuality.evaluate(rows, QualityColumns.of("score", "late"), SETTINGS)
                .overall();

        for (String label : List.of("int_label", "decimal_label", "text_label", "digit_label")) {
            assertThat(ModelQuality.evaluate(rows, QualityColumns.of("decimal_score", label), SETTINGS)
                            .overall())
                    .as(label)
                    .isEqualTo(expected);
        }
    }

    @Test
    void judgesEachGroupInOnePass() {
        QualityColumns columns = QualityColumns.of("score", "late").withSlices(List.of("carrier"));
        Dataset<Row> rows = predictions().withColumn("half", expr("nullif(id % 3, 2)"));

        SortedMap<String, QualityReports> groups = ModelQuality.evaluateGroups(rows, "half", columns, SETTINGS);

        assertThat(groups.keySet()).containsExactly("0", "1");
        assertThat(groups.get("1")).isEqualTo(ModelQuality.evaluate(rows.where("half = 1"), columns, SETTINGS));
    }

    @Test
    void columnsWithTooManyValuesAreOneSlice() {
        QualityReports reports = ModelQuality.evaluate(
                predictions(), QualityColumns.of("score", "late").withSlices(List.of("id")), SETTINGS);

        assertThat(reports.slices()).hasSize(1);
        assertThat(reports.slices().get(0).slice()).isEqualTo(Slice.other("id"));
        assertThat(reports.slices().get(0).status()).isEqualTo(MetricStatus.CARDINALITY_CAPPED);
        assertThat(reports.slices().get(0).report().rows())
                .isEqualTo(reports.overall().rows());
    }

    @Test
    void judgesNoRowsAsUndefined() {
        QualityReports reports = ModelQuality.evaluate(
                predictions().where(lit(false)),
                QualityColumns.of("score", "late").withSlices(List.of("carrier")));

        assertThat(reports.overall().metric("roc_auc").status()).isEqualTo(MetricStatus.EMPTY_WINDOW);
        assertThat(reports.slices()).isEmpty();
    }

    @Test
    void namesWhatIsWrongWithTheInput() {
        Dataset<Row> rows = predictions().withColumn("delay", expr("id % 3")).withColumn("text", expr("'x'"));
        Map<QualityColumns, String> problems = Map.of(
                QualityColumns.of("score", "delay"),
                "label column 'delay' holds 2; a label must be 0, 1, true, false or NULL",
                QualityColumns.of("score", "text"),
                "label column 'text' holds x; a label must be 0, 1, true, false or NULL",
                QualityColumns.of("text", "late"),
                "score column 'text' has type string; must be numeric",
                QualityColumns.of("score", "missing"),
                "column 'missing' is missing; the columns are id, score, late, carrier, half, delay, text");

        problems.forEach((columns, message) -> assertThatThrownBy(() -> ModelQuality.evaluate(rows, columns, SETTINGS))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(message));
    }
}
