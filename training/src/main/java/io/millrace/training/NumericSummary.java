package io.millrace.training;

import io.millrace.metrics.ExactMoments;
import java.nio.ByteBuffer;

/** The numbers of one column: exact, whatever the order of the rows. */
final class NumericSummary {
    private long missing;
    private long infinite;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;
    private ExactMoments moments = new ExactMoments();

    void add(double value) {
        if (Double.isNaN(value)) {
            missing++;
        } else if (Double.isInfinite(value)) {
            infinite++;
        } else {
            min = Math.min(min, value);
            max = Math.max(max, value);
            moments.add(value);
        }
    }

    void addAll(NumericSummary other) {
        missing += other.missing;
        infinite += other.infinite;
        min = Math.min(min, other.min);
        max = Math.max(max, other.max);
        moments.addAll(other.moments);
    }

    byte[] toBytes() {
        byte[] exact = moments.toBytes();
        return ByteBuffer.allocate(32 + exact.length)
                .putLong(missing)
                .putLong(infinite)
                .putDouble(min)
                .putDouble(max)
                .put(exact)
                .array();
    }

    static NumericSummary fromBytes(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        NumericSummary summary = new NumericSummary();
        summary.missing = buffer.getLong();
        summary.infinite = buffer.getLong();
        summary.min = buffer.getDouble();
        summary.max = buffer.getDouble();
        byte[] exact = new byte[buffer.remaining()];
        buffer.get(exact);
        summary.moments = ExactMoments.fromBytes(exact);
        return summary;
    }

    long missing() {
        return missing;
    }

    long infinite() {
        return infinite;
    }

    /** Finite values; infinities and missing ones do not count. */
    long count() {
        return moments.count();
    }

    double min() {
        return min;
    }

    double max() {
        return max;
    }

    double mean() {
        return moments.mean();
    }

    double deviation() {
        return moments.populationStandardDeviation();
    }
}
