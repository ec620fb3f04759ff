package io.millrace.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DistancesTest {
    private static final long[] BEFORE = {10, 20, 30, 0, 40};
    private static final long[] AFTER = {20, 20, 0, 10, 150};

    @Test
    void areTheFormulasOnSmallCounts() {
        // Shares .1 .2 .3 0 .4 against .1 .1 0 .05 .75.
        assertThat(Distances.totalVariation(BEFORE, AFTER)).isCloseTo(0.4, offset(1e-15));
        assertThat(Distances.lInfinity(BEFORE, AFTER)).isCloseTo(0.35, offset(1e-15));
        assertThat(Distances.hellinger(BEFORE, AFTER))
                .isCloseTo(Math.sqrt(1 - 0.1 - Math.sqrt(0.02) - Math.sqrt(0.3)), offset(1e-15));
        double jeffreys = 0;
        double floored = 0;
        double divergence = 0;
        for (int i = 0; i < 5; i++) {
            double p = BEFORE[i] / 100.0;
            double q = AFTER[i] / 200.0;
            double pj = (BEFORE[i] + 0.5) / 102.5;
            double qj = (AFTER[i] + 0.5) / 202.5;
            jeffreys += (qj - pj) * Math.log(qj / pj);
            double pf = p == 0 ? 1e-4 : p;
            double qf = q == 0 ? 1e-4 : q;
            floored += (qf - pf) * Math.log(qf / pf);
            double middle = (p + q) / 2;
            divergence += (p == 0 ? 0 : p / 2 * Math.log(p / middle)) + (q == 0 ? 0 : q / 2 * Math.log(q / middle));
        }
        assertThat(Distances.psi(BEFORE, AFTER)).isCloseTo(jeffreys, offset(1e-14));
        assertThat(Distances.psiWithFloor(BEFORE, AFTER)).isCloseTo(floored, offset(1e-14));
        assertThat(Distances.jensenShannon(BEFORE, AFTER))
                .isCloseTo(Math.sqrt(divergence / Math.log(2)), offset(1e-14));
    }

    @Test
    void areZeroForEqualSharesGreatestForDisjointOnesAndUndefinedWithoutRows() {
        long[] twice = Arrays.stream(BEFORE).map(count -> 2 * count).toArray();
        assertThat(Distances.jensenShannon(BEFORE, twice)).isEqualTo(0);
        assertThat(Distances.totalVariation(BEFORE, twice)).isEqualTo(0);
        assertThat(Distances.hellinger(BEFORE, twice)).isCloseTo(0, offset(1e-7));
        assertThat(Distances.kolmogorovSmirnov(BEFORE, twice).low()).isEqualTo(0);
        assertThat(Distances.psi(BEFORE, BEFORE)).isEqualTo(0);
        long[] left = {5, 0};
        long[] right = {0, 7};
        assertThat(Distances.jensenShannon(left, right)).isEqualTo(1);
        assertThat(Distances.hellinger(left, right)).isEqualTo(1);
        assertThat(Distances.totalVariation(left, right)).isEqualTo(1);
        assertThat(Distances.psi(left, right)).isPositive().isFinite();
        long[] none = {0, 0};
        assertThat(Distances.psi(left, none)).isNaN();
        assertThat(Distances.psiWithFloor(none, right)).isNaN();
        assertThat(Distances.jensenShannon(none, none)).isNaN();
        assertThat(Distances.totalVariation(none, left)).isNaN();
        assertThat(Distances.lInfinity(none, left)).isNaN();
        assertThat(Distances.hellinger(none, left)).isNaN();
        assertThat(Distances.kolmogorovSmirnov(none, left).pValue()).isNaN();
        assertThat(Distances.chiSquared(none, left).pValue()).isNaN();
        assertThat(Distances.wasserstein(new double[] {1, 2}, none, left)).isNaN();
        assertThatThrownBy(() -> Distances.psi(left, BEFORE)).hasMessage("reference has 2 bins, current has 5");
        assertThatThrownBy(() -> Distances.psi(left, new long[] {1, -1})).hasMessageContaining("bin 1");
    }

    @Test
    void binsEmptyOnBothSidesPlayNoPart() {
        long[] before = {3, 0, 5, 0, 2};
        long[] after = {4, 0, 1, 0, 9};

        assertThat(Distances.psi(before, after)).isEqualTo(Distances.psi(new long[] {3, 5, 2}, new long[] {4, 1, 9}));
        assertThat(Distances.chiSquared(before, after).degreesOfFreedom()).isEqualTo(2);
    }

    @Test
    void theCriticalIndexIsTheChiSquareQuantile() {
        assertThat(Distances.psiCritical(200, 200, 10, 0.95)).isCloseTo(0.169, offset(5e-4));
        assertThat(Distances.psiCritical(200, 200, 1, 0.95)).isEqualTo(0);
        assertThat(Distances.psiCritical(0, 200, 10, 0.95)).isNaN();
    }

    @Test
    void chanceExceedsTheCriticalIndexAboutAsOftenAsItShould() {
        Random random = new Random(8);
        int exceeded = 0;
        for (int trial = 0; trial < 400; trial++) {
            long[] before = new long[10];
            long[] after = new long[10];
            for (int i = 0; i < 2000; i++) {
                before[random.nextInt(10)]++;
                after[random.nextInt(10)]++;
            }
            exceeded += Distances.psi(before, after) > Distances.psiCritical(2000, 2000, 10, 0.95) ? 1 : 0;
        }

        assertThat(exceeded).isBetween(8, 36);
    }

    @Test
    void kolmogorovsTailHasThePublishedAndTheRationalValues() {
        // Marsaglia, Tsang, Wang (2003).
        assertThat(KolmogorovDistribution.upperTail(0.274, 10)).isCloseTo(1 - 0.6284796154565, offset(1e-12));
        assertThat(KolmogorovDistribution.upperTail(0.04, 2000))
                .isCloseTo(1 - 0.9967694319171367, withinPercentage(2e-4));
        assertThat(KolmogorovDistribution.upperTail(0.06, 2000))
                .isCloseTo(1 - 0.9999989395693057, withinPercentage(2e-4));
        assertThat(KolmogorovDistribution.upperTail(0.016, 16000))
                .isCloseTo(1 - 0.9994523491382805, withinPercentage(2e-4));
        // By rational arithmetic over the same matrix and over Smirnov's sum.
        double[][] exact = {
            {5, 0.15, 0.9988},
            {1, 0.7, 0.6},
            {20, 0.03, 1},
            {20, 0.96, 2.199023255552e-28},
            {50, 0.1, 0.6623112704658185},
            {100, 0.2, 5.551927328028102e-4},
            {140, 0.05, 0.857648029765611},
            {100, 0.3, 1.7719869892662894e-8},
            {200, 0.15, 2.1541912448873064e-4},
            {300, 0.11, 1.2879902473053929e-3},
            {1000, 0.05, 0.013012074781090338},
            {200, 0.02, 0.9999948480179858},
            {300, 0.02, 0.9995956727697175}
        };
        for (double[] row : exact) {
            assertThat(KolmogorovDistribution.upperTail(row[1], (long) row[0]))
                    .as(Arrays.toString(row))
                    .isCloseTo(row[2], within(row[2] * 1e-9 + 1e-30));
        }
    }

    @Test
    void kolmogorovsTailIsContinuousWhereTheMethodsMeet() {
        for (int n : new int[] {140, 141, 5000, 99_999, 100_001, 5_000_000}) {
            for (double spread : new double[] {0.05, 0.2, 0.754, 1.0, 2.1, 2.3, 3.9, 4.1, 10}) {
                double d = Math.sqrt(spread / n);
                double tail = KolmogorovDistribution.upperTail(d, n);
                // Kolmogorov's limit, with its first correction in n.
                double z = d * Math.sqrt(n) + 1 / (6 * Math.sqrt(n));
                double limit = 0;
                for (int k = 1; k < 200; k++) {
                    limit += (k % 2 == 1 ? 2 : -2) * Math.exp(-2.0 * k * k * z * z);
                }
                assertThat(tail).as(n + ", " + spread).isCloseTo(limit, within(0.02 * limit + 1e-3 / Math.sqrt(n)));
            }
        }
        assertThat(KolmogorovDistribution.upperTail(0, 10)).isEqualTo(1);
        assertThat(KolmogorovDistribution.upperTail(1, 10)).isEqualTo(0);
        assertThat(KolmogorovDistribution.upperTail(0.2, 0)).isNaN();
    }

    @Test
    void smallSamplesHaveTheExactPValueOfAllInterleavings() {
        int n = 5;
        int m = 7;
        for (double d : new double[] {0.2, 3 / 7.0, 0.6, 1}) {
            int extreme = 0;
            int all = 0;
            for (int mask = 0; mask < 1 << (n + m); mask++) {
                if (Integer.bitCount(mask) == n) {
                    all++;
                    int below = 0;
                    double greatest = 0;
                    for (int i = 0; i < n + m; i++) {
                        below += mask >> i & 1;
                        greatest = Math.max(greatest, Math.abs((double) below / n - (double) (i + 1 - below) / m));
                    }
                    extreme += greatest >= d - 1e-12 ? 1 : 0;
                }
            }
            assertThat(Distances.kolmogorovSmirnovPValue(d, n, m))
                    .as("d " + d)
                    .isCloseTo((double) extreme / all, offset(1e-12));
        }
        assertThat(Distances.kolmogorovSmirnovPValue(0, 5, 7)).isEqualTo(1);
    }

    @Test
    void limitsOfTheStatisticHoldTheTruthWhateverTheCellsHide() {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            double[] a =
                    random.doubles(50 + random.nextInt(100)).map(u -> u * u).toArray();
            double[] b =
                    random.doubles(50 + random.nextInt(100)).map(u -> 0.8 * u).toArray();
            int cells = 2 + random.nextInt(12);
            long[] before = new long[cells];
            long[] after = new long[cells];
            for (double x : a) {
                before[(int) (x * cells)]++;
            }
            for (double x : b) {
                after[(int) (x * cells)]++;
            }

            KolmogorovSmirnov found = Distances.kolmogorovSmirnov(before, after);

            assertThat(naiveKs(a, b)).as("seed " + seed).isBetween(found.low() - 1e-12, found.high() + 1e-12);
        }
    }

    @Test
    void wassersteinIsTheMeanDistanceOfSortedPairs() {
        Random random = new Random(2);
        double[] a = random.doubles(40).sorted().toArray();
        double[] b = random.doubles(40).map(u -> u * 3).sorted().toArray();
        double[] values = IntStream.range(0, 80)
                .mapToDouble(i -> i < 40 ? a[i] : b[i - 40])
                .sorted()
                .distinct()
                .toArray();
        long[] before = new long[values.length];
        long[] after = new long[values.length];
        double expected = 0;
        for (int i = 0; i < 40; i++) {
            before[Arrays.binarySearch(values, a[i])]++;
            after[Arrays.binarySearch(values, b[i])]++;
            expected += Math.abs(a[i] - b[i]) / 40;
        }

        assertThat(Distances.wasserstein(values, before, after)).isCloseTo(expected, offset(1e-12));
    }

    @Test
    void chiSquareHasTheTextbookValues() {
        // 2x2 without correction: 100 (10 * 35 - 40 * 15)^2 / (50 50 25 75).
        ChiSquared found = Distances.chiSquared(new long[] {10, 40}, new long[] {15, 35});
        assertThat(found.statistic()).isCloseTo(100.0 * 250 * 250 / (50.0 * 50 * 25 * 75), offset(1e-12));
        assertThat(found.pValue()).isCloseTo(0.24821307898992023, offset(1e-9));
        assertThat(found.cramersV()).isCloseTo(Math.sqrt(found.statistic() / 100), offset(1e-15));
        assertThat(Distances.chiSquared(new long[] {10}, new long[] {90}).pValue())
                .isEqualTo(1);
        assertThat(Distances.chiSquared(new long[] {10}, new long[] {90}).statistic())
                .isEqualTo(0);
        assertThat(Distances.chiSquared(new long[] {90, 2}, new long[] {95, 1}).sparseCells())
                .isEqualTo(2);
    }

    @Test
    void theMissingTestPoolsTheVariance() {
        double z = Distances.shareDifferenceZ(10, 100, 30, 200);
        double pooled = 40 / 300.0;
        assertThat(z).isCloseTo(0.05 / Math.sqrt(pooled * (1 - pooled) * 0.015), offset(1e-12));
        assertThat(Distances.normalPValue(1.959963984540054)).isCloseTo(0.05, offset(1e-12));
        assertThat(Distances.shareDifferenceZ(0, 10, 0, 20)).isEqualTo(0);
        assertThat(Distances.shareDifferenceZ(10, 10, 20, 20)).isEqualTo(0);
        assertThat(Distances.shareDifferenceZ(0, 0, 3, 20)).isNaN();
    }

    @Test
    void adjustsPValuesByTheirRank() {
        double[] adjusted = Distances.benjaminiHochberg(new double[] {0.01, 0.04, Double.NaN, 0.03, 0.005, 0.9});

        assertThat(adjusted).containsExactly(new double[] {0.025, 0.05, Double.NaN, 0.05, 0.025, 0.9}, offset(1e-15));
        assertThat(Distances.benjaminiHochberg(new double[0])).isEmpty();
        assertThatThrownBy(() -> Distances.benjaminiHochberg(new double[] {1.5}))
                .hasMessageContaining("1.5");
    }

    private static double naiveKs(double[] a, double[] b) {
        double greatest = 0;
        for (double[] side : new double[][] {a, b}) {
            for (double x : side) {
                double f = (double) Arrays.stream(a).filter(y -> y <= x).count() / a.length;
                double g = (double) Arrays.stream(b).filter(y -> y <= x).count() / b.length;
                greatest = Math.max(greatest, Math.abs(f - g));
            }
        }
        return greatest;
    }
}
