package io.millrace.training;

import io.millrace.models.FittedPreparation;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What an estimator fits itself on.
 *
 * @param rows split by {@link Split#assign}, with the label and the columns that the preparation reads
 * @param label the label's column: boolean, or 0 and 1
 * @param counts the rows of each part, none of them empty
 * @param preparation fitted on {@code rows}; makes each a vector
 * @param progress is told how far the training has come
 * @param nativeFiles whether files of the learner's own format are wanted that take Spark jobs to save
 */
public record FitInput(
        Dataset<Row> rows,
        String label,
        SplitCounts counts,
        FittedPreparation preparation,
        TrainingProgress progress,
        NativeFiles nativeFiles) {
    /** Which files of the learner's own format are wanted. */
    public enum NativeFiles {
        /** Those that the training gives anyway. */
        AT_HAND,
        /** Also those that take Spark jobs to save. */
        ALL
    }
}
