package io.millrace.features.internal;

import io.millrace.config.DataException;
import io.millrace.features.MatchCause;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * A lookup of a view without time: the one row of the key.
 *
 * @param label the lookup in words
 * @param width how many features the rows hold
 */
record StaticPart(String label, int width) implements JoinPart {

    @Override
    public PartState state(KeyText key) {
        return new State(this, key);
    }

    private static final class State implements PartState {
        private final StaticPart part;
        private final KeyText key;
        private @Nullable Row held;

        State(StaticPart part, KeyText key) {
            this.part = part;
            this.key = key;
        }

        @Override
        public void begin() {
            held = null;
        }

        @Override
        public void present() {
            // The row itself comes before every spine row.
        }

        @Override
        public void accept(long at, Row row) {
            if (held != null) {
                throw new DataException(part.label() + ": the view has no timestamp, yet several rows with "
                        + key.describe() + "; keep one row for each key, or declare the view's timestamp");
            }
            held = row;
        }

        @Override
        public void emit(long time, @Nullable Object[] out, int from) {
            for (int i = 0; held != null && i < part.width(); i++) {
                out[from + i] = held.get(i);
            }
        }

        @Override
        public MatchCause cause() {
            return held == null ? MatchCause.NO_KEY : MatchCause.MATCHED;
        }

        @Override
        public long age() {
            return 0;
        }
    }
}
