package io.millrace.metrics;

/** Says whether a metric could be computed, and if not, why: a number is never made up. */
public enum MetricStatus {
    /** The value is exact, or within its stated bound. */
    OK,
    /** There are no rows. */
    EMPTY_WINDOW,
    /** There are rows, but none with a usable value. */
    NO_VALID_VALUES,
    /** The labels are all of one class, so nothing can be ranked or told apart. */
    ONE_CLASS,
    /** There is no baseline to compare with. */
    NO_BASELINE,
    /** There is no earlier window to compare with. */
    NO_PREVIOUS_WINDOW,
    /** There are too few rows to judge; the value itself stands. */
    INSUFFICIENT_SAMPLE,
    /** All reference values are equal, so a scale by their spread is undefined. */
    ZERO_SPREAD,
    /** The column's type is not the one of the other side. */
    TYPE_CHANGED,
    /** The column is in the other side only. */
    COLUMN_MISSING,
    /** The column is in this side only. */
    COLUMN_NEW,
    /** There are more distinct values than are counted one by one; the value speaks of those counted. */
    CARDINALITY_CAPPED,
    /** The value is an estimate without a certain bound. */
    APPROXIMATE,
    /** The computation failed; the reason says how. */
    ERROR
}
