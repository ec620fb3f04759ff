package io.millrace.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;

/** The values of many columns by class of the label, each in a histogram. */
final class FeatureRanks implements MetricState<FeatureRanks> {
    private static final long serialVersionUID = 1L;
    private static final byte FORMAT = 1;
    private static final int LIMIT = 1 << 12;
    private static final int MAX_SHIFT = 62;

    private final List<OrderedHistogram> values = new ArrayList<>();

    /** Missing values by column and class. */
    private final long[] missing;

    FeatureRanks(int columns) {
        this.missing = new long[2 * columns];
        for (int i = 0; i < columns; i++) {
            values.add(new OrderedHistogram(2, LIMIT, MAX_SHIFT));
        }
    }

    void add(int column, int label, double value) {
        values.get(column).add(Keys.ofNumber(value), label, 1);
    }

    void addMissing(int column, int label) {
        missing[2 * column + label]++;
    }

    SingleFeatureAuc result(int column, String name) {
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

    static FeatureRanks fromBytes(byte[] bytes) {
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

    /** Folds rows of (label, values..., text of a refused label). */
    static final class Fold implements StateJob.Fold<FeatureRanks> {
        private final int columns;
        private final FeatureRanks ranks;
        private final InputColumns.LabelProblem problem;

        Fold(String label, int columns) {
            this.columns = columns;
            this.ranks = new FeatureRanks(columns);
            this.problem = new InputColumns.LabelProblem(label);
        }

        @Override
        public void add(Row row) {
            if (row.isNullAt(0)) {
                return;
            }
            int label = row.getInt(0);
            if (label == BinaryLabels.NEITHER) {
                problem.add(row.getString(columns + 1));
            } else {
                for (int column = 0; column < columns; column++) {
                    if (row.isNullAt(column + 1) || Double.isNaN(row.getDouble(column + 1))) {
                        ranks.addMissing(column, label);
                    } else {
                        ranks.add(column, label, row.getDouble(column + 1));
                    }
                }
            }
        }

        @Override
        public Map<String, FeatureRanks> states() {
            return Map.of("", ranks);
        }

        @Override
        public Optional<String> problem() {
            return problem.message();
        }
    }
}
