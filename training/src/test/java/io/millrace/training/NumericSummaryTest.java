package io.millrace.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NumericSummaryTest {
    @Test
    void findsTheMedianToWithinOnePart128() {
        for (long seed = 1; seed <= 50; seed++) {
            Random random = new Random(seed);
            double[] values = random.doubles(1 + random.nextInt(300))
                    .map(value -> (value - 0.4) * Math.pow(10, random.nextInt(9) - 4))
                    .toArray();
            NumericSummary summary = new NumericSummary();
            for (double value : values) {
                summary.add(value);
            }

            Arrays.sort(values);
            double median = values[(values.length - 1) / 2];
            assertThat(summary.median()).as("seed %d", seed).isCloseTo(median, within(Math.abs(median) / 128));
        }
    }

    @Test
    void takesWholeNumbersExactlyAndLeavesOutWhatIsNone() {
        NumericSummary summary = new NumericSummary();
        for (double value : new double[] {-7, 3, 5, 250, Double.NaN, Double.POSITIVE_INFINITY, -0.0}) {
            summary.add(value);
        }

        assertThat(summary.median()).isEqualTo(3);
        assertThat(summary.count()).isEqualTo(5);
        assertThat(summary.missing()).isEqualTo(1);
        assertThat(summary.limits().infinite()).isEqualTo(1);
        assertThat(new NumericSummary().median()).isNaN();
    }

    @Test
    void mergesToTheSameBytesInAnyOrder() {
        Random random = new Random(3);
        NumericSummary whole = new NumericSummary();
        NumericSummary[] parts = {new NumericSummary(), new NumericSummary(), new NumericSummary()};
        for (int i = 0; i < 1000; i++) {
            double value = random.nextGaussian() * 1e6;
            whole.add(value);
            parts[random.nextInt(3)].add(value);
        }

        NumericSummary merged = NumericSummary.fromBytes(parts[2].toBytes());
        merged.addAll(parts[0]);
        merged.addAll(parts[1]);

        assertThat(merged.toBytes()).isEqualTo(whole.toBytes());
    }
}
