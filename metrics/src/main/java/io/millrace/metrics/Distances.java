package io.millrace.metrics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.hipparchus.distribution.continuous.ChiSquaredDistribution;
import org.hipparchus.special.Gamma;

/**
 * Distances between two samples that are counted over the same bins or categories, in the same order.
 *
 * <p>Plain arithmetic over 64-bit counts, no Spark job. NaN if either side has no rows. Every method throws
 * IllegalArgumentException if the lengths differ or a count is negative. Bins that are empty on both sides play no part.
 */
public final class Distances {
    /** Above this many lattice points the exact two-sample p-value gives way to the one-sample one of equal weight. */
    private static final double EXACT_POINTS = 4e4;

    private static final double SPARSE = 5;

    private Distances() {}

    /**
     * Returns the population stability index of {@code current} against {@code reference}, in nats.
     *
     * <p>The sum of (q - p) ln(q / p) over the B bins with rows on either side; shares are {@code (count + 0.5) / (n + 0.5
     * B)}, so an empty bin gives a large value, never infinity. 0 means equal shares.
     *
     * @see "Siddiqi, Credit Risk Scorecards (2006)"
     */
    public static double psi(long[] reference, long[] current) {
        long[][] used = used(reference, current);
        double n = total(used[0]) + 0.5 * used[0].length;
        double m = total(used[1]) + 0.5 * used[1].length;
        if (total(used[0]) == 0 || total(used[1]) == 0) {
            return Double.NaN;
        }
        double sum = 0;
        for (int i = 0; i < used[0].length; i++) {
            double p = (used[0][i] + 0.5) / n;
            double q = (used[1][i] + 0.5) / m;
            sum += (q - p) * Math.log(q / p);
        }
        return sum;
    }

    /**
     * Returns the population stability index by the older rule: a share of 0 counts as 0.0001, and nothing is normed again.
     * Wrong where true shares are below 0.0001; for comparison with other tools.
     */
    public static double psiWithFloor(long[] reference, long[] current) {
        long[][] used = used(reference, current);
        double n = (double) total(used[0]);
        double m = (double) total(used[1]);
        if (n == 0 || m == 0) {
            return Double.NaN;
        }
        double sum = 0;
        for (int i = 0; i < used[0].length; i++) {
            double p = used[0][i] == 0 ? 1e-4 : used[0][i] / n;
            double q = used[1][i] == 0 ? 1e-4 : used[1][i] / m;
            sum += (q - p) * Math.log(q / p);
        }
        return sum;
    }

    /**
     * Returns the population stability index that samples of these sizes from one distribution exceed with probability
     * {@code 1 - confidence}: the chi-square quantile with {@code bins - 1} degrees of freedom times (1/n + 1/m). 0 for one
     * bin, NaN without rows.
     */
    public static double psiCritical(long referenceCount, long currentCount, int bins, double confidence) {
        if (referenceCount < 1 || currentCount < 1) {
            return Double.NaN;
        }
        if (bins < 2) {
            return 0;
        }
        return new ChiSquaredDistribution(bins - 1).inverseCumulativeProbability(confidence)
                * (1.0 / referenceCount + 1.0 / currentCount);
    }

    /**
     * Returns the Kolmogorov-Smirnov statistic of samples counted over the same ascending cells, with certain limits for
     * what the cells hide.
     *
     * <p>The p-value is that of the lower limit: by counting lattice paths up to 40,000 points (n times m), else {@code
     * P(D_k >= low)} of the one-sample distribution with k = n m / (n + m), rounded half to even.
     */
    public static KolmogorovSmirnov kolmogorovSmirnov(long[] reference, long[] current) {
        check(reference, current);
        double n = (double) total(reference);
        double m = (double) total(current);
        if (n == 0 || m == 0) {
            return new KolmogorovSmirnov(Double.NaN, Double.NaN, Double.NaN);
        }
        double low = 0;
        double high = 0;
        long referenceBelow = 0;
        long currentBelow = 0;
        double left = 0;
        for (int i = 0; i < reference.length; i++) {
            double p = reference[i] / n;
            double q = current[i] / m;
            referenceBelow += reference[i];
            currentBelow += current[i];
            double right = referenceBelow / n - currentBelow / m;
            low = Math.max(low, Math.abs(right));
            high = Math.max(high, Math.max(Math.min(left + p, right + q), Math.min(q - left, p - right)));
            left = right;
        }
        return new KolmogorovSmirnov(low, Math.max(low, high), kolmogorovSmirnovPValue(low, (long) n, (long) m));
    }

