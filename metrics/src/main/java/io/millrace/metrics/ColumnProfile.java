package io.millrace.metrics;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of one column over some rows, from one pass.
 *
 * <p>NULL, NaN and the infinities are counted apart and left out of everything else; -0.0 counts as 0. Counts, minimum and
 * maximum, mean and variance are exact. Quantiles are exact while the values told apart suffice ({@link #DEFAULT_RESOLUTION}
 * unless the profiler says otherwise), else within 1/128 of the value. Distinct counts are exact as long, else within about
 * 1.6 % (one standard error); {@link #status()} tells. Categories are counted exactly up to 10,000 distinct ones; beyond,
 * those with the smallest hashes are ({@link #categoriesCapped()}). Profiles of the same settings merge, to the same bytes
 * in any order. Longs and decimals that double does not hold are counted, summed and told apart as they are, and ranked as
 * doubles: quantiles and distances are rounded ({@link #rounded()}), {@link #exactMin()} and {@link #exactMax()} are the
 * true ones. Not safe for use by several threads at once.
 */
public final class ColumnProfile implements MetricState<ColumnProfile> {
    /** Distinct numbers that are told apart before they are counted in bins. */
    public static final int DEFAULT_RESOLUTION = 2048;

    private static final long serialVersionUID = 1L;
    private static final byte FORMAT = 2;

    private final ColumnKind kind;
    private final String dataType;
    private long rowCount;
    private long nullCount;
    private Lengths lengths = new Lengths();
    private NumberState numbers;
    private DistinctEstimate distinct = new DistinctEstimate();
    private CategoryCounts categories = new CategoryCounts(CategoryCounts.LIMIT);

    private ColumnProfile(ColumnKind kind, String dataType, NumberState numbers) {
        this.kind = kind;
        this.dataType = dataType;
        this.numbers = numbers;
    }

    /** Returns an empty profile of a column of this kind and Spark type, without fixed bins. */
    public static ColumnProfile empty(ColumnKind kind, String dataType) {
        return empty(kind, dataType, DEFAULT_RESOLUTION);
    }

    /** Returns the same with another number of distinct numbers that are told apart. */
    public static ColumnProfile empty(ColumnKind kind, String dataType, int resolution) {
        return new ColumnProfile(kind, dataType, new NumberState(null, resolution));
    }

    /** Returns an empty profile of a numeric column of this Spark type that counts in {@code bins}. */
    public static ColumnProfile empty(String dataType, ProfileBins bins, int resolution) {
        return new ColumnProfile(ColumnKind.NUMERIC, dataType, new NumberState(bins, resolution));
    }

    /** Adds a NULL. */
    public void addNull() {
        rowCount++;
        nullCount++;
    }

    /** Adds a number, or a time in seconds. */
    public void add(double value) {
        rowCount++;
        if (numbers.add(value)) {
            distinct.add(Hashing.hash(value));
        }
    }

    /** Adds a whole number, exactly. */
    public void add(long value) {
        if (WideNumbers.fits(value)) {
            add((double) value);
        } else {
            addWide(BigDecimal.valueOf(value));
        }
    }

    /** Adds a decimal, exactly. */
    public void add(BigDecimal value) {
        if (WideNumbers.fits(value)) {
            rowCount++;
            numbers.addFitting(value);
            distinct.add(Hashing.hash(value.doubleValue()));
        } else {
            addWide(value);
        }
    }

    private void addWide(BigDecimal value) {
        rowCount++;
        if (numbers.addWide(value)) {
            distinct.add(Hashing.hash(WideNumbers.text(value)));
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
        rowCount++;
        lengths.add(length);
    }

    /** Adds a value of which nothing is known but that it is not NULL. */
    public void addOpaque() {
        rowCount++;
    }

    @Override
    public ColumnProfile merge(ColumnProfile other) {
        if (kind != other.kind || !dataType.equals(other.dataType)) {
            throw new IllegalArgumentException(
                    "types differ: " + kind + " " + dataType + " and " + other.kind + " " + other.dataType);
        }
        ColumnProfile merged = new ColumnProfile(kind, dataType, numbers.merge(other.numbers));
        merged.rowCount = rowCount + other.rowCount;
        merged.nullCount = nullCount + other.nullCount;
        merged.lengths = lengths.merge(other.lengths);
        merged.distinct = distinct.merge(other.distinct);
        merged.categories = categories.merge(other.categories);
        return merged;
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
        return rowCount;
    }

    /** Returns the rows in which the column is NULL. */
    public long nullCount() {
        return nullCount;
    }

    /** Returns the NaNs. */
    public long nanCount() {
        return numbers.count(NumberState.NANS);
    }

    /** Returns the positive infinities. */
    public long positiveInfinityCount() {
        return numbers.count(NumberState.POSITIVE_INFINITIES);
    }

    /** Returns the negative infinities. */
    public long negativeInfinityCount() {
        return numbers.count(NumberState.NEGATIVE_INFINITIES);
    }

    /** Returns the zeros. */
    public long zeroCount() {
        return numbers.count(NumberState.ZEROS);
    }

    /** Returns the negative numbers. */
    public long negativeCount() {
        return numbers.count(NumberState.NEGATIVES);
    }

    /** Returns the values that are neither NULL, NaN nor infinite. */
    public long validCount() {
        return rowCount - nullCount - numbers.notFiniteCount();
    }

    /** Returns the least number; NaN without numbers. */
    public double min() {
        return numbers.min();
    }

    /** Returns the greatest number; NaN without numbers. */
    public double max() {
        return numbers.max();
    }

    /** Returns the least number without rounding; empty without numbers. */
    public Optional<BigDecimal> exactMin() {
        return numbers.exactMin();
    }

    /** Returns the greatest number without rounding; empty without numbers. */
    public Optional<BigDecimal> exactMax() {
        return numbers.exactMax();
    }

    /** Returns the sum, correctly rounded; 0 without numbers, infinite if it is beyond the range of double. */
    public double sum() {
        return numbers.moments().sum();
    }

    /** Returns the mean, correctly rounded; NaN without numbers. */
    public double mean() {
        return numbers.moments().mean();
    }

    /** Returns the sample standard deviation; NaN for fewer than two numbers. */
    public double standardDeviation() {
        return numbers.moments().standardDeviation();
    }

    /** Returns the population standard deviation; NaN without numbers. */
    public double populationStandardDeviation() {
        return numbers.moments().populationStandardDeviation();
    }

    /**
     * Returns the least value with at least the share {@code q} of the values at or below it (inverted distribution
     * function), exact or within 1/128 of it; NaN without numbers.
     *
     * @throws IllegalArgumentException if {@code q} is not in [0, 1]
     */
    public double quantile(double q) {
        return numbers.quantiles(new double[] {q})[0];
    }

    /** Returns {@code count} quantiles, the i-th, from 0, at the share {@code i / count}: the middle one is the median. */
    public double[] quantiles(int count) {
        double[] shares = new double[count];
        Arrays.setAll(shares, i -> (double) i / count);
        return numbers.quantiles(shares);
    }

    /**
     * Returns the number of distinct values; exact if {@link #distinctExact()}, else an estimate, never above {@link
     * #validCount()}.
     */
    public long distinctCount() {
        long told = kind == ColumnKind.CATEGORICAL ? categories.size() : numbers.distinctTold();
        return distinctExact() ? told : Math.min(validCount(), Math.max(told, distinct.estimate()));
    }

    /** Returns whether {@link #distinctCount()} is exact. */
    public boolean distinctExact() {
        return kind == ColumnKind.CATEGORICAL ? !categories.capped() : numbers.distinctExact();
    }

    /** Returns whether all counts by value are exact: none was rounded, given up, or shares a bin with another. */
    public boolean valuesExact() {
        return distinctExact() && !numbers.rounded();
    }

    /** Returns whether there are numbers that double does not hold, which are told apart but ranked as doubles. */
    public boolean rounded() {
        return numbers.rounded();
    }

    /** Returns whether the figures of this profile can be taken as they are: counts, extremes and moments always can. */
    public MetricStatus status() {
        if (rowCount == 0) {
            return MetricStatus.EMPTY_WINDOW;
        }
        if (validCount() == 0) {
            return MetricStatus.NO_VALID_VALUES;
        }
        if (kind == ColumnKind.CATEGORICAL && categories.capped()) {
            return MetricStatus.CARDINALITY_CAPPED;
        }
        return valuesExact() ? MetricStatus.OK : MetricStatus.APPROXIMATE;
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
        return kind == ColumnKind.NUMERIC
                ? numbers.counts().map(texts -> texts.frequent(count)).orElse(List.of())
                : categories.frequent(count);
    }

    /** Returns the least length in characters, bytes or elements; NaN if no lengths are known. */
    public double minLength() {
        return lengths.min();
    }

    /** Returns the greatest length; NaN if no lengths are known. */
    public double maxLength() {
        return lengths.max();
    }

    /** Returns the mean length; NaN if no lengths are known. */
    public double meanLength() {
        return lengths.mean();
    }

    /** Returns the bins in which the column is counted, if it has any. */
    public Optional<ProfileBins> bins() {
        return numbers.bins();
    }

    /**
     * Returns the values by cell of {@code other}: exact if these are the profile's own bins, or come from this profile, or
     * {@link #countsExactlyIn}; else a value that shares a bin with others counts where the bin's upper end lies.
     */
    public long[] countsIn(ProfileBins other) {
        return numbers.countsIn(other);
    }

    /** Returns whether {@link #countsIn} is exact for these bins. */
    public boolean countsExactlyIn(ProfileBins other) {
        return numbers.countsExactlyIn(other);
    }

    /** The histogram of the values, in canonical form. */
    OrderedHistogram.Bins values() {
        return numbers.values().bins();
    }

    /** The histogram of the values, at least as coarse as {@code shift}. */
    OrderedHistogram.Bins values(int shift) {
        return numbers.values().bins(shift);
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
        out.writeUnsigned(rowCount);
        out.writeUnsigned(nullCount);
        lengths.writeTo(out);
        numbers.writeTo(out);
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
        ColumnProfile profile = empty(ColumnKind.valueOf(in.readString()), in.readString());
        profile.rowCount = in.readUnsigned();
        profile.nullCount = in.readUnsigned();
        profile.lengths = Lengths.readFrom(in);
        profile.numbers = NumberState.readFrom(in);
        profile.distinct = DistinctEstimate.readFrom(in);
        profile.categories = CategoryCounts.readFrom(in);
        in.finish();
        return profile;
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
