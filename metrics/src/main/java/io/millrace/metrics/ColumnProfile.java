package io.millrace.metrics;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one column over some rows, from one pass.
 *
 * <p>NULL, NaN and the infinities are counted apart and left out of everything else; -0.0 counts as 0. Counts, minimum and
 * maximum, mean and variance are exact. Quantiles are exact while the values told apart suffice (2,048 unless the profiler
 * says otherwise), else within 1/128 of the value. Distinct counts are exact as long, else within about 1.6 % (one
 * standard error). Categories are counted exactly up to 10,000 distinct ones; beyond, those with the smallest hashes are
 * ({@link #categoriesCapped()}). Profiles of the same settings merge, to the same bytes in any order. Numbers are compared
 * and summed as double; {@link #exactMin()} and {@link #exactMax()} are the true ones also of longs and decimals beyond
 * 2<sup>53</sup>. Not safe for use by several threads at once.
 */
public final class ColumnProfile implements MetricState<ColumnProfile> {
    static final int DEFAULT_RESOLUTION = 2048;

    /** At this shift a bin is 1/64 of its lower end wide, so its middle is within 1/128. */
    static final int MAX_SHIFT = 46;

    private static final long serialVersionUID = 1L;
    private static final byte FORMAT = 1;
    private static final int COUNTERS = 9;
    private static final int ROWS = 0;
    private static final int NULLS = 1;
    private static final int NANS = 2;
    private static final int POSITIVE_INFINITIES = 3;
    private static final int NEGATIVE_INFINITIES = 4;
    private static final int ZEROS = 5;
    private static final int NEGATIVES = 6;
    private static final int LENGTHS = 7;
    private static final int LENGTH_SUM = 8;

    private final ColumnKind kind;
    private final String dataType;
    private final @Nullable ProfileBins bins;
    private final long[] cellCounts;
    private final long[] counters = new long[COUNTERS];
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;
    private @Nullable BigDecimal exactMin;
    private @Nullable BigDecimal exactMax;
    private long minLength = Long.MAX_VALUE;
    private long maxLength;
    private ExactMoments moments = new ExactMoments();
    private OrderedHistogram values;
    private DistinctEstimate distinct = new DistinctEstimate();
    private CategoryCounts categories = new CategoryCounts(CategoryCounts.LIMIT);

    ColumnProfile(ColumnKind kind, String dataType, @Nullable ProfileBins bins, int resolution) {
        this.kind = kind;
        this.dataType = dataType;
        this.bins = bins;
        this.cellCounts = new long[bins == null ? 0 : bins.cellCount()];
        this.values = new OrderedHistogram(1, resolution, MAX_SHIFT);
    }

    /** Returns an empty profile of a column of this kind and Spark type, without fixed bins. */
    public static ColumnProfile empty(ColumnKind kind, String dataType) {
        return new ColumnProfile(kind, dataType, null, DEFAULT_RESOLUTION);
    }

    /** Returns an empty profile of a numeric column of this Spark type that counts in {@code bins}. */
    public static ColumnProfile empty(String dataType, ProfileBins bins) {
        return new ColumnProfile(ColumnKind.NUMERIC, dataType, bins, DEFAULT_RESOLUTION);
    }

    /** Adds a NULL. */
    public void addNull() {
        counters[ROWS]++;
        counters[NULLS]++;
    }

    /** Adds a number, or a time in seconds. */
    public void add(double value) {
        counters[ROWS]++;
        if (!Double.isFinite(value)) {
            counters[Double.isNaN(value) ? NANS : value > 0 ? POSITIVE_INFINITIES : NEGATIVE_INFINITIES]++;
            return;
        }
        double number = value == 0 ? 0.0 : value;
        if (number == 0) {
            counters[ZEROS]++;
        } else if (number < 0) {
            counters[NEGATIVES]++;
        }
        min = Math.min(min, number);
        max = Math.max(max, number);
        moments.add(number);
        long key = Keys.ofNumber(number);
        values.add(key, 0, 1);
        distinct.add(Hashing.mix(key ^ Long.MIN_VALUE));
        if (bins != null) {
            cellCounts[bins.cellOf(number)]++;
        }
    }

    /** Adds a whole number; beyond 2^53 its true value counts for {@link #exactMin()} and {@link #exactMax()}. */
    public void add(long value) {
        double number = (double) value;
        if (number <= min && (exactMin != null || (long) number != value || Math.abs(number) >= 0x1p53)) {
            addExactMin(BigDecimal.valueOf(value));
        }
        if (number >= max && (exactMax != null || (long) number != value || Math.abs(number) >= 0x1p53)) {
            addExactMax(BigDecimal.valueOf(value));
        }
        add(number);
    }

    /** Adds a decimal; its true value counts for {@link #exactMin()} and {@link #exactMax()}. */
    public void add(BigDecimal value) {
        addExactMin(value);
        addExactMax(value);
        add(value.doubleValue());
    }

    private void addExactMin(BigDecimal value) {
        if (value.compareTo(exactMin().orElse(value)) <= 0) {
            exactMin = value;
        }
    }

    private void addExactMax(BigDecimal value) {
        if (value.compareTo(exactMax().orElse(value)) >= 0) {
            exactMax = value;
        }
    }

    /** Adds a text. */
    public void add(String text) {
        categories.add(text);
        distinct.add(Hashing.hash(text));
        addLength(text.codePointCount(0, text.length()));
    }

    /** Adds a value of which only the length is known. */
    public void addLength(long length) {
        counters[ROWS]++;
        counters[LENGTHS]++;
        counters[LENGTH_SUM] += length;
        minLength = Math.min(minLength, length);
        maxLength = Math.max(maxLength, length);
    }

    /** Adds a value of which nothing is known but that it is not NULL. */
    public void addOpaque() {
        counters[ROWS]++;
    }

    @Override
    public ColumnProfile merge(ColumnProfile other) {
        if (kind != other.kind || !dataType.equals(other.dataType)) {
            throw new IllegalArgumentException(
                    "types differ: " + kind + " " + dataType + " and " + other.kind + " " + other.dataType);
        }
        if (!bins().equals(other.bins())) {
            throw new IllegalArgumentException("profiles of type " + dataType + " count in different bins");
        }
        ColumnProfile merged = new ColumnProfile(kind, dataType, bins, DEFAULT_RESOLUTION);
        merged.values = values.merge(other.values);
        for (int i = 0; i < COUNTERS; i++) {
            merged.counters[i] = counters[i] + other.counters[i];
        }
        for (int i = 0; i < cellCounts.length; i++) {
            merged.cellCounts[i] = cellCounts[i] + other.cellCounts[i];
        }
        merged.min = Math.min(min, other.min);
        merged.max = Math.max(max, other.max);
        merged.exactMin = least(this, other);
        merged.exactMax = greatest(this, other);
        merged.minLength = Math.min(minLength, other.minLength);
        merged.maxLength = Math.max(maxLength, other.maxLength);
        merged.moments = moments.merge(other.moments);
        merged.distinct = distinct.merge(other.distinct);
        merged.categories = categories.merge(other.categories);
        return merged;
    }

    private static @Nullable BigDecimal least(ColumnProfile a, ColumnProfile b) {
        if (a.exactMin == null && b.exactMin == null) {
            return null;
        }
        BigDecimal left = a.exactMin().orElse(null);
        BigDecimal right = b.exactMin().orElse(null);
        return left == null ? right : right == null ? left : left.min(right);
    }

    private static @Nullable BigDecimal greatest(ColumnProfile a, ColumnProfile b) {
        if (a.exactMax == null && b.exactMax == null) {
            return null;
        }
        BigDecimal left = a.exactMax().orElse(null);
        BigDecimal right = b.exactMax().orElse(null);
        return left == null ? right : right == null ? left : left.max(right);
    }

    /** Returns what the profile speaks of. */
    public ColumnKind kind() {
        return kind;
    }

    /** Returns the column's Spark type, as {@code DataType.simpleString} says it. */
    public String dataType() {
        return dataType;
    }

    /** Returns the number of rows. */
    public long rowCount() {
        return counters[ROWS];
    }

    /** Returns the rows in which the column is NULL. */
    public long nullCount() {
        return counters[NULLS];
    }

    /** Returns the NaNs. */
    public long nanCount() {
        return counters[NANS];
    }

    /** Returns the positive infinities. */
    public long positiveInfinityCount() {
        return counters[POSITIVE_INFINITIES];
    }

    /** Returns the negative infinities. */
    public long negativeInfinityCount() {
        return counters[NEGATIVE_INFINITIES];
    }

    /** Returns the zeros. */
    public long zeroCount() {
        return counters[ZEROS];
    }

    /** Returns the negative numbers. */
    public long negativeCount() {
        return counters[NEGATIVES];
    }

    /** Returns the values that are neither NULL, NaN nor infinite. */
    public long validCount() {
        return counters[ROWS]
                - counters[NULLS]
                - counters[NANS]
                - counters[POSITIVE_INFINITIES]
                - counters[NEGATIVE_INFINITIES];
    }

    /** Returns the least number; NaN without numbers. */
    public double min() {
        return min > max ? Double.NaN : min;
    }

    /** Returns the greatest number; NaN without numbers. */
    public double max() {
        return min > max ? Double.NaN : max;
    }

    /** Returns the least number without rounding; empty without numbers. */
    public Optional<BigDecimal> exactMin() {
        if (exactMin != null) {
            return Optional.of(exactMin);
        }
        return min > max ? Optional.empty() : Optional.of(new BigDecimal(min));
    }

    /** Returns the greatest number without rounding; empty without numbers. */
    public Optional<BigDecimal> exactMax() {
        if (exactMax != null) {
            return Optional.of(exactMax);
        }
        return min > max ? Optional.empty() : Optional.of(new BigDecimal(max));
    }

    /** Returns the sum, correctly rounded; 0 without numbers, infinite if it is beyond the range of double. */
    public double sum() {
        return moments.sum();
    }

    /** Returns the mean, correctly rounded; NaN without numbers. */
    public double mean() {
        return moments.mean();
    }

    /** Returns the sample standard deviation; NaN for fewer than two numbers. */
    public double standardDeviation() {
        return moments.standardDeviation();
    }

    /** Returns the population standard deviation; NaN without numbers. */
    public double populationStandardDeviation() {
        return moments.populationStandardDeviation();
    }

    /**
     * Returns the least value with at least the share {@code q} of the values at or below it (inverted distribution
     * function), exact or within 1/128 of it; NaN without numbers.
     *
     * @throws IllegalArgumentException if {@code q} is not in [0, 1]
     */
    public double quantile(double q) {
        return quantilesAt(new double[] {q})[0];
    }

    /** Returns {@code count} quantiles, the i-th, from 0, at the share {@code i / count}: the middle one is the median. */
    public double[] quantiles(int count) {
        double[] shares = new double[count];
        Arrays.setAll(shares, i -> (double) i / count);
        return quantilesAt(shares);
    }

    /** The quantiles at ascending shares. */
    private double[] quantilesAt(double[] shares) {
        double[] quantiles = new double[shares.length];
        if (min > max) {
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
            double rank = Math.max(1, Math.ceil(shares[i] * validCount()));
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

    /** Returns the number of distinct values; exact if {@link #distinctExact()}, else an estimate. */
    public long distinctCount() {
        return distinctExact()
                ? (kind == ColumnKind.CATEGORICAL
                        ? categories.size()
                        : values.bins().size())
                : distinct.estimate();
    }

    /** Returns whether {@link #distinctCount()} is exact. */
    public boolean distinctExact() {
        return kind == ColumnKind.CATEGORICAL
                ? !categories.capped()
                : values.bins().exact();
    }

    /** Returns whether all counts by value are exact: no value shares a bin with another, no category was given up. */
    public boolean valuesExact() {
        return distinctExact();
    }

    /** Returns the counts by category, sorted by text: all of them, or if capped those that are told apart. */
    public Map<String, Long> categories() {
        return categories.counts();
    }

    /** Returns whether there are more categories than are told apart. */
    public boolean categoriesCapped() {
        return categories.capped();
    }

    /** Returns the rows whose category is not told apart. */
    public long otherCategoryCount() {
        return categories.otherCount();
    }

    /**
     * Returns the most frequent categories, or numbers as text while they are told apart; of equal counts the smaller text
     * first. Of capped categories only those told apart are looked at.
     */
    public List<ItemCount> frequentItems(int count) {
        if (kind == ColumnKind.NUMERIC) {
            return frequentNumbers(count);
        }
        return categories.frequent(count);
    }

    private List<ItemCount> frequentNumbers(int count) {
        OrderedHistogram.Bins sorted = values.bins();
        if (!sorted.exact()) {
            return List.of();
        }
        CategoryCounts texts = new CategoryCounts(Integer.MAX_VALUE / 4);
        for (int bin = 0; bin < sorted.size(); bin++) {
            texts.add(Double.toString(Keys.number(sorted.lowKey(bin))), sorted.count(bin, 0));
        }
        return texts.frequent(count);
    }

    /** Returns the least length in characters, bytes or elements; NaN if no lengths are known. */
    public double minLength() {
        return counters[LENGTHS] == 0 ? Double.NaN : minLength;
    }

    /** Returns the greatest length; NaN if no lengths are known. */
    public double maxLength() {
        return counters[LENGTHS] == 0 ? Double.NaN : maxLength;
    }

    /** Returns the mean length; NaN if no lengths are known. */
    public double meanLength() {
        return counters[LENGTHS] == 0 ? Double.NaN : (double) counters[LENGTH_SUM] / counters[LENGTHS];
    }

    /** Returns the bins in which the column is counted, if it has any. */
    public Optional<ProfileBins> bins() {
        return Optional.ofNullable(bins);
    }

    /**
     * Returns the values by cell of {@code other}: exact if these are the profile's own bins, or come from this profile, or
     * {@link #countsExactlyIn}; else a value that shares a bin with others counts where the bin's upper end lies.
     */
    public long[] countsIn(ProfileBins other) {
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

    /** Returns whether {@link #countsIn} is exact for these bins. */
    public boolean countsExactlyIn(ProfileBins other) {
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

    /** The histogram of the values, in canonical form. */
    OrderedHistogram.Bins values() {
        return values.bins();
    }

    /** The histogram of the values, at least as coarse as {@code shift}. */
    OrderedHistogram.Bins values(int shift) {
        return values.bins(shift);
    }

    /** Whether rows with this category, if there were any, would have a count of their own. */
    boolean tellsApart(String category) {
        return categories.tellsApart(category);
    }

    @Override
    public byte[] toBytes() {
        StateWriter out = new StateWriter(FORMAT);
        out.writeString(kind.name());
        out.writeString(dataType);
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
        out.writeUnsigned(minLength);
        out.writeUnsigned(maxLength);
        out.writeBytes(moments.toBytes());
        values.writeTo(out);
        distinct.writeTo(out);
        categories.writeTo(out);
        return out.toBytes();
    }

    /**
     * Returns the profile that {@link #toBytes()} wrote.
     *
     * @throws IllegalArgumentException if the bytes are not such a profile, or of a format that this version does not know
     */
    public static ColumnProfile fromBytes(byte[] bytes) {
        StateReader in = new StateReader(bytes, FORMAT, "ColumnProfile");
        ColumnKind kind = ColumnKind.valueOf(in.readString());
        String dataType = in.readString();
        ProfileBins bins = in.readByte() == 0 ? null : ProfileBins.readFrom(in);
        ColumnProfile profile = new ColumnProfile(kind, dataType, bins, DEFAULT_RESOLUTION);
        for (int i = 0; i < profile.cellCounts.length; i++) {
            profile.cellCounts[i] = in.readUnsigned();
        }
        for (int i = 0; i < COUNTERS; i++) {
            profile.counters[i] = in.readUnsigned();
        }
        profile.min = in.readDouble();
        profile.max = in.readDouble();
        profile.exactMin = decimal(in.readString());
        profile.exactMax = decimal(in.readString());
        profile.minLength = in.readUnsigned();
        profile.maxLength = in.readUnsigned();
        profile.moments = ExactMoments.fromBytes(in.readBytes());
        profile.values = OrderedHistogram.readFrom(in);
        profile.distinct = DistinctEstimate.readFrom(in);
        profile.categories = CategoryCounts.readFrom(in);
        in.finish();
        return profile;
    }

    /** Nothing where the double says it all, so that the bytes do not hang on the order of values. */
    private static String unlessEqual(@Nullable BigDecimal exact, double value) {
        return exact == null || exact.compareTo(new BigDecimal(value)) == 0 ? "" : exact.toString();
    }

    private static @Nullable BigDecimal decimal(String text) {
        return text.isEmpty() ? null : new BigDecimal(text);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ColumnProfile profile && Arrays.equals(toBytes(), profile.toBytes());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(toBytes());
    }

    @Override
    public String toString() {
        return dataType + ": " + rowCount() + " rows, " + nullCount() + " null, min " + min() + ", mean " + mean()
                + ", max " + max() + ", " + distinctCount() + " distinct";
    }
}
