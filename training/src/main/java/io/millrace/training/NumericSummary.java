package io.millrace.training;

import io.millrace.metrics.ExactMoments;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/** The numbers of one column, the same whatever the order of the rows: exact moments, counts by size for the median. */
final class NumericSummary {
    private static final int DROPPED_BITS = 45;

    private long missing;
    private final NumericLimits limits;
    private ExactMoments moments = new ExactMoments();
    /** Counts by sign, exponent and the first seven bits of the fraction: cells 1/128 of their value wide. */
    private final TreeMap<Integer, Long> cells = new TreeMap<>();

    NumericSummary() {
        this(new NumericLimits());
    }

    private NumericSummary(NumericLimits limits) {
        this.limits = limits;
    }

    void add(double value) {
        limits.add(value);
        if (Double.isNaN(value)) {
            missing++;
        } else if (Double.isFinite(value)) {
            moments.add(value);
            cells.merge(cell(value), 1L, Long::sum);
        }
    }

    void addAll(NumericSummary other) {
        missing += other.missing;
        limits.addAll(other.limits);
        moments.addAll(other.moments);
        other.cells.forEach((cell, count) -> cells.merge(cell, count, Long::sum));
    }

    private static int cell(double value) {
        int size = (int) (Double.doubleToLongBits(Math.abs(value)) >>> DROPPED_BITS);
        return value < 0 ? -size - 1 : size;
    }

    /** Returns the number of a cell that is nearest to 0: whole numbers up to 256 stand for themselves. */
    private static double value(int cell) {
        return cell >= 0
                ? Double.longBitsToDouble((long) cell << DROPPED_BITS)
                : -Double.longBitsToDouble((long) (-cell - 1) << DROPPED_BITS);
    }

    byte[] toBytes() {
        byte[] exact = moments.toBytes();
        ByteBuffer buffer = ByteBuffer.allocate(NumericLimits.BYTES + 12 + 12 * cells.size() + exact.length);
        limits.writeTo(buffer);
        buffer.putLong(missing).putInt(cells.size());
        cells.forEach((cell, count) -> buffer.putInt(cell).putLong(count));
        return buffer.put(exact).array();
    }

    static NumericSummary fromBytes(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        NumericSummary summary = new NumericSummary(NumericLimits.readFrom(buffer));
        summary.missing = buffer.getLong();
        int cellCount = buffer.getInt();
        for (int i = 0; i < cellCount; i++) {
            summary.cells.put(buffer.getInt(), buffer.getLong());
        }
        byte[] exact = new byte[buffer.remaining()];
        buffer.get(exact);
        summary.moments = ExactMoments.fromBytes(exact);
        return summary;
    }

    long missing() {
        return missing;
    }

    NumericLimits limits() {
        return limits;
    }

    /** Finite values; infinities and missing ones do not count. */
    long count() {
        return moments.count();
    }

    double min() {
        return limits.min();
    }

    double max() {
        return limits.max();
    }

    double mean() {
        return moments.mean();
    }

    /** Returns the lower median within 1/128 of its value; small whole numbers exactly; NaN for no values. */
    double median() {
        long rank = (count() - 1) / 2;
        for (Map.Entry<Integer, Long> cell : cells.entrySet()) {
            rank -= cell.getValue();
            if (rank < 0) {
                return Math.max(min(), Math.min(max(), value(cell.getKey())));
            }
        }
        return Double.NaN;
    }

    double deviation() {
        return moments.populationStandardDeviation();
    }
}
