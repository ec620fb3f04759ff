package io.millrace.metrics;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Count, sum, mean and variance of many doubles from exact sums: no cancellation, whatever the order.
 *
 * <p>Holds the exact sums of x and x². The results are the true ones, rounded once: three equal values have a variance of
 * exactly 0, and values taken out again leave no trace. NaN and infinities are part of the data as in {@link ExactSum}:
 * they make mean and variance NaN or infinite, until they are taken out. Not safe for use by several threads at once.
 */
public final class ExactMoments implements Aggregate<ExactMoments>, Total, Spread {
    private static final long serialVersionUID = 1L;
    private static final byte FORMAT = 1;
    private static final long LOW_32 = 0xFFFF_FFFFL;

    /** The unit of a squared sum, 2^-4296, is whole digits of 32 bits and this factor below that of a sum of squares, 2^-2148. */
    private static final long FINER_UNITS = 1L << 4;

    private static final double TINY = 0x1p-900;

    private long count;
    private ExactSum sum = new ExactSum();
    private ExactSum squares = new ExactSum();

    /** Creates the moments of nothing. */
    public ExactMoments() {}

    /** Returns the moments of {@code values}. */
    public static ExactMoments of(double... values) {
        ExactMoments moments = new ExactMoments();
        for (double value : values) {
            moments.add(value);
        }
        return moments;
    }

    @Override
    public Kind kind() {
        return Kind.INVERTIBLE;
    }

    /** Adds a number, rounded to a double if it is none. */
    @Override
    public void add(Object value, long time) {
        add(((Number) value).doubleValue());
    }

    @Override
    public void remove(Object value, long time, List<@Nullable Object> rank) {
        subtract(((Number) value).doubleValue());
    }

    /** Adds one value. */
    public void add(double value) {
        count++;
        sum.add(value);
        squares.addProduct(value, value);
    }

    /** Adds one whole number without rounding it, also above 2<sup>53</sup>. */
    public void add(long value) {
        double high = (double) (value & ~LOW_32);
        double low = (double) (value & LOW_32);
        addParts(high, low, 0);
    }

    /** Adds one decimal, as three doubles: to 159 bits. One beyond the range of double counts as infinite. */
    public void add(BigDecimal value) {
        double first = value.doubleValue();
        if (Double.isInfinite(first)) {
            add(first);
            return;
        }
        BigDecimal rest = value.subtract(new BigDecimal(first));
        double second = rest.doubleValue();
        addParts(first, second, rest.subtract(new BigDecimal(second)).doubleValue());
    }

    /** Adds the sum of the parts as one value. */
    private void addParts(double first, double second, double third) {
        count++;
        double[] parts = {first, second, third};
        for (int i = 0; i < parts.length; i++) {
            sum.add(parts[i]);
            squares.addProduct(parts[i], parts[i]);
            for (int j = 0; j < i; j++) {
                squares.addProduct(parts[i], parts[j]);
                squares.addProduct(parts[i], parts[j]);
            }
        }
    }

    /** Takes out one value: undoes {@link #add(double)} of the same value. */
    public void subtract(double value) {
        count--;
        sum.subtract(value);
        squares.subtractProduct(value, value);
    }

    /** Adds all that {@code other} holds to these moments. */
    public void addAll(ExactMoments other) {
        count += other.count;
        sum.addAll(other.sum);
        squares.addAll(other.squares);
    }

    /** Takes out all that {@code other} holds: undoes {@link #addAll}. */
    public void subtractAll(ExactMoments other) {
        count -= other.count;
        sum.subtractAll(other.sum);
        squares.subtractAll(other.squares);
    }

    @Override
    public void clear() {
        count = 0;
        sum.clear();
        squares.clear();
    }

    @Override
    public ExactMoments merge(ExactMoments other) {
        ExactMoments merged = new ExactMoments();
        merged.addAll(this);
        merged.addAll(other);
        return merged;
    }

    @Override
    public long count() {
        return count;
    }

    /** Returns the sum, correctly rounded; 0 for nothing. */
    public double sum() {
        return sum.value();
    }

    @Override
    public Object total() {
        return sum();
    }

    /** Returns the mean, correctly rounded; NaN for nothing. A sum beyond the range of double does not hurt it. */
    @Override
    public double mean() {
        if (count == 0) {
            return Double.NaN;
        }
        return sum.quotient(count);
    }

