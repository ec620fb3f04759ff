package io.millrace.metrics;

import io.millrace.config.DataException;

/** What happens when two feature rows of one key are equal in all columns that rank them: times and sequence. */
public enum TieRule {
    /** The tie is an error of the data that names the view. */
    FAIL,
    /** A total order over all columns of the row decides; rows equal in all columns are one. */
    TOTAL_ORDER;

    /**
     * Returns the error of a tie under {@link #FAIL}.
     *
     * @param what what is tied, with where
     * @param rank the columns in which it is equal, in words
     */
    public static DataException tied(String what, String rank) {
        return new DataException(
                what + " equal in " + rank + "; declare sequence columns that tell them apart, or ties = total-order");
    }
}
