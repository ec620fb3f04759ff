package io.millrace.metrics;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.hipparchus.special.Gamma;

/**
 * The p-value of the chi-square statistic of a table of two rows that is too sparse for the chi-square distribution: the
 * share, by probability, of the tables with the same margins whose statistic is at least as great.
 *
 * <p>All such tables are gone through if they are at most 50,000. Otherwise tables are drawn, with a fixed seed, until 100
 * of them reach the statistic, or there are 1,000 of which none does, or 5,000. Where fewer than 10 do, the tail is that of
 * the gamma distribution with the mean, the variance and the skewness of the drawn statistics (Pearson's type III), so that
 * far tables still differ. Within a draw, cells with a standard deviation above 25 rows are drawn from the normal distribution.
 *
 * @see "Besag, Clifford, Sequential Monte Carlo p-values (1991)"
 * @see "Mielke, Berry, Permutation Methods: A Distance Function Approach (2007)"
 */
final class SparseTables {
    private static final long SEED = 20_130_904L;
    private static final double EXACT_TABLES = 50_000;
    private static final int ENOUGH_REACHED = 100;
    private static final int FEW_REACHED = 10;
    private static final int LEAST_DRAWS = 1_000;
    private static final int MOST_DRAWS = 5_000;
    private static final double CELLS_DRAWN = 2e6;

    /** Statistics that differ by rounding alone are equal. */
    private static final double ROUNDING = 1e-10;

    /** The totals of the columns, the greatest last; the columns with one row are one, if {@code singles} says so. */
    private final long[] columns;

    private final boolean singles;
    private final long rowTotal;
    private final long total;
    private final int degrees;
    private final double observed;

    private SparseTables(long[] row, long[] other) {
        degrees = row.length - 1;
        long ones = 0;
        long onesOfRow = 0;
        long[] kept = new long[row.length];
        int size = 0;
        double sum = 0;
        for (int i = 0; i < row.length; i++) {
            long column = row[i] + other[i];
            if (column == 1) {
                ones++;
                onesOfRow += row[i];
            } else {
                kept[size++] = column;
                sum += square(row[i]) / column;
            }
        }
        long[] sorted = Arrays.copyOf(kept, size);
        Arrays.sort(sorted);
        singles = ones > 0;
        columns = new long[size + (singles ? 1 : 0)];
        System.arraycopy(sorted, 0, columns, singles ? 1 : 0, size);
        if (singles) {
            columns[0] = ones;
        }
        rowTotal = Arrays.stream(row).sum();
        total = Arrays.stream(columns).sum();
        observed = (sum + onesOfRow) * (1 - ROUNDING);
    }

    /** Returns the p-value; both rows have rows, every column has, and there are two columns at least. */
    static double pValue(long[] reference, long[] current) {
        boolean currentIsSmaller =
                Arrays.stream(current).sum() < Arrays.stream(reference).sum();
        SparseTables tables =
                currentIsSmaller ? new SparseTables(current, reference) : new SparseTables(reference, current);
        return tables.count() <= EXACT_TABLES ? tables.exact() : tables.drawn();
    }

    /** With the margins fixed, chi-square rises with the sum of (count of the row)^2 / (total of the column) alone. */
    private double part(int column, long count) {
        return column == 0 && singles ? count : square(count) / columns[column];
    }

    private static double square(long count) {
        return (double) count * count;
    }

    /** At least the number of tables: the last column follows from the others. */
    private double count() {
        double count = 1;
        for (int i = 0; i < columns.length - 1; i++) {
            count *= Math.min(columns[i], rowTotal) + 1.0;
        }
        return count;
    }

    private double exact() {
        return Math.min(1, reached(0, rowTotal, total, 0, -LogFactorial.choose(total, rowTotal)));
    }

    /** The probability of the tables from {@code column} on that reach the statistic. */
    private double reached(int column, long left, long behind, double sum, double logWeight) {
        if (column == columns.length - 1) {
            return sum + part(column, left) >= observed
                    ? Math.exp(logWeight + LogFactorial.choose(columns[column], left))
                    : 0;
        }
        long rest = behind - columns[column];
        double probability = 0;
        for (long count = Math.max(0, left - rest); count <= Math.min(left, columns[column]); count++) {
            probability += reached(
                    column + 1,
                    left - count,
                    rest,
                    sum + part(column, count),
                    logWeight + LogFactorial.choose(columns[column], count));
        }
        return probability;
    }

    private double drawn() {
        SplittableRandom random = new SplittableRandom(SEED);
        int most = (int) Math.max(LEAST_DRAWS, Math.min(MOST_DRAWS, CELLS_DRAWN / columns.length));
        double[] sums = new double[most];
        int drawn = 0;
        int reached = 0;
        while (drawn < most && (reached > 0 || drawn < LEAST_DRAWS)) {
            double sum = sum(random);
            sums[drawn++] = sum;
            reached += sum >= observed ? 1 : 0;
            if (reached == ENOUGH_REACHED) {
                return (double) reached / drawn;
            }
        }
        double share = (reached + 1.0) / (drawn + 1);
        return reached < FEW_REACHED ? Math.min(share, tail(Arrays.copyOf(sums, drawn))) : share;
    }

    private double sum(SplittableRandom random) {
        long left = rowTotal;
        long behind = total;
        double sum = 0;
        for (int column = columns.length - 1; column >= 0 && left > 0; column--) {
            long count = Hypergeometric.draw(behind, columns[column], left, random);
            sum += part(column, count);
            left -= count;
            behind -= columns[column];
        }
        return sum;
    }

    /** The skewness is at least that of chi-square, for that of few draws is unsure. */
    private double tail(double[] sums) {
        double mean = Arrays.stream(sums).average().orElseThrow();
        double variance = Arrays.stream(sums)
                .map(sum -> Math.pow(sum - mean, 2))
                .average()
                .orElseThrow();
        double third = Arrays.stream(sums)
                .map(sum -> Math.pow(sum - mean, 3))
                .average()
                .orElseThrow();
        if (variance == 0) {
            return 1;
        }
        double skewness = Math.max(third / Math.pow(variance, 1.5), Math.sqrt(8.0 / degrees));
        double shape = 4 / (skewness * skewness);
        double z = (observed - mean) / Math.sqrt(variance);
        return z <= -Math.sqrt(shape) ? 1 : Gamma.regularizedGammaQ(shape, shape + z * Math.sqrt(shape));
    }
}
