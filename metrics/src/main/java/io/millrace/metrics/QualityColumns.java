package io.millrace.metrics;

import java.util.List;
import java.util.Objects;

/**
 * Where the scores, labels and slices of predictions stand.
 *
 * @param score column of the probability of the positive class, any numeric type
 * @param label column of the truth: boolean, a number that is 0 or 1, or the text 0, 1, true or false
 * @param slices columns whose values each get a report of their own; none are crossed
 */
public record QualityColumns(String score, String label, List<String> slices) {
    /** Checks the parts and copies the slices. */
    public QualityColumns {
        Objects.requireNonNull(score, "score");
        Objects.requireNonNull(label, "label");
        slices = List.copyOf(slices);
    }

    /** Returns score and label without slices. */
    public static QualityColumns of(String score, String label) {
        return new QualityColumns(score, label, List.of());
    }

    /** Returns these columns with the given slice columns. */
    public QualityColumns withSlices(List<String> columns) {
        return new QualityColumns(score, label, columns);
    }
}
