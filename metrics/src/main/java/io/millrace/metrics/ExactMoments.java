package io.millrace.metrics;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * Count, sum, mean and variance of many doubles from exact sums: no cancellation, whatever the order.
 *
 * <p>Holds the exact sums of x and x². The results are the true ones, rounded once: three equal values have a variance of
 * exactly 0, and values taken out again leave no trace. NaN and infinities are part of the data as in {@link ExactSum}:
 * they make mean and variance NaN or infinite, until they are taken out. Not safe for use by several threads at once.
 */
public final class ExactMoments implements MetricState<ExactMoments> {
    private static final long serialVersionUID = 1L;
    private static final byte FORMAT = 1;

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

    /** Adds one value. */
    public void add(double value) {
        count++;
        sum.add(value);
        squares.addProduct(value, value);
    }

    /** Takes out one value: undoes {@link #add} of the same value. */
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

    /** Makes these the moments of nothing again. */
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

    /** Returns how many values were added. */
    public long count() {
        return count;
    }

    /** Returns the sum, correctly rounded; 0 for nothing. */
    public double sum() {
        return sum.value();
    }

    /** Returns the mean, correctly rounded; NaN for nothing. A sum beyond the range of double does not hurt it. */
    public double mean() {
        if (count == 0) {
            return Double.NaN;
        }
        if (!sum.isFinite()) {
            return sum.value();
        }
        return ExactRounding.quotient(sum.exactUnits(), sum.exactExponent(), BigInteger.valueOf(count));
    }

    /** Returns the sample variance (divisor n - 1), correctly rounded; NaN for fewer than two values. */
    public double variance() {
        return count < 2 ? Double.NaN : spread(count - 1);
    }

    /** Returns the population variance (divisor n), correctly rounded; NaN for nothing. */
    public double populationVariance() {
        return count < 1 ? Double.NaN : spread(count);
    }

    /** Returns the square root of {@link #variance()}. */
    public double standardDeviation() {
        return Math.sqrt(variance());
    }

    /** Returns the square root of {@link #populationVariance()}. */
    public double populationStandardDeviation() {
        return Math.sqrt(populationVariance());
    }

    /** (n sum(x^2) - sum(x)^2) / (n divisor), all exact but the last rounding. */
    private double spread(long divisor) {
        if (!sum.isFinite()) {
            return Double.NaN;
        }
        BigInteger n = BigInteger.valueOf(count);
        BigInteger total = sum.exactUnits();
        BigInteger squared = total.multiply(total);
        BigInteger scaled = n.multiply(squares.exactUnits());
        int squaredExponent = 2 * sum.exactExponent();
        int scaledExponent = squares.exactExponent();
        int exponent = Math.min(squaredExponent, scaledExponent);
        BigInteger difference =
                scaled.shiftLeft(scaledExponent - exponent).subtract(squared.shiftLeft(squaredExponent - exponent));
        return ExactRounding.quotient(difference, exponent, n.multiply(BigInteger.valueOf(divisor)));
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
