package io.millrace.metrics;

import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How good the scores of a binary classifier are, from one pass over score, label and slices.
 */
public final class ModelQuality {
    /** The distinct values of a slice column that are told apart; a column with more is one slice, "other". */
    static final int MAX_TRACKED_SLICES = 1_000;

    private ModelQuality() {}

    /** Returns the quality with {@link QualitySettings#defaults()}; see the other method. */
    public static QualityReports evaluate(Dataset<Row> rows, QualityColumns columns) {
        return evaluate(rows, columns, QualitySettings.defaults());
    }

    /**
     * Returns the quality over all rows and for each slice.
     *
     * <p>One Spark job with one small shuffle of states. The results have the same bits whatever the order and the
     * partitions of the rows.
     *
     * @throws io.millrace.lakehouse.DataException if a column is missing or of a wrong type, or a label is not one of 0, 1,
     *     true, false
     */
    public static QualityReports evaluate(Dataset<Row> rows, QualityColumns columns, QualitySettings settings) {
        throw new UnsupportedOperationException();
    }

    /**
     * Returns the quality for each value of the column {@code group} (as text), sorted by it, each with its slices; rows in
     * which it is NULL are left out. Otherwise as {@link #evaluate(Dataset, QualityColumns, QualitySettings)}.
     */
    public static Map<String, QualityReports> evaluateGroups(
            Dataset<Row> rows, String group, QualityColumns columns, QualitySettings settings) {
        throw new UnsupportedOperationException();
    }
}
