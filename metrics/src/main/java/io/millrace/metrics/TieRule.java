package io.millrace.metrics;

/** What happens when two feature rows of one key are equal in time, created time and sequence columns. */
public enum TieRule {
    /** The tie is an error of the data that names the view. */
    FAIL,
    /** A total order over all columns of the row decides; rows equal in all columns are one. */
    TOTAL_ORDER
}
