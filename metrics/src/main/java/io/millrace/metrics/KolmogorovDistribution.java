package io.millrace.metrics;

import org.hipparchus.stat.inference.KolmogorovSmirnovTest;

/**
 * The exact distribution of the two-sided Kolmogorov-Smirnov statistic of n values.
 *
 * @see "R. Simard, P. L'Ecuyer, Computing the Two-Sided Kolmogorov-Smirnov Distribution (2011)"
 */
final class KolmogorovDistribution {
    /** From here on the one-sided tail is taken from its expansion; its error is of order 1/n². */
    private static final int LONG_SUM = 100_000;

    private KolmogorovDistribution() {}

    /** Returns P(D_n >= d). */
    static double upperTail(double d, long n) {
        if (n < 1 || Double.isNaN(d)) {
            return Double.NaN;
        }
        double t = n * d;
        if (t <= 0.5) {
            return 1;
        }
        if (d >= 1) {
            return 0;
        }
        if (t <= 1) {
            return 1 - Math.exp(logFactorialOverPower(n) + n * Math.log(2 * t - 1));
        }
        if (t >= n - 1) {
            return Math.min(1, 2 * Math.pow(1 - d, (double) n));
        }
        // Far out, the two sides exclude each other but for less than the rounding.
        double spread = t * d;
        if (d >= 0.5 || spread >= (n <= 140 ? 4 : 2.2)) {
            return Math.min(1, 2 * oneSided(d, n));
        }
        double below = n <= 140 || (n <= LONG_SUM && n * Math.pow(d, 1.5) <= 1.4)
                ? matrixPower(d, (int) n)
                : new KolmogorovSmirnovTest().pelzGood(d, (int) Math.min(n, Integer.MAX_VALUE));
        return Math.max(0, Math.min(1, 1 - below));
    }

    /**
     * Returns P(D_{n,m} >= d) over all orders of n and m different values: the chance that a random lattice path leaves the
     * corridor. Only positive terms are added, so that small tails are as precise as great ones. Takes n m steps.
     */
    static double twoSampleUpperTail(double d, int n, int m) {
        // d is a multiple of 1 / (n m) but for its rounding.
        double wall = Math.ceil(d * n * m - 1e-6);
        double[] inside = new double[m + 1];
        double outside = 0;
        for (int i = 0; i <= n; i++) {
            double fromLeft = 0;
            for (int j = 0; j <= m; j++) {
                double here = i == 0 && j == 0 ? 1 : inside[j] + fromLeft;
                if (Math.abs((double) i * m - (double) j * n) >= wall) {
                    outside += here;
                    here = 0;
                }
                int left = n - i + m - j;
                inside[j] = left == 0 ? 0 : here * (n - i) / left;
                fromLeft = left == 0 ? 0 : here * (m - j) / left;
            }
        }
        return Math.min(1, outside);
    }

    /** ln(n! / n^n). */
    private static double logFactorialOverPower(long n) {
        double sum = 0;
        if (n <= 10_000) {
            for (int i = 1; i <= n; i++) {
                sum += Math.log((double) i / (double) n);
            }
            return sum;
        }
        return 0.5 * Math.log(2 * Math.PI * n) - n + 1.0 / (12.0 * n);
    }

    /** P(D_n+ >= d), Smirnov's sum; all its terms are positive. */
    private static double oneSided(double d, long n) {
        if (n > LONG_SUM) {
            double z = Math.pow(6 * n * d + 1, 2) / (18.0 * n);
            return Math.exp(-z) * (1 - (2 * z * z - 4 * z - 1) / (18.0 * n));
        }
        double sum = 0;
        double logChoose = 0;
        int last = (int) Math.floor(n * (1 - d));
        for (int j = 0; j <= last; j++) {
            double left = d + (double) j / n;
            double right = 1 - left;
            if (right > 0) {
                sum += Math.exp(logChoose + (j - 1) * Math.log(left) + (n - j) * Math.log(right));
            } else if (j == n) {
                sum += Math.exp(logChoose + (j - 1) * Math.log(left));
            }
            logChoose += Math.log((double) (n - j) / (j + 1));
        }
        return Math.min(1, d * sum);
    }

    /**
     * P(D_n < d) as an entry of a matrix power, its scale kept apart.
     *
     * @see "G. Marsaglia, W. W. Tsang, J. Wang, Evaluating Kolmogorov's Distribution (2003)"
     */
    private static double matrixPower(double d, int n) {
        int k = (int) (n * d) + 1;
        int size = 2 * k - 1;
        double h = k - n * d;
        double[][] step = step(size, h);
        Scaled power = power(new Scaled(step, 0), n);
        double entry = power.matrix[k - 1][k - 1];
        int exponent = power.exponent;
        for (int i = 1; i <= n; i++) {
            entry = entry * i / n;
            if (entry < 0x1p-500) {
                entry *= 0x1p500;
                exponent -= 500;
            }
        }
        return Math.scalb(entry, exponent);
    }

    private static double[][] step(int size, double h) {
        double[][] matrix = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                matrix[i][j] = i - j + 1 < 0 ? 0 : 1;
            }
        }
        for (int i = 0; i < size; i++) {
            matrix[i][0] -= Math.pow(h, i + 1);
            matrix[size - 1][i] -= Math.pow(h, size - i);
        }
        matrix[size - 1][0] += 2 * h - 1 > 0 ? Math.pow(2 * h - 1, size) : 0;
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                for (int factor = 2; factor <= i - j + 1; factor++) {
                    matrix[i][j] /= factor;
                }
            }
        }
        return matrix;
    }

    /** A matrix times a power of 2. */
    private static final class Scaled {
        private final double[][] matrix;
        private final int exponent;

        Scaled(double[][] matrix, int exponent) {
            this.matrix = matrix;
            this.exponent = exponent;
        }
    }

    private static Scaled power(Scaled base, int n) {
        if (n == 1) {
            return base;
        }
        Scaled half = power(base, n / 2);
        Scaled square = times(half, half);
        return n % 2 == 0 ? square : times(square, base);
    }

    private static Scaled times(Scaled left, Scaled right) {
        int size = left.matrix.length;
        double[][] product = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int m = 0; m < size; m++) {
                double factor = left.matrix[i][m];
                if (factor != 0) {
                    for (int j = 0; j < size; j++) {
                        product[i][j] += factor * right.matrix[m][j];
                    }
                }
            }
        }
        int exponent = left.exponent + right.exponent;
        if (product[size / 2][size / 2] > 0x1p400) {
            for (double[] row : product) {
                for (int j = 0; j < size; j++) {
                    row[j] *= 0x1p-400;
                }
            }
            exponent += 400;
        }
        return new Scaled(product, exponent);
    }
}
