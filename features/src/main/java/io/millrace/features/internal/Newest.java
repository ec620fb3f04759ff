package io.millrace.features.internal;

import io.millrace.metrics.TieRule;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * The newest of the feature rows so far, with its ties.
 *
 * <p>Rows are compared as a whole, or by one feature only: rows that agree on all that is compared are no tie.
 */
final class Newest {

    private final AsOfPart part;
    private final RowRank order;
    private final int[] compared;

    private @Nullable Row row;
    private boolean tied;

    /** Creates an empty maximum; rows tie if they differ at one of the positions {@code compared}. */
    Newest(AsOfPart part, int... compared) {
        this.part = part;
        this.order = part.order();
        this.compared = compared;
    }

    void clear() {
        row = null;
        tied = false;
    }

    void offer(Row candidate) {
        int newer = row == null ? 1 : order.compare(candidate, row);
        if (newer > 0) {
            row = candidate;
            tied = false;
        } else if (newer == 0 && row != null) {
            tie(candidate, row);
        }
    }

    boolean isEmpty() {
        return row == null;
    }

    /** Time of the maximum; call only if there is one. */
    long time() {
        return row == null ? Long.MIN_VALUE : row.getLong(0);
    }

    /**
     * Returns the maximum.
     *
     * @throws io.millrace.config.DataException if it is tied
     */
    @Nullable
    Row row(KeyText key) {
        if (tied) {
            throw TieRule.tied(
                    part.label() + ": different rows with " + key.describe() + " are",
                    "time, created time and sequence columns");
        }
        return row;
    }

    private void tie(Row candidate, Row held) {
        if (part.ties() == TieRule.TOTAL_ORDER) {
            if (order.compareTied(candidate, held) > 0) {
                row = candidate;
            }
            return;
        }
        for (int position : compared) {
            if (!ValueOrder.same(candidate.get(position), held.get(position))) {
                tied = true;
                return;
            }
        }
    }
}
