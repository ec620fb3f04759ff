package io.millrace.metrics;

import java.util.ArrayList;
import java.util.List;

/** The values of many columns by class of the label, each in a histogram. */
public final class FeatureRanks implements MetricState<FeatureRanks> {
    private static final long serialVersionUID = 1L;
    private static final byte FORMAT = 1;
    private static final int LIMIT = 1 << 12;
    private static final int MAX_SHIFT = 62;

    private final List<OrderedHistogram> values = new ArrayList<>();

    /** Missing values by column and class. */
    private final long[] missing;

    /** Makes the state of no rows. */
    public FeatureRanks(int columns) {
        this.missing = new long[2 * columns];
        for (int i = 0; i < columns; i++) {
            values.add(new OrderedHistogram(2, LIMIT, MAX_SHIFT));
        }
    }

    /** Counts a value of a row whose label is 0 or 1. */
    public void add(int column, int label, double value) {
        values.get(column).add(Keys.ofNumber(value), label, 1);
    }

    /** Counts a row without a value. */
    public void addMissing(int column, int label) {
        missing[2 * column + label]++;
    }

    /** Returns how a column alone ranks the label. */
    public SingleFeatureAuc result(int column, String name) {
        OrderedHistogram.Bins bins = values.get(column).bins();
        int size = bins.size();
        long[][] counts = new long[2][size];
        long[] totals = new long[2];
        for (int i = 0; i < size; i++) {
            for (int label = 0; label < 2; label++) {
                long count = bins.count(size - 1 - i, label);
                counts[label][i] = count;
                totals[label] += count;
            }
        }
        long missingNegative = missing[2 * column];
        long missingPositive = missing[2 * column + 1];
        return new SingleFeatureAuc(
                name,
                PairRanking.rocAuc(counts[1], counts[0], bins.exact()),
                PairRanking.rocAuc(
                        new long[] {missingPositive, totals[1]}, new long[] {missingNegative, totals[0]}, true),
                totals[0] + totals[1],
                missingNegative + missingPositive);
    }

    @Override
    public FeatureRanks merge(FeatureRanks other) {
        FeatureRanks merged = new FeatureRanks(values.size());
        for (int i = 0; i < values.size(); i++) {
            merged.values.set(i, values.get(i).merge(other.values.get(i)));
        }
        for (int i = 0; i < missing.length; i++) {
            merged.missing[i] = missing[i] + other.missing[i];
        }
        return merged;
    }

    @Override
    public byte[] toBytes() {
        StateWriter out = new StateWriter(FORMAT);
        out.writeCount(values.size());
        values.forEach(histogram -> histogram.writeTo(out));
        for (long count : missing) {
            out.writeUnsigned(count);
        }
        return out.toBytes();
    }

    /** Returns the state that {@link #toBytes} wrote. */
    public static FeatureRanks fromBytes(byte[] bytes) {
        StateReader in = new StateReader(bytes, FORMAT, "FeatureRanks");
        FeatureRanks ranks = new FeatureRanks(in.readCount());
        for (int i = 0; i < ranks.values.size(); i++) {
            ranks.values.set(i, OrderedHistogram.readFrom(in));
        }
        for (int i = 0; i < ranks.missing.length; i++) {
            ranks.missing[i] = in.readUnsigned();
        }
        in.finish();
        return ranks;
    }
}
