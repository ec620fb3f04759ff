package io.millrace.training;

import java.nio.ByteBuffer;

/** How far the numbers of one column reach, and how many are infinite: all that a learner can refuse a number for. */
final class NumericLimits {
    static final int BYTES = 24;

    private long infinite;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;

    /** Takes a value; NaN is missing and changes nothing. */
    void add(double value) {
        if (Double.isInfinite(value)) {
            infinite++;
        } else if (!Double.isNaN(value)) {
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
    }

    void addAll(NumericLimits other) {
        infinite += other.infinite;
        min = Math.min(min, other.min);
        max = Math.max(max, other.max);
    }

    void writeTo(ByteBuffer buffer) {
        buffer.putLong(infinite).putDouble(min).putDouble(max);
    }

    static NumericLimits readFrom(ByteBuffer buffer) {
        NumericLimits limits = new NumericLimits();
        limits.infinite = buffer.getLong();
        limits.min = buffer.getDouble();
        limits.max = buffer.getDouble();
        return limits;
    }

    long infinite() {
        return infinite;
    }

    /** The least finite value; infinity if there is none. */
    double min() {
        return min;
    }

    /** The greatest finite value; minus infinity if there is none. */
    double max() {
        return max;
    }

    /** Whether every finite value has a 32-bit float that is finite too. */
    boolean fitFloats() {
        return min > max || (Float.isFinite((float) min) && Float.isFinite((float) max));
    }
}
