package io.millrace.metrics;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Count and sum of decimals of one scale, unlimited on the way; a sum of more than 38 digits does not fit. */
final class DecimalTotal implements Aggregate<DecimalTotal>, Total {
    private static final long serialVersionUID = 1L;
    private static final byte FORMAT = 1;

    private long count;
    private BigDecimal sum = BigDecimal.ZERO;

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
        sum = sum.add((BigDecimal) value);
    }

    @Override
    public void remove(Object value, long time, List<@Nullable Object> rank) {
        count--;
        sum = count == 0 ? BigDecimal.ZERO : sum.subtract((BigDecimal) value);
    }

    @Override
    public void clear() {
        count = 0;
        sum = BigDecimal.ZERO;
    }

    /** The sum itself, whatever its length. */
    BigDecimal sum() {
        return sum;
    }

    @Override
    public @Nullable Object total() {
        return sum.precision() > Types.MAX_PRECISION ? null : sum;
    }

    @Override
    public double mean() {
        return count == 0 ? Double.NaN : quotient(sum, BigInteger.valueOf(count));
    }

    /** A decimal divided by a positive number, rounded once. */
    static double quotient(BigDecimal numerator, BigInteger divisor) {
        return numerator.scale() >= 0
                ? ExactRounding.quotient(
                        numerator.unscaledValue(),
                        BigInteger.TEN.pow(numerator.scale()).multiply(divisor))
                : ExactRounding.quotient(numerator.toBigIntegerExact(), divisor);
    }

    @Override
    public DecimalTotal merge(DecimalTotal other) {
        DecimalTotal merged = new DecimalTotal();
        merged.count = count + other.count;
        merged.sum = sum.add(other.sum);
        return merged;
    }

    @Override
    public byte[] toBytes() {
        StateWriter out = new StateWriter(FORMAT);
        out.writeLong(count);
        PlainValues.writeDecimal(sum, out);
        return out.toBytes();
    }

    static DecimalTotal fromBytes(byte[] bytes) {
        StateReader in = new StateReader(bytes, FORMAT, "DecimalTotal");
        DecimalTotal state = new DecimalTotal();
        state.count = in.readLong();
        state.sum = PlainValues.readDecimal(in);
        in.finish();
        return state;
    }
}
