package io.millrace.monitoring;

import io.millrace.config.NumberRange;
import java.util.List;
import java.util.Optional;

/**
 * Where the truth about predictions comes from.
 *
 * @param source name of the source whose rows carry the labels; absent if the label is a column of the watched table
 * @param keys columns, of the source and of the watched table alike, by which a label finds its prediction
 * @param label column with the label: boolean, a number that is 0 or 1, or the text 0, 1, true or false
 * @param labelTime column with the instant at which the label became known; without it every label counts as known
 * @param minCoverage share of a window's rows that must have a label before its quality is told, in 0..1
 */
public record Labels(
        Optional<String> source, List<String> keys, String label, Optional<String> labelTime, double minCoverage) {
    /** The least coverage, unless another is set: a tenth of the rows. */
    public static final double DEFAULT_MIN_COVERAGE = 0.1;

    static final NumberRange MIN_COVERAGE = NumberRange.of("[0, 1]");

    /** Checks the parts against each other. */
    public Labels {
        keys = List.copyOf(keys);
        if (label.isBlank()) {
            throw new IllegalArgumentException("labels need the name of the label's column");
        }
        if (source.isPresent() && keys.isEmpty()) {
            throw new IllegalArgumentException("labels of the source " + source.get()
                    + " need keys; name the columns by which a label finds its prediction");
        }
        MIN_COVERAGE.check("min-coverage", minCoverage);
    }

    /** Returns labels that stand in the watched table itself. */
    public static Labels inTable(String label, Optional<String> labelTime) {
        return new Labels(Optional.empty(), List.of(), label, labelTime, DEFAULT_MIN_COVERAGE);
    }

    /** Returns labels of a source, found by the keys. */
    public static Labels of(String source, List<String> keys, String label, Optional<String> labelTime) {
        return new Labels(Optional.of(source), keys, label, labelTime, DEFAULT_MIN_COVERAGE);
    }
}
