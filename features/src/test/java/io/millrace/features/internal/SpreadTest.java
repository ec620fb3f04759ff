package io.millrace.features.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SpreadTest {
    @Test
    void squaresBelowTheLeastDoubleGiveAVarianceOfZero() {
        for (double[] values :
                new double[][] {{1e-300, 2e-300, 3e-300}, {3e-163, -1e-162, 7e-163, 2e-162}, {Double.MIN_VALUE, 0}}) {
            Spread spread = new Spread();
            for (double value : values) {
                spread.add(value);
            }

            double variance = spread.variance(values.length);

            assertThat(Double.doubleToLongBits(variance) >= 0)
                    .as("%s of %s", variance, values)
                    .isTrue();
            assertThat(variance).isLessThan(1e-322);
        }
    }

    @Test
    void isExactFarFromZeroAndAfterRemovals() {
        Spread spread = new Spread();
        for (double value : new double[] {1e9 + 1, 1e9 + 2, 1e300, 1e9 + 3}) {
            spread.add(value);
        }
        spread.remove(1e300);

        assertThat(spread.variance(3)).isEqualTo(1.0);
    }
}
