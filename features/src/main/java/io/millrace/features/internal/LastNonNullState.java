package io.millrace.features.internal;

import io.millrace.features.MatchCause;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * As-of lookup in which each feature takes its own newest value that is not NULL, with its own age check. Cause and age are
 * those of the newest row.
 */
final class LastNonNullState implements PartState {

    private final int[] positions;
    private final long lookback;
    private final KeyText key;
    private final Newest newest;
    private final Newest[] values;
    private boolean present;
    private MatchCause cause = MatchCause.NO_KEY;
    private long age;

    LastNonNullState(AsOfPart part, KeyText key) {
        this.positions = part.positions().stream().mapToInt(Integer::intValue).toArray();
        this.lookback = part.lookbackMicros();
        this.key = key;
        this.newest = new Newest(part);
        this.values = new Newest[positions.length];
        for (int i = 0; i < positions.length; i++) {
            values[i] = new Newest(part, positions[i]);
        }
    }

    @Override
    public void begin() {
        newest.clear();
        for (Newest value : values) {
            value.clear();
        }
        present = false;
    }

    @Override
    public void present() {
        present = true;
    }

    @Override
    public void accept(long at, Row row) {
        newest.offer(row);
        for (int i = 0; i < positions.length; i++) {
            if (!row.isNullAt(positions[i])) {
                values[i].offer(row);
            }
        }
    }

    @Override
    public void emit(long time, @Nullable Object[] out, int from) {
        cause = Lookback.cause(newest, time, lookback, present);
        if (cause != MatchCause.MATCHED) {
            return;
        }
        age = time - newest.time();
        for (int i = 0; i < positions.length; i++) {
            if (values[i].isEmpty() || Lookback.tooOld(values[i].time(), time, lookback)) {
                continue;
            }
            Row row = values[i].row(key);
            out[from + i] = row == null ? null : row.get(positions[i]);
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
