package io.millrace.metrics;

import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Count and sum of whole numbers in 128 bits, so that only a sum itself can be too great for its type and no step on the way. */
final class WholeTotal implements Aggregate<WholeTotal>, Total {
    private static final long serialVersionUID = 1L;
    private static final byte FORMAT = 1;

    /** Whole numbers up to this are doubles, of which a division rounds once. */
    private static final long EXACT = 1L << 53;

    private long count;
    private long high;
    private long low;

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
        long added = ((Number) value).longValue();
        count++;
        long before = low;
        low += added;
        high += (added >> 63) + (Long.compareUnsigned(low, before) < 0 ? 1 : 0);
    }

    @Override
    public void remove(Object value, long time, List<@Nullable Object> rank) {
        long removed = ((Number) value).longValue();
        count--;
        long before = low;
        low -= removed;
        high -= (removed >> 63) + (Long.compareUnsigned(before, removed) < 0 ? 1 : 0);
    }

    @Override
    public void clear() {
        count = 0;
        high = 0;
        low = 0;
    }

    @Override
    public @Nullable Object total() {
        return isLong() ? (Object) low : null;
    }

    @Override
    public double mean() {
        if (count == 0) {
            return Double.NaN;
        }
        if (isLong() && Math.abs(low) <= EXACT && count <= EXACT) {
            return (double) low / count;
        }
        return ExactRounding.quotient(sum(), BigInteger.valueOf(count));
    }

    /** The sum itself, whatever its size. */
    BigInteger sum() {
        if (isLong()) {
            return BigInteger.valueOf(low);
        }
        return BigInteger.valueOf(high).shiftLeft(64).add(new BigInteger(Long.toUnsignedString(low)));
    }

    private boolean isLong() {
        return high == low >> 63;
    }

    @Override
    public WholeTotal merge(WholeTotal other) {
        WholeTotal merged = new WholeTotal();
        merged.count = count + other.count;
        merged.low = low + other.low;
        merged.high = high + other.high + (Long.compareUnsigned(merged.low, low) < 0 ? 1 : 0);
        return merged;
    }

    @Override
    public byte[] toBytes() {
        StateWriter out = new StateWriter(FORMAT);
        out.writeLong(count);
        out.writeLong(high);
        out.writeLong(low);
        return out.toBytes();
    }

    static WholeTotal fromBytes(byte[] bytes) {
        StateReader in = new StateReader(bytes, FORMAT, "WholeTotal");
        WholeTotal state = new WholeTotal();
        state.count = in.readLong();
        state.high = in.readLong();
        state.low = in.readLong();
        in.finish();
        return state;
    }
}
