package io.millrace.metrics;

import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Count, sum, mean and variance of whole numbers: the sum of x in 128 bits, that of x² in 192, so neither is ever rounded. */
final class WholeMoments implements Aggregate<WholeMoments>, Total, Spread {
    private static final long serialVersionUID = 1L;
    private static final byte FORMAT = 1;

    private WholeTotal values = new WholeTotal();

    /** The sum of squares, never negative: {@code high * 2^128 + middle * 2^64 + low}, each digit without a sign. */
    private long high;

    private long middle;
    private long low;

    @Override
    public Kind kind() {
        return Kind.INVERTIBLE;
    }

    @Override
    public long count() {
        return values.count();
    }

    @Override
    public void add(Object value, long time) {
        values.add(value, time);
        long number = ((Number) value).longValue();
        addSquares(0, Math.multiplyHigh(number, number), number * number);
    }

    @Override
    public void remove(Object value, long time, List<@Nullable Object> rank) {
        values.remove(value, time, rank);
        long number = ((Number) value).longValue();
        long squareHigh = Math.multiplyHigh(number, number);
        long squareLow = number * number;
        long borrow = Long.compareUnsigned(low, squareLow) < 0 ? 1 : 0;
        low -= squareLow;
        long less = middle - squareHigh;
        boolean below = Long.compareUnsigned(middle, squareHigh) < 0 || (less == 0 && borrow == 1);
        middle = less - borrow;
        high -= below ? 1 : 0;
    }

    private void addSquares(long addedHigh, long addedMiddle, long addedLow) {
        low += addedLow;
        long carry = Long.compareUnsigned(low, addedLow) < 0 ? 1 : 0;
        long sum = middle + addedMiddle;
        boolean above = Long.compareUnsigned(sum, addedMiddle) < 0 || (sum == -1 && carry == 1);
        middle = sum + carry;
        high += addedHigh + (above ? 1 : 0);
    }

    @Override
    public void clear() {
        values.clear();
        high = 0;
        middle = 0;
        low = 0;
    }

    @Override
    public @Nullable Object total() {
        return values.total();
    }

    @Override
    public double mean() {
        return values.mean();
    }

    @Override
    public double variance() {
        long count = count();
        if (count < 2) {
            return Double.NaN;
        }
        BigInteger n = BigInteger.valueOf(count);
        BigInteger sum = values.sum();
        return ExactRounding.quotient(
                n.multiply(squares()).subtract(sum.multiply(sum)), n.multiply(n.subtract(BigInteger.ONE)));
    }

    @Override
    public double standardDeviation() {
        return Math.sqrt(variance());
    }

    private BigInteger squares() {
        if (high == 0 && middle == 0 && low >= 0) {
            return BigInteger.valueOf(low);
        }
        byte[] bytes = new byte[24];
        long[] digits = {high, middle, low};
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (digits[i / 8] >>> (56 - 8 * (i % 8)));
        }
        return new BigInteger(1, bytes);
    }

    @Override
    public WholeMoments merge(WholeMoments other) {
        WholeMoments merged = new WholeMoments();
        merged.values = values.merge(other.values);
        merged.addSquares(high, middle, low);
        merged.addSquares(other.high, other.middle, other.low);
        return merged;
    }

    @Override
    public byte[] toBytes() {
        StateWriter out = new StateWriter(FORMAT);
        out.writeBytes(values.toBytes());
        out.writeUnsigned(high);
        out.writeUnsigned(middle);
        out.writeUnsigned(low);
        return out.toBytes();
    }

    static WholeMoments fromBytes(byte[] bytes) {
        StateReader in = new StateReader(bytes, FORMAT, "WholeMoments");
        WholeMoments state = new WholeMoments();
        state.values = WholeTotal.fromBytes(in.readBytes());
        state.high = in.readUnsigned();
        state.middle = in.readUnsigned();
        state.low = in.readUnsigned();
        in.finish();
        return state;
    }
}
