package io.millrace.features.internal;

import io.millrace.config.DataException;
import io.millrace.metrics.TieRule;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * The running maximum of feature rows under (time, created, sequence), with its ties.
 *
 * <p>Rows are compared as a whole, or by one feature only: rows that agree on all that is compared are no tie.
 */
final class Newest {

    private final AsOfPart part;
    private final int rankColumns;
    private final int[] compared;

    private @Nullable Row row;
    private boolean tied;

    /** Creates an empty maximum; rows tie if they differ at one of the positions {@code compared}. */
    Newest(AsOfPart part, int... compared) {
        this.part = part;
        this.rankColumns = part.rankColumns();
        this.compared = compared;
    }

    void clear() {
        row = null;
        tied = false;
    }

    void offer(Row candidate) {
        int order = row == null ? 1 : rank(candidate, row);
        if (order > 0) {
            row = candidate;
            tied = false;
        } else if (order == 0 && row != null) {
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
     * @throws DataException if it is tied
     */
    @Nullable
    Row row(KeyText key) {
        if (tied) {
            throw new DataException(part.label() + ": different rows with " + key.describe()
                    + " are equal in time, created time and sequence columns; declare sequence columns that tell them"
                    + " apart, or ties = total-order");
        }
        return row;
    }

    private void tie(Row candidate, Row held) {
        if (part.ties() == TieRule.TOTAL_ORDER) {
            if (ValueOrder.compareFrom(rankColumns, candidate, held) > 0) {
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

    private int rank(Row a, Row b) {
        int order = Long.compare(a.getLong(0), b.getLong(0));
        for (int i = 1; order == 0 && i < rankColumns; i++) {
            order = ValueOrder.compare(a.get(i), b.get(i));
        }
        return order;
    }
}
