package io.millrace.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CalibrationBinTest {
    private static final double CONFIDENCE = 0.95;

    @Test
    void neighboursAreTakenTogetherFromTheTopUntilEachHasEnoughPositives() {
        List<CalibrationBin> bins = bins(0, 1, 0, 2, 2, 3, 9);

        List<CalibrationBin> held = CalibrationBin.holding(5, bins, CONFIDENCE);

        assertThat(held).extracting(CalibrationBin::positiveCount).containsExactly(8L, 9L);
        assertThat(held).extracting(CalibrationBin::count).containsExactly(600L, 100L);
        assertThat(held.get(1)).isEqualTo(bins.get(6));
    }

    @Test
    void noRowIsLostAndEveryBinHoldsEnough() {
        long seed = 4000;
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            int[] positives = random.ints(random.nextInt(12), 0, 8).toArray();
            List<CalibrationBin> bins = bins(positives);
            List<CalibrationBin> held = CalibrationBin.holding(5, bins, CONFIDENCE);

            assertThat(held.stream().mapToLong(CalibrationBin::count).sum())
                    .as("seed %s, case %s", seed, i)
                    .isEqualTo(100L * bins.size());
            assertThat(held.stream()
                            .mapToDouble(bin -> bin.count() * bin.meanScore())
                            .sum())
                    .isCloseTo(
                            bins.stream()
                                    .mapToDouble(bin -> bin.count() * bin.meanScore())
                                    .sum(),
                            within(1e-6));
            assertThat(held.size() < 2 || held.stream().allMatch(bin -> bin.positiveCount() >= 5))
                    .as("seed %s, case %s: %s", seed, i, held)
                    .isTrue();
            assertThat(held).allSatisfy(bin -> {
                assertThat(bin.positiveRate()).isBetween(bin.rateLow(), bin.rateHigh());
                assertThat(bin.meanScore()).isBetween(bin.low(), bin.high());
            });
        }
    }

    @Test
    void threePositivesInFourThousandRowsAreOneBin() {
        List<CalibrationBin> held = CalibrationBin.holding(5, bins(0, 0, 0, 0, 1, 0, 0, 0, 0, 2), CONFIDENCE);

        assertThat(held).hasSize(1);
        assertThat(held.get(0).positiveRate()).isEqualTo(0.003);
    }

    /** Bins of 100 rows each. */
    private static List<CalibrationBin> bins(int... positives) {
        List<CalibrationBin> bins = new ArrayList<>();
        for (int i = 0; i < positives.length; i++) {
            double[] ends = Wilson.interval(positives[i], 100, Normal.quantile(0.975));
            bins.add(new CalibrationBin(
                    i / 20.0,
                    (i + 1) / 20.0,
                    100,
                    positives[i],
                    (i + 0.5) / 20,
                    positives[i] / 100.0,
                    ends[0],
                    ends[1]));
        }
        return bins;
    }
}
