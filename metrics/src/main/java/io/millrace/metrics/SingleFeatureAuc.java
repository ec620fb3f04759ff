package io.millrace.metrics;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * How well one column alone ranks the label: near 0 or 1 it gives the label away.
 *
 * @param column the column
 * @param rocAuc probability that the value is greater in a positive row than in a negative one, ties counting one half,
 *     over the rows with a value; below 0.5 for a column that falls as the label rises
 * @param missingAuc the same for "the value is missing" (NULL or NaN) as a feature; undefined with one class only
 * @param valueCount labelled rows with a value
 * @param missingCount labelled rows in which it is NULL or NaN
 */
public record SingleFeatureAuc(String column, Metric rocAuc, Metric missingAuc, long valueCount, long missingCount) {

    /**
     * Returns the ROC AUC of each of {@code columns} against {@code label}, in their order.
     *
     * <p>Columns may be of any numeric type, boolean (false before true), date or timestamp. Rows whose label is NULL or NaN are left
     * out. One Spark job over all columns, whatever their number. The AUC is exact for up to 4,096 distinct values, else
     * within its bound.
     *
     * @throws io.millrace.lakehouse.DataException if a column is missing or of another type, or a label is not one of 0, 1,
     *     true, false
     */
    public static List<SingleFeatureAuc> of(Dataset<Row> rows, String label, List<String> columns) {
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
                        () -> new FeatureRanks.Fold(label, count),
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

    /** Returns how far the better of the two stands from a coin's toss: 0.5 (none) to 1 (separates); NaN if undefined. */
    public double separation() {
        double byValue = Math.max(rocAuc.value(), 1 - rocAuc.value());
        double byMissing = Math.max(missingAuc.value(), 1 - missingAuc.value());
        if (Double.isNaN(byValue)) {
            return byMissing;
        }
        return Double.isNaN(byMissing) ? byValue : Math.max(byValue, byMissing);
    }
}
