package io.millrace.metrics.spark;

import static org.apache.spark.sql.functions.lit;

import io.millrace.metrics.FeatureRanks;
import io.millrace.metrics.PairState;
import io.millrace.metrics.QualityColumns;
import io.millrace.metrics.QualityComparison;
import io.millrace.metrics.QualityReports;
import io.millrace.metrics.QualitySettings;
import io.millrace.metrics.QualityState;
import io.millrace.metrics.SingleFeatureAuc;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * How good the scores of a binary classifier are, from one pass over score, label and slices.
 *
 * <p>Everything follows from exact sums and integer histograms of the scores by class. Up to 65,536 distinct scores (1,024
 * in a slice) are told apart, so that the metrics are exact; beyond that the histogram gets as much coarser as it must, finer
 * near 0 and 1 than between, and ROC AUC, average precision, KS and ECE carry a bound that is certain. Log loss, Brier score
 * and all counts are exact always. The results have the same bits whatever the order and the partitions of the rows.
 */
public final class ModelQuality {
    private ModelQuality() {}

    /**
     * Returns the quality with {@link QualitySettings#defaults()}.
     *
     * @throws io.millrace.config.DataException as the method with settings does
     */
    public static QualityReports evaluate(Dataset<Row> rows, QualityColumns columns) {
        return evaluate(rows, columns, QualitySettings.defaults());
    }

    /**
     * Returns the quality over all rows and for each slice.
     *
     * <p>Rows whose label is NULL or NaN, and scores that are NULL, NaN or outside [0, 1], are counted and left out. Metrics that
     * cannot be computed, as ROC AUC of one class, are NaN with a reason and leave the others alone. Of a slice column the
     * {@link QualitySettings#maxSlices()} most frequent values have reports (ties: the smaller text first), NULL has its own,
     * the rest is "other"; a column with more than 1,000 distinct values is all "other", marked {@link
     * MetricStatus#CARDINALITY_CAPPED}. One Spark job with one small shuffle of states.
     *
     * @throws io.millrace.config.DataException if a column is missing or of a wrong type, or a label is not one of 0, 1,
     *     true, false
     */
    public static QualityReports evaluate(Dataset<Row> rows, QualityColumns columns, QualitySettings settings) {
        SortedMap<String, QualityState> states = states(rows, lit(""), columns, settings);
        double threshold = settings.threshold().orElse(Double.NaN);
        QualityState empty = new QualityState(threshold, columns.slices().size());
        return states.values().stream().findFirst().orElse(empty).reports(columns, settings);
    }

    /**
     * Returns the quality for each value of the column {@code group}, as text and sorted by it, each with its slices; rows in
     * which it is NULL are left out. Otherwise as {@link #evaluate(Dataset, QualityColumns, QualitySettings)}: one Spark job
     * over all groups.
     *
     * @throws io.millrace.config.DataException if a column is missing or of a wrong type, or a label is not one of 0, 1,
     *     true, false
     */
    public static SortedMap<String, QualityReports> evaluateGroups(
            Dataset<Row> rows, String group, QualityColumns columns, QualitySettings settings) {
        SortedMap<String, QualityReports> reports = new TreeMap<>();
        states(rows, InputColumns.text(rows.schema(), group), columns, settings)
                .forEach((key, state) -> reports.put(key, state.reports(columns, settings)));
        return reports;
    }

    /**
     * Returns how {@code challengerScore} differs from {@code championScore}; both are columns of {@code rows}. Measures and
     * errors are those of {@link QualityComparison#of(PairState, QualitySettings)}.
     *
     * <p>One Spark job with one small shuffle of states; the results have the same bits whatever the partitions.
     *
     * @throws io.millrace.config.DataException if a column is missing or of a wrong type, or a label is not one of 0, 1,
     *     true, false
     */
    public static QualityComparison compare(
            Dataset<Row> rows, String championScore, String challengerScore, String label, QualitySettings settings) {
        StructType schema = rows.schema();
        Dataset<Row> inputs = rows.select(
                InputColumns.score(schema, championScore).as("champion"),
                InputColumns.score(schema, challengerScore).as("challenger"),
                BinaryLabels.read(schema, label).as("label"),
                InputColumns.refusedLabel(schema, label).as("refused"));
        PairState state = StateJob.run(inputs, () -> new PairFold(label), PairState::fromBytes).values().stream()
                .findFirst()
                .orElseGet(PairState::new);
        return QualityComparison.of(state, settings);
    }

    /**
     * Returns the ROC AUC of each of {@code columns} against {@code label}, in their order.
     *
     * <p>Columns may be of any numeric type, boolean (false before true), date or timestamp. Rows whose label is NULL or NaN are left
     * out. One Spark job over all columns, whatever their number. The AUC is exact for up to 4,096 distinct values, else
     * within its bound.
     *
     * @throws io.millrace.config.DataException if a column is missing or of another type, or a label is not one of 0, 1,
     *     true, false
     */
    public static List<SingleFeatureAuc> singleFeatures(Dataset<Row> rows, String label, List<String> columns) {
        StructType schema = rows.schema();
        List<Column> inputs = new ArrayList<>();
        inputs.add(BinaryLabels.read(schema, label).as("label"));
        for (String column : columns) {
            inputs.add(InputColumns.number(schema, column).as("value_" + inputs.size()));
        }
        inputs.add(InputColumns.refusedLabel(schema, label).as("refused"));
        int count = columns.size();
        FeatureRanks ranks = StateJob.run(
                        rows.select(inputs.toArray(Column[]::new)),
                        () -> new FeatureRanksFold(label, count),
                        FeatureRanks::fromBytes)
                .values()
                .stream()
                .findFirst()
                .orElseGet(() -> new FeatureRanks(count));
        List<SingleFeatureAuc> results = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            results.add(ranks.result(i, columns.get(i)));
        }
        return results;
    }

    private static SortedMap<String, QualityState> states(
            Dataset<Row> rows, Column group, QualityColumns columns, QualitySettings settings) {
        StructType schema = rows.schema();
        List<Column> inputs = new ArrayList<>();
        inputs.add(group.as("group"));
        inputs.add(InputColumns.score(schema, columns.score()).as("score"));
        inputs.add(BinaryLabels.read(schema, columns.label()).as("label"));
        inputs.add(InputColumns.refusedLabel(schema, columns.label()).as("refused"));
        for (String slice : columns.slices()) {
            inputs.add(InputColumns.text(schema, slice).as("slice_" + inputs.size()));
        }
        String label = columns.label();
        double threshold = settings.threshold().orElse(Double.NaN);
        int sliceColumns = columns.slices().size();
        return StateJob.run(
                rows.select(inputs.toArray(Column[]::new)),
                () -> new QualityFold(label, threshold, sliceColumns),
                QualityState::fromBytes);
    }
}
