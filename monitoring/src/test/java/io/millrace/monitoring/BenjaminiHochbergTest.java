package io.millrace.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BenjaminiHochbergTest {
    @Test
    void theExampleOfThePaperIsReproduced() {
        double[] p = {
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
            0.7590, 1.0
        };

        double[] adjusted = BenjaminiHochberg.adjust(p);

        assertThat(adjusted[3]).isEqualTo(0.0095 * 15 / 4, within(1e-12));
        assertThat(adjusted[4]).isGreaterThan(0.05);
        assertThat(adjusted[14]).isEqualTo(1);
    }

    @Test
    void undefinedTestsDoNotCount() {
        assertThat(BenjaminiHochberg.adjust(new double[] {Double.NaN, 0.02, Double.NaN, 0.04}))
                .containsExactly(Double.NaN, 0.04, Double.NaN, 0.04);
        assertThat(BenjaminiHochberg.adjust(new double[0])).isEmpty();
    }

    @Test
    void adjustedValuesEqualTheDefinition() {
        long seed = 11;
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            double[] p = random.doubles(1 + random.nextInt(12))
                    .map(x -> Math.rint(x * 10) / 10)
                    .toArray();
            double[] adjusted = BenjaminiHochberg.adjust(p);
            for (int i = 0; i < p.length; i++) {
                double least = 1;
                for (double q : p) {
                    if (q >= p[i]) {
                        long rank = 0;
                        for (double other : p) {
                            rank += other <= q ? 1 : 0;
                        }
                        least = Math.min(least, q * p.length / rank);
                    }
                }
                assertThat(adjusted[i]).as("seed %s, round %s", seed, round).isEqualTo(least, within(1e-12));
            }
        }
    }
}
