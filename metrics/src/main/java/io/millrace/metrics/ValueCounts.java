package io.millrace.metrics;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The values themselves, in their order, each with how often it came: the least and the greatest, also after values were taken
 * out. Memory: one entry a distinct value.
 */
final class ValueCounts implements Aggregate<ValueCounts> {
    private static final long serialVersionUID = 1L;
    private static final byte FORMAT = 1;

    private final Comparator<Object> order;
    private final NavigableMap<Object, long[]> values;
    private long count;

    ValueCounts(Comparator<Object> order) {
        this.order = order;
        this.values = new TreeMap<>(order);
    }

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
        put(value, 1);
    }

    private void put(Object value, long times) {
        count += times;
        values.computeIfAbsent(value, any -> new long[1])[0] += times;
    }

    @Override
    public void remove(Object value, long time, List<@Nullable Object> rank) {
        values.compute(value, (any, times) -> {
            if (times == null) {
                throw new IllegalStateException("a value is taken out that did not come");
            }
            return --times[0] == 0 ? null : times;
        });
        count--;
    }

    @Override
    public void clear() {
        count = 0;
        values.clear();
    }

    /** The least value; call only with values in it. */
    Object least() {
        return values.firstKey();
    }

    /** The greatest value; call only with values in it. */
    Object greatest() {
        return values.lastKey();
    }

    @Override
    public ValueCounts merge(ValueCounts other) {
        ValueCounts merged = new ValueCounts(order);
        values.forEach((value, times) -> merged.put(value, times[0]));
        other.values.forEach((value, times) -> merged.put(value, times[0]));
        return merged;
    }

    @Override
    public byte[] toBytes() {
        StateWriter out = new StateWriter(FORMAT);
        out.writeCount(values.size());
        for (Map.Entry<Object, long[]> entry : values.entrySet()) {
            PlainValues.write(entry.getKey(), out);
            out.writeUnsigned(entry.getValue()[0]);
        }
        return out.toBytes();
    }

    static ValueCounts fromBytes(byte[] bytes) {
        StateReader in = new StateReader(bytes, FORMAT, "ValueCounts");
        ValueCounts state = new ValueCounts(PlainValues.ORDER);
        for (int left = in.readCount(); left > 0; left--) {
            Object value = Objects.requireNonNull(PlainValues.read(in), "value");
            state.put(value, in.readUnsigned());
        }
        in.finish();
        return state;
    }
}
