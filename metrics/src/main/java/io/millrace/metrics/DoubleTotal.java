package io.millrace.metrics;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Count and sum of doubles; NaN and infinities count as in floating-point addition. */
final class DoubleTotal implements Aggregate<DoubleTotal>, Total {
    private static final long serialVersionUID = 1L;
    private static final byte FORMAT = 1;

    private long count;
    private ExactSum sum = new ExactSum();

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
        sum.add(((Number) value).doubleValue());
    }

    @Override
    public void remove(Object value, long time, List<@Nullable Object> rank) {
        count--;
        sum.subtract(((Number) value).doubleValue());
    }

    @Override
    public void clear() {
        count = 0;
        sum.clear();
    }

    @Override
    public Object total() {
        return sum.value();
    }

    @Override
    public double mean() {
        return count == 0 ? Double.NaN : sum.quotient(count);
    }

    @Override
    public DoubleTotal merge(DoubleTotal other) {
        DoubleTotal merged = new DoubleTotal();
        merged.count = count + other.count;
        merged.sum = sum.merge(other.sum);
        return merged;
    }

    @Override
    public byte[] toBytes() {
        StateWriter out = new StateWriter(FORMAT);
        out.writeLong(count);
        out.writeBytes(sum.toBytes());
        return out.toBytes();
    }

    static DoubleTotal fromBytes(byte[] bytes) {
        StateReader in = new StateReader(bytes, FORMAT, "DoubleTotal");
        DoubleTotal state = new DoubleTotal();
        state.count = in.readLong();
        state.sum = ExactSum.fromBytes(in.readBytes());
        in.finish();
        return state;
    }
}