    /** Returns the sample variance (divisor n - 1), correctly rounded; NaN for fewer than two values. */
    @Override
    public double variance() {
        return count < 2 ? Double.NaN : spread(count - 1);
    }

    /** Returns the population variance (divisor n), correctly rounded; NaN for nothing. */
    public double populationVariance() {
        return count < 1 ? Double.NaN : spread(count);
    }

    /** Returns the root of the sample variance, also where that is beyond the range of double; NaN for fewer than two. */
    @Override
    public double standardDeviation() {
        return count < 2 ? Double.NaN : deviation(count - 1);
    }

    /** Returns the root of the population variance, also where that is beyond the range of double; NaN for nothing. */
    public double populationStandardDeviation() {
        return count < 1 ? Double.NaN : deviation(count);
    }

    /** (n sum(x^2) - sum(x)^2) / (n divisor). */
    private double spread(long divisor) {
        if (!sum.isFinite()) {
            return Double.NaN;
        }
        if (count >= Digits.FACTOR_LIMIT / FINER_UNITS) {
            return squaredDeviations().over(denominator(divisor));
        }
        int squaredExponent = 2 * sum.exactExponent();
        int shift = (squares.exactExponent() - squaredExponent) >> 5;
        long[] difference = Digits.difference(
                Digits.times(squares.magnitude(), FINER_UNITS * count), shift, Digits.squared(sum.magnitude()));
        return Digits.quotient(difference, squaredExponent + 32 * Math.min(shift, 0), count, divisor);
    }

    private double deviation(long divisor) {
        double variance = spread(divisor);
        // A variance below the range of double is that of tiny values: greater ones are equal, or a last bit apart.
        boolean beyond = variance > 0
                ? variance < Double.MIN_NORMAL || Double.isInfinite(variance)
                : variance == 0 && squares.value() <= TINY;
        return beyond ? squaredDeviations().rootOver(denominator(divisor)) : Math.sqrt(variance);
    }

    private BigInteger denominator(long divisor) {
        return BigInteger.valueOf(count).multiply(BigInteger.valueOf(divisor));
    }

    /** n sum(x^2) - sum(x)^2, exactly. */
    private Scaled squaredDeviations() {
        BigInteger n = BigInteger.valueOf(count);
        BigInteger total = sum.exactUnits();
        BigInteger squared = total.multiply(total);
        BigInteger scaled = n.multiply(squares.exactUnits());
        int squaredExponent = 2 * sum.exactExponent();
        int scaledExponent = squares.exactExponent();
        int exponent = Math.min(squaredExponent, scaledExponent);
        BigInteger difference =
                scaled.shiftLeft(scaledExponent - exponent).subtract(squared.shiftLeft(squaredExponent - exponent));
        return new Scaled(difference, exponent);
    }

    /** {@code units * 2^exponent}. */
    private record Scaled(BigInteger units, int exponent) {
        double over(BigInteger denominator) {
            return ExactRounding.quotient(units, exponent, denominator);
        }

        /** The root is taken near 1, where the quotient neither overflows nor loses bits. */
        double rootOver(BigInteger denominator) {
            int size = units.bitLength() + exponent - denominator.bitLength();
            int half = Math.floorDiv(size, 2);
            double root = Math.sqrt(ExactRounding.quotient(units, exponent - 2 * half, denominator));
            return Math.scalb(root, half);
        }
    }

    @Override
    public byte[] toBytes() {
        StateWriter out = new StateWriter(FORMAT);
        out.writeLong(count);
        out.writeBytes(sum.toBytes());
        out.writeBytes(squares.toBytes());
        return out.toBytes();
    }

    /**
     * Returns the moments that {@link #toBytes()} wrote.
     *
     * @throws IllegalArgumentException if the bytes are not such moments
     */
    public static ExactMoments fromBytes(byte[] bytes) {
        StateReader in = new StateReader(bytes, FORMAT, "ExactMoments");
        ExactMoments moments = new ExactMoments();
        moments.count = in.readLong();
        moments.sum = ExactSum.fromBytes(in.readBytes());
        moments.squares = ExactSum.fromBytes(in.readBytes());
        in.finish();
        return moments;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ExactMoments moments && Arrays.equals(toBytes(), moments.toBytes());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(toBytes());
    }

    @Override
    public String toString() {
        return "count " + count + ", mean " + mean() + ", variance " + variance();
    }
}
