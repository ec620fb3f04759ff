package io.millrace.metrics;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * The sum of many doubles without rounding, whatever their order.
 *
 * <p>Each finite value is added into a wide fixed-point number, so that adding, subtracting and merging are exact and
 * {@link #value()} is the true sum rounded once. Values taken out again leave no trace: a rolling window that is
 * empty again is exactly zero. Products of two doubles are exact too ({@link #addProduct}). NaN and the infinities are
 * counted apart and can be subtracted again. Only the part of the fixed-point number that was touched is stored, some
 * tens of bytes for everyday data. Holds for up to 2<sup>62</sup> values. Not safe for use by several threads at once.
 *
 * @see "R. M. Neal, Fast Exact Summation Using Small and Large Superaccumulators (2015)"
 */
public final class ExactSum implements MetricState<ExactSum> {
    private static final long serialVersionUID = 1L;
    private static final byte FORMAT = 1;

    /** The weight of bit 0 is 2^-2148: the square of the smallest double is a whole number of them. */
    private static final int LOWEST_EXPONENT = -2148;

    private static final long LOW_32 = 0xFFFF_FFFFL;
    private static final long MANTISSA = (1L << 52) - 1;

    /** Additions of 32-bit pieces before carries must be taken out of the 64-bit chunks. */
    private static final int MAX_PENDING = 1 << 29;

    /** Signed 32-bit pieces in 64-bit chunks; {@code chunks[i]} has the weight 2^(32 (base + i)) units. */
    private long[] chunks = new long[0];

    private int base;
    private int pending;
    private long nanCount;
    private long positiveInfinityCount;
    private long negativeInfinityCount;

    /** Creates the sum of nothing, which is 0. */
    public ExactSum() {}

    /** Returns the sum of {@code values}. */
    public static ExactSum of(double... values) {
        ExactSum sum = new ExactSum();
        for (double value : values) {
            sum.add(value);
        }
        return sum;
    }

    /** Adds one value, exactly; NaN and infinities are counted instead. */
    public void add(double value) {
        accumulate(value, 1);
    }

    /** Takes out one value, exactly: undoes {@link #add(double)} of the same value. */
    public void subtract(double value) {
        accumulate(value, -1);
    }

    /** Adds {@code value} exactly, also above 2<sup>53</sup>. */
    public void add(long value) {
        add((double) (value & ~LOW_32));
        add((double) (value & LOW_32));
    }

    /** Takes out {@code value} exactly: undoes {@link #add(long)}. */
    public void subtract(long value) {
        subtract((double) (value & ~LOW_32));
        subtract((double) (value & LOW_32));
    }

    /** Adds {@code a * b} without rounding, overflow or underflow; if a factor is not finite, counts their product. */
    public void addProduct(double a, double b) {
        accumulateProduct(a, b, 1);
    }

    /** Takes out {@code a * b}: undoes {@link #addProduct(double, double)} of the same factors. */
    public void subtractProduct(double a, double b) {
        accumulateProduct(a, b, -1);
    }

    /** Adds all that {@code other} holds to this sum; {@code other} may be this sum itself. */
    public void addAll(ExactSum other) {
        accumulateAll(other, 1);
    }

    /** Takes out all that {@code other} holds: undoes {@link #addAll(ExactSum)}. */
    public void subtractAll(ExactSum other) {
        accumulateAll(other, -1);
    }

    /** Makes this the sum of nothing again. */
    public void clear() {
        Arrays.fill(chunks, 0);
        pending = 0;
        nanCount = 0;
        positiveInfinityCount = 0;
        negativeInfinityCount = 0;
    }

    @Override
    public ExactSum merge(ExactSum other) {
        ExactSum merged = copy();
        merged.addAll(other);
        return merged;
    }

    /** Returns a sum that starts equal to this one and changes apart from it. */
    public ExactSum copy() {
        ExactSum copy = new ExactSum();
        copy.addAll(this);
        return copy;
    }

    /**
     * Returns the sum, correctly rounded (half to even); 0.0 for nothing, never -0.0.
     *
     * <p>NaN if a NaN or both infinities were added, else the infinity that was added. A finite sum beyond the range of
     * double gives an infinity although {@link #isFinite()} holds.
     */
    public double value() {
        if (!isFinite()) {
            boolean both = positiveInfinityCount != 0 && negativeInfinityCount != 0;
            double infinity = positiveInfinityCount != 0 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
            return nanCount != 0 || both ? Double.NaN : infinity;
        }
        return finiteValue();
    }

    /** Returns the sum of the finite values alone, correctly rounded. */
    public double finiteValue() {
        double magnitude = Digits.rounded(magnitude(), exactExponent());
        return sign() < 0 ? -magnitude : magnitude;
    }

    /**
     * Returns the sum divided by {@code divisor}, correctly rounded, also where the sum itself is beyond the range of double;
     * {@link #value()} if it is not finite.
     *
     * @param divisor positive
     */
    public double quotient(long divisor) {
        if (!isFinite()) {
            return value();
        }
        if (divisor >= Digits.FACTOR_LIMIT) {
            return ExactRounding.quotient(exactUnits(), exactExponent(), BigInteger.valueOf(divisor));
        }
        double magnitude = Digits.quotient(magnitude(), exactExponent(), divisor, 1);
        return sign() < 0 ? -magnitude : magnitude;
    }

    /** The digits of the absolute value of the finite sum, in units of 2^{@link #exactExponent()}; not to be changed. */
    long[] magnitude() {
        carry();
        return sign() < 0 ? Digits.negated(chunks) : chunks;
    }

    /** Returns whether no NaN and no infinity is in the sum. */
    public boolean isFinite() {
        return nanCount == 0 && positiveInfinityCount == 0 && negativeInfinityCount == 0;
    }

    /** Returns how many NaN are in the sum. */
    public long nanCount() {
        return nanCount;
    }

    /** Returns how many positive infinities are in the sum. */
    public long positiveInfinityCount() {
        return positiveInfinityCount;
    }

    /** Returns how many negative infinities are in the sum. */
    public long negativeInfinityCount() {
        return negativeInfinityCount;
    }

    /** The sum of the finite values is this whole number times 2^{@link #exactExponent()}. */
    BigInteger exactUnits() {
        carry();
        BigInteger units = BigInteger.ZERO;
        for (int i = chunks.length - 1; i >= 0; i--) {
            units = units.shiftLeft(32).add(BigInteger.valueOf(chunks[i]));
        }
        return units;
    }

    int exactExponent() {
        return base * 32 + LOWEST_EXPONENT;
    }

    @Override
    public byte[] toBytes() {
        long[] digits = magnitude();
        int sign = sign();
        int high = digits.length;
        while (high > 0 && digits[high - 1] == 0) {
            high--;
        }
        int low = 0;
        while (low < high && digits[low] == 0) {
            low++;
        }
        StateWriter out = new StateWriter(FORMAT);
        out.writeLong(nanCount);
        out.writeLong(positiveInfinityCount);
        out.writeLong(negativeInfinityCount);
        out.writeLong(sign);
        out.writeLong(low < high ? base + low : 0);
        out.writeCount(high - low);
        for (int i = low; i < high; i++) {
            out.writeLong(digits[i]);
        }
        return out.toBytes();
    }

    /**
     * Returns the sum that {@link #toBytes()} wrote.
     *
     * @throws IllegalArgumentException if the bytes are not such a sum
     */
    public static ExactSum fromBytes(byte[] bytes) {
        StateReader in = new StateReader(bytes, FORMAT, "ExactSum");
        ExactSum sum = new ExactSum();
        sum.nanCount = in.readLong();
        sum.positiveInfinityCount = in.readLong();
        sum.negativeInfinityCount = in.readLong();
        long sign = in.readLong();
        sum.base = (int) in.readLong();
        sum.chunks = new long[in.readCount()];
        for (int i = 0; i < sum.chunks.length; i++) {
            sum.chunks[i] = sign * in.readLong();
        }
        in.finish();
        return sum;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ExactSum sum && Arrays.equals(toBytes(), sum.toBytes());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(toBytes());
    }

    @Override
    public String toString() {
        return Double.toString(value());
    }

    private void accumulate(double value, int sign) {
        if (!Double.isFinite(value)) {
            countSpecial(value, sign);
            return;
        }
        if (value == 0) {
            return;
        }
        long mantissa = mantissa(value);
        int position = exponent(value) + 1073;
        int shift = position & 31;
        int index = room(position >>> 5, 3);
        long low = mantissa << shift;
        long high = shift == 0 ? 0 : mantissa >>> (64 - shift);
        long signed = value < 0 ? -sign : sign;
        chunks[index] += signed * (low & LOW_32);
        chunks[index + 1] += signed * (low >>> 32);
        chunks[index + 2] += signed * high;
        countAddition();
    }

    private void accumulateProduct(double a, double b, int sign) {
        if (!Double.isFinite(a) || !Double.isFinite(b)) {
            countSpecial(a * b, sign);
            return;
        }
        if (a == 0 || b == 0) {
            return;
        }
        long mantissaA = mantissa(a);
        long mantissaB = mantissa(b);
        int position = exponent(a) + exponent(b) - 2;
        int shift = position & 31;
        int index = room(position >>> 5, 5);
        long low = mantissaA * mantissaB;
        long high = Math.multiplyHigh(mantissaA, mantissaB);
        long first = low << shift;
        long second = shift == 0 ? high : (high << shift) | (low >>> (64 - shift));
        long third = shift == 0 ? 0 : high >>> (64 - shift);
        long signed = (a < 0) == (b < 0) ? sign : -sign;
        chunks[index] += signed * (first & LOW_32);
        chunks[index + 1] += signed * (first >>> 32);
        chunks[index + 2] += signed * (second & LOW_32);
        chunks[index + 3] += signed * (second >>> 32);
        chunks[index + 4] += signed * third;
        countAddition();
    }

    private static long mantissa(double value) {
        long bits = Double.doubleToRawLongBits(value);
        long mantissa = bits & MANTISSA;
        return (bits >>> 52 & 0x7FF) == 0 ? mantissa : mantissa | 1L << 52;
    }

    private static int exponent(double value) {
        return Math.max(1, (int) (Double.doubleToRawLongBits(value) >>> 52) & 0x7FF);
    }

    private void countSpecial(double value, int sign) {
        if (Double.isNaN(value)) {
            nanCount += sign;
        } else if (value > 0) {
            positiveInfinityCount += sign;
        } else {
            negativeInfinityCount += sign;
        }
    }

    private void accumulateAll(ExactSum other, int sign) {
        nanCount += sign * other.nanCount;
        positiveInfinityCount += sign * other.positiveInfinityCount;
        negativeInfinityCount += sign * other.negativeInfinityCount;
        if (other.chunks.length == 0) {
            return;
        }
        other.carry();
        int length = other.chunks.length;
        int index = room(other.base, length);
        for (int i = 0; i < length; i++) {
            chunks[index + i] += sign * other.chunks[i];
        }
        countAddition();
    }

    private void countAddition() {
        if (++pending >= MAX_PENDING) {
            carry();
        }
    }

    /** Makes sure that the chunks from {@code chunk} on exist, {@code count} of them, and returns the index of the first. */
    private int room(int chunk, int count) {
        int index = chunk - base;
        if (index >= 0 && index + count <= chunks.length) {
            return index;
        }
        if (chunks.length == 0) {
            chunks = new long[count];
            base = chunk;
            return 0;
        }
        int low = Math.min(base, chunk);
        int high = Math.max(base + chunks.length, chunk + count);
        long[] wider = new long[high - low];
        System.arraycopy(chunks, 0, wider, base - low, chunks.length);
        chunks = wider;
        base = low;
        return chunk - low;
    }

    /** Takes the carries out: all chunks come into [0, 2^32), but the last one, which bears the sign. */
    private void carry() {
        int last = chunks.length - 1;
        if (last < 0) {
            return;
        }
        long carry = 0;
        for (int i = 0; i < last; i++) {
            long sum = chunks[i] + carry;
            chunks[i] = sum & LOW_32;
            carry = sum >> 32;
        }
        long sum = chunks[last] + carry;
        chunks[last] = sum;
        if (sum > LOW_32 || sum < -LOW_32) {
            chunks = Arrays.copyOf(chunks, last + 2);
            chunks[last] = sum & LOW_32;
            chunks[last + 1] = sum >> 32;
        }
        pending = 0;
    }

    /** The sign of the finite sum; carries are taken out already. */
    private int sign() {
        int top = chunks.length - 1;
        while (top > 0 && chunks[top] == 0) {
            top--;
        }
        return top < 0 ? 0 : Long.signum(chunks[top]);
    }
}
