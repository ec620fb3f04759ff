package io.millrace.metrics;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The numbers of a column: kinds, extremes, moments, and their histograms over fixed and over ordered bins. */
final class NumberState implements MetricState<NumberState> {
    static final int NANS = 0;
    static final int POSITIVE_INFINITIES = 1;
    static final int NEGATIVE_INFINITIES = 2;
    static final int ZEROS = 3;
    static final int NEGATIVES = 4;

    /** At this shift a bin is 1/64 of its lower end wide, so its middle is within 1/128. */
    private static final int MAX_SHIFT = 46;

    private static final long serialVersionUID = 1L;
    private static final byte FORMAT = 2;
    private static final int COUNTERS = 5;

    private final @Nullable ProfileBins bins;
    private final long[] cellCounts;
    private final long[] counters = new long[COUNTERS];
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;
    private @Nullable BigDecimal exactMin;
    private @Nullable BigDecimal exactMax;
    private ExactMoments moments = new ExactMoments();
    private OrderedHistogram values;

    /** The numbers that double does not hold, as they are; in the histogram each counts as the nearest double. */
    private CategoryCounts wide;

    NumberState(@Nullable ProfileBins bins, int resolution) {
        this(bins, new OrderedHistogram(1, resolution, MAX_SHIFT), new CategoryCounts(resolution));
    }

    private NumberState(@Nullable ProfileBins bins, OrderedHistogram values, CategoryCounts wide) {
        this.bins = bins;
        this.cellCounts = new long[bins == null ? 0 : bins.cellCount()];
        this.values = values;
        this.wide = wide;
    }

    /** Adds a number that may be anything; returns whether it is finite. */
    boolean add(double value) {
        if (!place(value)) {
            return false;
        }
        if (exactMin != null) {
            noteExactMin(new BigDecimal(value));
        }
        if (exactMax != null) {
            noteExactMax(new BigDecimal(value));
        }
        moments.add(value);
        return true;
    }

    /** Adds a decimal that {@link WideNumbers} lets fit. */
    void addFitting(BigDecimal value) {
        noteExactMin(value);
        noteExactMax(value);
        place(value.doubleValue());
        moments.add(value.doubleValue());
    }

    /** Adds a number that double does not hold; returns whether it is in the range of double. */
    boolean addWide(BigDecimal value) {
        double rounded = value.doubleValue();
        if (!Double.isFinite(rounded)) {
            return add(rounded);
        }
        noteExactMin(value);
        noteExactMax(value);
        place(rounded);
        moments.add(value);
        wide.add(WideNumbers.text(value), 1);
        return true;
    }

    private boolean place(double value) {
        if (!Double.isFinite(value)) {
            counters[Double.isNaN(value) ? NANS : value > 0 ? POSITIVE_INFINITIES : NEGATIVE_INFINITIES]++;
            return false;
        }
        double number = value == 0 ? 0.0 : value;
        if (number == 0) {
            counters[ZEROS]++;
        } else if (number < 0) {
            counters[NEGATIVES]++;
        }
        min = Math.min(min, number);
        max = Math.max(max, number);
        values.add(Keys.ofNumber(number), 0, 1);
        if (bins != null) {
            cellCounts[bins.cellOf(number)]++;
        }
        return true;
    }

    private void noteExactMin(BigDecimal value) {
        if (value.compareTo(exactMin().orElse(value)) <= 0) {
            exactMin = value;
        }
    }

    private void noteExactMax(BigDecimal value) {
        if (value.compareTo(exactMax().orElse(value)) >= 0) {
            exactMax = value;
        }
    }

    long count(int counter) {
        return counters[counter];
    }

    /** The rows with a number, finite or not. */
    long notFiniteCount() {
        return counters[NANS] + counters[POSITIVE_INFINITIES] + counters[NEGATIVE_INFINITIES];
    }

    boolean isEmpty() {
        return min > max;
    }

    double min() {
        return isEmpty() ? Double.NaN : min;
    }

    double max() {
        return isEmpty() ? Double.NaN : max;
    }

    Optional<BigDecimal> exactMin() {
        if (exactMin != null) {
            return Optional.of(exactMin);
        }
        return isEmpty() ? Optional.empty() : Optional.of(new BigDecimal(min));
    }

    Optional<BigDecimal> exactMax() {
        if (exactMax != null) {
            return Optional.of(exactMax);
        }
        return isEmpty() ? Optional.empty() : Optional.of(new BigDecimal(max));
    }

    ExactMoments moments() {
        return moments;
    }

    OrderedHistogram values() {
        return values;
    }

    /** Whether some numbers were rounded to be ranked. */
    boolean rounded() {
        return wide.size() > 0;
    }

    /** Whether {@link #distinctTold()} is the number of distinct values. */
    boolean distinctExact() {
        return values.bins().exact() && !wide.capped();
    }

    /** The number of values that are told apart. */
    long distinctTold() {
        return counts().map(CategoryCounts::size)
                .orElseGet(() -> Math.max(values.bins().size(), wide.size()));
    }

    /** The numbers as text with their counts; empty if not all are told apart. */
    Optional<CategoryCounts> counts() {
        if (!distinctExact()) {
            return Optional.empty();
        }
        CategoryCounts texts = new CategoryCounts(Integer.MAX_VALUE / 4);
        Map<Long, Long> wideByKey = new HashMap<>();
        wide.counts().forEach((text, count) -> {
            texts.add(text, count);
            wideByKey.merge(Keys.ofNumber(new BigDecimal(text).doubleValue()), count, Long::sum);
        });
        OrderedHistogram.Bins sorted = values.bins();
        for (int bin = 0; bin < sorted.size(); bin++) {
            long key = sorted.lowKey(bin);
            long held = sorted.count(bin, 0) - wideByKey.getOrDefault(key, 0L);
            if (held > 0) {
                texts.add(Double.toString(Keys.number(key)), held);
            }
        }
        return Optional.of(texts);
    }

