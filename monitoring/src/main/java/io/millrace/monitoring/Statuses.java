package io.millrace.monitoring;

import io.millrace.metrics.MetricStatus;

/** Statuses in words. */
final class Statuses {
    private Statuses() {}

    static String words(MetricStatus status) {
        return switch (status) {
            case OK -> "comparable";
            case EMPTY_WINDOW -> "no rows";
            case NO_VALID_VALUES -> "no usable value";
            case ONE_CLASS -> "one class only";
            case NO_BASELINE -> "not in the baseline";
            case NO_PREVIOUS_WINDOW -> "no window before";
            case INSUFFICIENT_SAMPLE -> "too few values";
            case ZERO_SPREAD -> "all values of the baseline are equal";
            case TYPE_CHANGED -> "another type than in the baseline";
            case COLUMN_MISSING -> "missing here";
            case COLUMN_NEW -> "new here";
            case CARDINALITY_CAPPED -> "too many distinct values to count each";
            case APPROXIMATE -> "estimated";
            case ERROR -> "failed";
        };
    }
}
