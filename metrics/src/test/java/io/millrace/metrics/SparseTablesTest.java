package io.millrace.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SparseTablesTest {

    @Test
    void aRareFlagThatBecomesCommonIsSeen() {
        ChiSquared found = Distances.chiSquared(new long[] {99_500, 500}, new long[] {200, 200});

        assertThat(found.statistic()).isCloseTo(14_099.7, offset(0.05));
        assertThat(found.cramersV()).isCloseTo(Math.sqrt(14_099.7 / 100_400), offset(1e-4));
        assertThat(found.pValue()).isLessThan(1e-300);
    }

    @Test
    void smallTablesHaveTheShareOfAllWaysToDealTheRows() {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            int categories = 2 + random.nextInt(4);
            int rows = 4 + random.nextInt(10);
            int[] category = random.ints(rows, 0, categories).toArray();
            int taken = 1 + random.nextInt(rows - 1);
            long[][] table = table(category, (1 << taken) - 1, categories);

            double expected = shareOfDeals(category, taken, categories, naiveStatistic(table));

            assertThat(Distances.chiSquared(table[0], table[1]).pValue())
                    .as("seed " + seed + " " + Arrays.deepToString(table))
                    .isCloseTo(expected, within(1e-9));
        }
    }

    @Test
    void drawnTablesAgreeWithShuffledRows() {
        for (int seed = 0; seed < 6; seed++) {
            Random random = new Random(seed);
            int categories = 30 + 40 * seed;
            int[] category =
                    random.ints(900, 0, categories).map(i -> i * i / categories).toArray();
            long[][] table = new long[2][categories];
            for (int i = 0; i < category.length; i++) {
                // the second row leans towards some of the categories
                boolean second = random.nextDouble() < (category[i] % 3 == 0 ? 0.4 : 0.3);
                table[second ? 1 : 0][category[i]]++;
            }
            int taken = (int) Arrays.stream(table[1]).sum();
            double observed = naiveStatistic(table);

            int reached = 0;
            for (int deal = 0; deal < 2_000; deal++) {
                shuffle(category, random);
                long[][] dealt = new long[2][categories];
                for (int i = 0; i < category.length; i++) {
                    dealt[i < taken ? 1 : 0][category[i]]++;
                }
                reached += naiveStatistic(dealt) >= observed - 1e-9 ? 1 : 0;
            }

            double share = reached / 2_000.0;
            assertThat(Distances.chiSquared(table[0], table[1]).pValue())
                    .as("seed " + seed)
                    .isCloseTo(share, within(0.01 + 0.4 * share));
        }
    }

    @Test
    void chanceIsCalledDriftNoMoreOftenThanItShould() {
        int small = 0;
        int trials = 600;
        for (int seed = 0; seed < trials; seed++) {
            Random random = new Random(seed);
            long[] before = new long[60];
            long[] after = new long[60];
            for (int i = 0; i < 400; i++) {
                before[(int) (60 * Math.pow(random.nextDouble(), 4))]++;
                if (i % 5 == 0) {
                    after[(int) (60 * Math.pow(random.nextDouble(), 4))]++;
                }
            }
            small += Distances.chiSquared(before, after).pValue() < 0.05 ? 1 : 0;
        }

        // five standard errors
        assertThat(small / (double) trials).isBetween(0.05 - 0.045, 0.05 + 0.045);
    }

    @Test
    void everyTableOfSeveralCategoriesHasATestOfItsOwn() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            int categories = 2 + random.nextInt(40);
            long[][] table = new long[2][categories];
            for (long[] row : table) {
                for (int i = 0; i < categories; i++) {
                    row[i] = (long) Math.pow(10, random.nextDouble() * random.nextInt(7)) - random.nextInt(2);
                }
                row[random.nextInt(categories)] += 5;
            }
            int used = (int) IntStream.range(0, categories)
                    .filter(i -> table[0][i] + table[1][i] > 0)
                    .count();

            ChiSquared found = Distances.chiSquared(table[0], table[1]);

            String where = "seed " + seed;
            assertThat(found.degreesOfFreedom()).as(where).isEqualTo(used - 1);
            assertThat(found.pValue()).as(where).isBetween(0.0, 1.0);
            assertThat(found).as(where).isEqualTo(Distances.chiSquared(table[0], table[1]));
            if (used > 1) {
                assertThat(found.statistic())
                        .as(where)
                        .isCloseTo(naiveStatistic(table), within(1e-6 * found.statistic() + 1e-9));
            }
        }
    }

    @Test
    void farTablesDifferBeyondWhatTheDrawsResolve() {
        long[] before = new long[50];
        long[] near = new long[50];
        long[] far = new long[50];
        for (int i = 0; i < 50; i++) {
            before[i] = i == 0 ? 5_000 : 20;
            near[i] = i == 0 ? 60 : i < 20 ? 2 : 0;
            far[i] = i == 0 ? 20 : i % 5;
        }

        double nearer = Distances.chiSquared(before, near).pValue();
        double farther = Distances.chiSquared(before, far).pValue();

        assertThat(nearer).isLessThan(1e-4);
        assertThat(farther).isLessThan(1e-12);
    }

    @Test
    void drawsHaveTheMomentsOfTheHypergeometricDistribution() {
        SplittableRandom random = new SplittableRandom(4);
        for (long[] urn : new long[][] {
            {10, 4, 3},
            {1_000, 30, 100},
            {1_000, 600, 700},
            {50, 45, 40},
            {100_000, 20_000, 5_000},
            {1 << 24, 1 << 20, 1 << 20}
        }) {
            double mean = (double) urn[1] * urn[2] / urn[0];
            double share = (double) urn[1] / urn[0];
            double variance = mean * (1 - share) * (urn[0] - urn[2]) / (urn[0] - 1);
            ExactMoments drawn = new ExactMoments();
            for (int i = 0; i < 20_000; i++) {
                long count = Hypergeometric.draw(urn[0], urn[1], urn[2], random);
                assertThat(count).isBetween(Math.max(0, urn[2] - (urn[0] - urn[1])), Math.min(urn[1], urn[2]));
                drawn.add((double) count);
            }
            String where = Arrays.toString(urn);
            assertThat(drawn.mean()).as(where).isCloseTo(mean, within(5 * Math.sqrt(variance / 20_000)));
            assertThat(drawn.variance() / variance).as(where).isCloseTo(1, within(0.06));
        }
    }

    private static long[][] table(int[] category, int rowsOfFirst, int categories) {
        long[][] table = new long[2][categories];
        for (int i = 0; i < category.length; i++) {
            table[(rowsOfFirst >> i & 1) == 1 ? 0 : 1][category[i]]++;
        }
        return table;
    }

    private static double shareOfDeals(int[] category, int taken, int categories, double observed) {
        int all = 0;
        int reached = 0;
        for (int rows = 0; rows < 1 << category.length; rows++) {
            if (Integer.bitCount(rows) == taken) {
                all++;
                reached += naiveStatistic(table(category, rows, categories)) >= observed - 1e-9 ? 1 : 0;
            }
        }
        return (double) reached / all;
    }

    /** Sum of (observed - expected)^2 / expected, cell by cell. */
    private static double naiveStatistic(long[][] table) {
        double all = Arrays.stream(table[0]).sum() + Arrays.stream(table[1]).sum();
        double statistic = 0;
        for (long[] row : table) {
            for (int i = 0; i < row.length; i++) {
                double expected = Arrays.stream(row).sum() * (table[0][i] + table[1][i]) / all;
                statistic += expected == 0 ? 0 : (row[i] - expected) * (row[i] - expected) / expected;
            }
        }
        return statistic;
    }

    private static void shuffle(int[] values, Random random) {
        for (int i = values.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int kept = values[i];
            values[i] = values[j];
            values[j] = kept;
        }
    }
}
