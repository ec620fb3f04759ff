package io.millrace.metrics;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How many values came. */
final class ValueCount implements Aggregate<ValueCount> {
    private static final long serialVersionUID = 1L;
    private static final byte FORMAT = 1;

    private long count;

    @Override
    public Kind kind() {
        return Kind.INVERTIBLE;
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    public void add(Object value, long time) {
        count++;
    }

    @Override
    public void remove(Object value, long time, List<@Nullable Object> rank) {
        count--;
    }

    @Override
    public void clear() {
        count = 0;
    }

    @Override
    public ValueCount merge(ValueCount other) {
        ValueCount merged = new ValueCount();
        merged.count = count + other.count;
        return merged;
    }

    @Override
    public byte[] toBytes() {
        StateWriter out = new StateWriter(FORMAT);
        out.writeLong(count);
        return out.toBytes();
    }

    static ValueCount fromBytes(byte[] bytes) {
        StateReader in = new StateReader(bytes, FORMAT, "ValueCount");
        ValueCount state = new ValueCount();
        state.count = in.readLong();
        in.finish();
        return state;
    }
}