    Optional<ProfileBins> bins() {
        return Optional.ofNullable(bins);
    }

    /** The quantiles at ascending shares. */
    double[] quantiles(double[] shares) {
        double[] quantiles = new double[shares.length];
        if (isEmpty()) {
            Arrays.fill(quantiles, Double.NaN);
            return quantiles;
        }
        OrderedHistogram.Bins sorted = values.bins();
        int bin = 0;
        long below = 0;
        for (int i = 0; i < shares.length; i++) {
            if (!(shares[i] >= 0 && shares[i] <= 1)) {
                throw new IllegalArgumentException("quantile at " + shares[i] + "; must be in [0, 1]");
            }
            double rank = Math.max(1, Math.ceil(shares[i] * moments.count()));
            while (bin < sorted.size() - 1 && below + sorted.count(bin, 0) < rank) {
                below += sorted.count(bin, 0);
                bin++;
            }
            double low = Keys.number(sorted.lowKey(bin));
            double middle = low + (Keys.number(sorted.highKey(bin)) - low) / 2;
            quantiles[i] = Math.max(min, Math.min(max, middle));
        }
        return quantiles;
    }

    long[] countsIn(ProfileBins other) {
        if (bins != null && bins.equals(other)) {
            return cellCounts.clone();
        }
        long[] counts = new long[other.cellCount()];
        OrderedHistogram.Bins sorted = values.bins();
        for (int bin = 0; bin < sorted.size(); bin++) {
            counts[other.cellOf(upper(sorted, bin))] += sorted.count(bin, 0);
        }
        return counts;
    }

    boolean countsExactlyIn(ProfileBins other) {
        if (rounded()) {
            return false;
        }
        if (bins != null && bins.equals(other)) {
            return true;
        }
        OrderedHistogram.Bins sorted = values.bins();
        for (int bin = 0; bin < sorted.size(); bin++) {
            double lower = Math.max(Keys.number(sorted.lowKey(bin)), min);
            if (other.cellOf(lower) != other.cellOf(upper(sorted, bin))) {
                return false;
            }
        }
        return true;
    }

    private double upper(OrderedHistogram.Bins sorted, int bin) {
        return Math.min(Keys.number(sorted.highKey(bin)), max);
    }

    @Override
    public NumberState merge(NumberState other) {
        if (!bins().equals(other.bins())) {
            throw new IllegalArgumentException("the numbers are counted in different bins");
        }
        NumberState merged = new NumberState(bins, values.merge(other.values), wide.merge(other.wide));
        for (int i = 0; i < COUNTERS; i++) {
            merged.counters[i] = counters[i] + other.counters[i];
        }
        for (int i = 0; i < cellCounts.length; i++) {
            merged.cellCounts[i] = cellCounts[i] + other.cellCounts[i];
        }
        merged.min = Math.min(min, other.min);
        merged.max = Math.max(max, other.max);
        if (exactMin != null || other.exactMin != null) {
            merged.exactMin = Stream.of(exactMin(), other.exactMin())
                    .flatMap(Optional::stream)
                    .min(Comparator.naturalOrder())
                    .orElse(null);
        }
        if (exactMax != null || other.exactMax != null) {
            merged.exactMax = Stream.of(exactMax(), other.exactMax())
                    .flatMap(Optional::stream)
                    .max(Comparator.naturalOrder())
                    .orElse(null);
        }
        merged.moments = moments.merge(other.moments);
        return merged;
    }

    @Override
    public byte[] toBytes() {
        StateWriter out = new StateWriter(FORMAT);
        writeTo(out);
        return out.toBytes();
    }

    void writeTo(StateWriter out) {
        out.writeByte(bins == null ? 0 : 1);
        if (bins != null) {
            bins.writeTo(out);
        }
        for (long count : cellCounts) {
            out.writeUnsigned(count);
        }
        for (long counter : counters) {
            out.writeUnsigned(counter);
        }
        out.writeDouble(min);
        out.writeDouble(max);
        out.writeString(unlessEqual(exactMin, min));
        out.writeString(unlessEqual(exactMax, max));
        out.writeBytes(moments.toBytes());
        values.writeTo(out);
        wide.writeTo(out);
    }

    /** Nothing where the double says it all, so that the bytes do not hang on the order of values. */
    private static String unlessEqual(@Nullable BigDecimal exact, double value) {
        return exact == null || exact.compareTo(new BigDecimal(value)) == 0 ? "" : exact.toString();
    }

    static NumberState readFrom(StateReader in) {
        ProfileBins bins = in.readByte() == 0 ? null : ProfileBins.readFrom(in);
        NumberState state = new NumberState(bins, 1);
        for (int i = 0; i < state.cellCounts.length; i++) {
            state.cellCounts[i] = in.readUnsigned();
        }
        for (int i = 0; i < COUNTERS; i++) {
            state.counters[i] = in.readUnsigned();
        }
        state.min = in.readDouble();
        state.max = in.readDouble();
        state.exactMin = decimal(in.readString());
        state.exactMax = decimal(in.readString());
        state.moments = ExactMoments.fromBytes(in.readBytes());
        state.values = OrderedHistogram.readFrom(in);
        state.wide = CategoryCounts.readFrom(in);
        return state;
    }

    private static @Nullable BigDecimal decimal(String text) {
        return text.isEmpty() ? null : new BigDecimal(text);
    }
}
