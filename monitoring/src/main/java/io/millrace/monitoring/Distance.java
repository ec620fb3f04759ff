package io.millrace.monitoring;

import io.millrace.metrics.ItemCount;
import io.millrace.metrics.MetricStatus;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How far one column of a window is from the same column elsewhere.
 *
 * @param status why distances are missing, if they are
 * @param reason more about the status; may be empty
 * @param referenceCount usable values of the other side
 * @param currentCount usable values of the window
 * @param measures what could be computed
 * @param newCategories values of the window that the other side does not have, the most frequent first
 * @param missingCategories values of the other side that the window does not have, the most frequent first
 * @param exact whether all counts are exact
 */
record Distance(
        MetricStatus status,
        String reason,
        long referenceCount,
        long currentCount,
        Map<Measure, Double> measures,
        List<ItemCount> newCategories,
        List<ItemCount> missingCategories,
        boolean exact) {
    Distance {
        measures = measures.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<>(measures));
        newCategories = List.copyOf(newCategories);
        missingCategories = List.copyOf(missingCategories);
    }

    /** Nothing could be compared. */
    static Distance none(MetricStatus status, String reason, long referenceCount, long currentCount) {
        return new Distance(status, reason, referenceCount, currentCount, Map.of(), List.of(), List.of(), true);
    }

    double value(Measure measure) {
        return measures.getOrDefault(measure, Double.NaN);
    }

    /** The p-value of the test that suits the column's kind. */
    double pValue() {
        double ks = value(Measure.KS_P);
        return Double.isNaN(ks) ? value(Measure.CHI_SQUARED_P) : ks;
    }
}