    /** Returns the same for cells that hold one value each: the statistic is exact. */
    public static KolmogorovSmirnov kolmogorovSmirnovOfValues(long[] reference, long[] current) {
        KolmogorovSmirnov found = kolmogorovSmirnov(reference, current);
        return new KolmogorovSmirnov(found.low(), found.low(), found.pValue());
    }

    /** Returns the probability that samples of sizes n and m from one continuous distribution differ by {@code d} or more. */
    public static double kolmogorovSmirnovPValue(double d, long n, long m) {
        if (n < 1 || m < 1 || Double.isNaN(d)) {
            return Double.NaN;
        }
        if (d <= 0) {
            return 1;
        }
        if ((double) n * (double) m <= EXACT_POINTS) {
            return KolmogorovDistribution.twoSampleUpperTail(d, (int) n, (int) m);
        }
        double tail = KolmogorovDistribution.upperTail(d, Math.round(Math.rint((double) n * m / (n + m))));
        return Math.max(0, Math.min(1, tail));
    }

    /**
     * Returns the Jensen-Shannon distance, the root of the divergence to base 2: 0 for equal shares, 1 for shares that have
     * nothing in common.
     */
    public static double jensenShannon(long[] reference, long[] current) {
        check(reference, current);
        double n = (double) total(reference);
        double m = (double) total(current);
        double sum = 0;
        for (int i = 0; i < reference.length; i++) {
            double p = reference[i] / n;
            double q = current[i] / m;
            double middle = (p + q) / 2;
            sum += (p > 0 ? p * Math.log(p / middle) : 0) + (q > 0 ? q * Math.log(q / middle) : 0);
        }
        double divergence = sum / (2 * Math.log(2));
        return n == 0 || m == 0 ? Double.NaN : Math.sqrt(Math.min(1, Math.max(0, divergence)));
    }

    /** Returns the total variation distance: half the sum of the differences of the shares, 0 to 1. */
    public static double totalVariation(long[] reference, long[] current) {
        return Arrays.stream(shareDifferences(reference, current))
                        .map(Math::abs)
                        .sum()
                / 2;
    }

    /** Returns the greatest difference of a share, 0 to 1. */
    public static double lInfinity(long[] reference, long[] current) {
        double[] differences = shareDifferences(reference, current);
        return Arrays.stream(differences).map(Math::abs).max().orElse(Double.NaN);
    }

    /** Returns the Hellinger distance sqrt(1 - sum sqrt(p q)), 0 to 1. */
    public static double hellinger(long[] reference, long[] current) {
        check(reference, current);
        double n = (double) total(reference);
        double m = (double) total(current);
        double overlap = 0;
        for (int i = 0; i < reference.length; i++) {
            overlap += Math.sqrt(reference[i] / n) * Math.sqrt(current[i] / m);
        }
        return n == 0 || m == 0 ? Double.NaN : Math.sqrt(Math.max(0, 1 - overlap));
    }

    private static double[] shareDifferences(long[] reference, long[] current) {
        check(reference, current);
        double n = (double) total(reference);
        double m = (double) total(current);
        if (n == 0 || m == 0) {
            return new double[] {Double.NaN};
        }
        return IntStream.range(0, reference.length)
                .mapToDouble(i -> reference[i] / n - current[i] / m)
                .toArray();
    }

    /**
     * Returns the first Wasserstein distance of samples whose rows stand at the ascending {@code values}: the integral of
     * the difference of the distribution functions, in the values' unit.
     */
    public static double wasserstein(double[] values, long[] reference, long[] current) {
        check(reference, current);
        if (values.length != reference.length) {
            throw new IllegalArgumentException(values.length + " values for " + reference.length + " counts");
        }
        double n = (double) total(reference);
        double m = (double) total(current);
        long referenceBelow = 0;
        long currentBelow = 0;
        double sum = 0;
        for (int i = 0; i + 1 < values.length; i++) {
            referenceBelow += reference[i];
            currentBelow += current[i];
            sum += Math.abs(referenceBelow / n - currentBelow / m) * (values[i + 1] - values[i]);
        }
        return n == 0 || m == 0 ? Double.NaN : sum;
    }

