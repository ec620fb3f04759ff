package io.millrace.features.internal;

import io.millrace.features.MatchCause;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** As-of lookup by whole rows: keeps one row, however many a key has. */
final class AsOfState implements PartState {

    private final int[] positions;
    private final long lookback;
    private final KeyText key;
    private final Newest newest;
    private boolean present;
    private MatchCause cause = MatchCause.NO_KEY;
    private long age;

    AsOfState(AsOfPart part, KeyText key) {
        this.positions = part.positions().stream().mapToInt(Integer::intValue).toArray();
        this.lookback = part.lookbackMicros();
        this.key = key;
        this.newest = new Newest(part, positions);
    }

    @Override
    public void begin() {
        newest.clear();
        present = false;
    }

    @Override
    public void present() {
        present = true;
    }

    @Override
    public void accept(long at, Row row) {
        newest.offer(row);
    }

    @Override
    public void emit(long time, @Nullable Object[] out, int from) {
        cause = Lookback.cause(newest, time, lookback, present);
        if (cause != MatchCause.MATCHED) {
            return;
        }
        age = time - newest.time();
        Row row = newest.row(key);
        for (int i = 0; row != null && i < positions.length; i++) {
            out[from + i] = row.get(positions[i]);
        }
    }

    @Override
    public MatchCause cause() {
        return cause;
    }

    @Override
    public long age() {
        return age;
    }
}
