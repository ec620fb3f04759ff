package io.millrace.features.internal;

import io.millrace.definitions.NullRule;
import io.millrace.metrics.TieRule;
import java.util.List;

/**
 * An as-of lookup. Its rows hold the columns that rank them, the time first, then the features that matter.
 *
 * @param label the lookup in words
 * @param order which row is newer
 * @param positions where in the row the wanted features stand
 * @param lookbackMicros how old a match may be; {@code Long.MAX_VALUE} for any age
 */
record AsOfPart(String label, RowRank order, List<Integer> positions, long lookbackMicros, TieRule ties, NullRule nulls)
        implements JoinPart {

    @Override
    public int width() {
        return positions.size();
    }

    @Override
    public PartState state(KeyText key) {
        return switch (nulls) {
            case WHOLE_ROW -> new AsOfState(this, key);
            case LAST_NON_NULL -> new LastNonNullState(this, key);
        };
    }
}