    /**
     * Returns the chi-square test of a table of two rows, without continuity correction. One category with rows gives the
     * statistic 0 and the p-value 1.
     *
     * <p>Statistic and effect are those of the table as it is. The p-value is that of the chi-square distribution if every
     * cell expects at least 5 rows, else that of the tables with the same margins: exactly for small tables, otherwise from
     * up to 5,000 tables drawn with a fixed seed, and beyond what these resolve from the tail of the gamma distribution that
     * fits them.
     */
    public static ChiSquared chiSquared(long[] reference, long[] current) {
        long[][] used = used(reference, current);
        double n = (double) total(used[0]);
        double m = (double) total(used[1]);
        if (n == 0 || m == 0) {
            return new ChiSquared(Double.NaN, 0, Double.NaN, Double.NaN, 0);
        }
        int degrees = used[0].length - 1;
        if (degrees < 1) {
            return new ChiSquared(0, 0, 1, 0, 0);
        }
        double statistic = 0;
        int sparse = 0;
        for (int i = 0; i < used[0].length; i++) {
            double column = (double) (used[0][i] + used[1][i]);
            double expectedReference = column * (n / (n + m));
            double expectedCurrent = column * (m / (n + m));
            statistic += Math.pow(used[0][i] - expectedReference, 2) / expectedReference
                    + Math.pow(used[1][i] - expectedCurrent, 2) / expectedCurrent;
            sparse += (expectedReference < SPARSE ? 1 : 0) + (expectedCurrent < SPARSE ? 1 : 0);
        }
        double pValue = sparse == 0
                ? Gamma.regularizedGammaQ(degrees / 2.0, statistic / 2)
                : SparseTables.pValue(used[0], used[1]);
        return new ChiSquared(statistic, degrees, pValue, Math.sqrt(statistic / (n + m)), sparse);
    }

    /**
     * Returns z of the difference of two shares (current minus reference) with the pooled variance: the test of the rate of
     * missing values. 0 if nothing or everything is missing on both sides; NaN if either side has no rows.
     */
    public static double shareDifferenceZ(
            long referenceHits, long referenceCount, long currentHits, long currentCount) {
        double p = (double) referenceHits / (double) referenceCount;
        double q = (double) currentHits / (double) currentCount;
        double pooled = (double) (referenceHits + currentHits) / (double) (referenceCount + currentCount);
        if (pooled == 0 || pooled == 1) {
            return referenceCount > 0 && currentCount > 0 ? 0 : Double.NaN;
        }
        return (q - p) / Math.sqrt(pooled * (1 - pooled) * (1.0 / referenceCount + 1.0 / currentCount));
    }

    /** Returns the two-sided p-value of a standard normal {@code z}. */
    public static double normalPValue(double z) {
        return Double.isNaN(z) ? Double.NaN : Math.min(1, 2 * Normal.upperTail(Math.abs(z)));
    }

    /**
     * Returns the p-values adjusted for their number by Benjamini and Hochberg's step-up rule, in their order; NaN stays
     * NaN and does not count. Calling those below alpha significant keeps the expected share of false ones below alpha.
     *
     * @throws IllegalArgumentException if a value is outside [0, 1]
     * @see "Benjamini, Hochberg, Controlling the False Discovery Rate (1995)"
     */
    public static double[] benjaminiHochberg(double[] pValues) {
        for (double value : pValues) {
            if (value < 0 || value > 1) {
                throw new IllegalArgumentException("p-value " + value + "; must be in [0, 1]");
            }
        }
        int[] descending = IntStream.range(0, pValues.length)
                .filter(i -> !Double.isNaN(pValues[i]))
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -pValues[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] adjusted = new double[pValues.length];
        Arrays.fill(adjusted, Double.NaN);
        double least = 1;
        for (int i = 0; i < descending.length; i++) {
            int rank = descending.length - i;
            least = Math.min(least, pValues[descending[i]] * descending.length / rank);
            adjusted[descending[i]] = least;
        }
        return adjusted;
    }

    /** The counts of the bins that are not empty on both sides. */
    private static long[][] used(long[] reference, long[] current) {
        check(reference, current);
        int[] kept = IntStream.range(0, reference.length)
                .filter(i -> reference[i] + current[i] > 0)
                .toArray();
        return new long[][] {
            Arrays.stream(kept).mapToLong(i -> reference[i]).toArray(),
            Arrays.stream(kept).mapToLong(i -> current[i]).toArray()
        };
    }

    private static long total(long[] counts) {
        long total = 0;
        for (long count : counts) {
            total = Math.addExact(total, count);
        }
        return total;
    }

    private static void check(long[] reference, long[] current) {
        if (reference.length != current.length) {
            throw new IllegalArgumentException(
                    "reference has " + reference.length + " bins, current has " + current.length);
        }
        for (int i = 0; i < reference.length; i++) {
            if (reference[i] < 0 || current[i] < 0) {
                throw new IllegalArgumentException(
                        "bin " + i + " has a negative count: " + reference[i] + ", " + current[i]);
            }
        }
    }
}
