package io.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.benchmarks.Measurement.Pair;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeasurementTest {
    @Test
    void theMedianOfAnOddNumberOfRunsIsTheMiddleRatio() {
        Measurement measurement =
                new Measurement(List.of(new Pair(3, 1), new Pair(2, 2), new Pair(4, 2)), true, 0, List.of());

        assertThat(measurement.min()).isEqualTo(1);
        assertThat(measurement.median()).isEqualTo(2);
        assertThat(measurement.max()).isEqualTo(3);
    }

    @Test
    void theMedianOfAnEvenNumberOfRunsIsTheMeanOfTheMiddleTwo() {
        Measurement measurement = new Measurement(
                List.of(new Pair(1, 1), new Pair(9, 1), new Pair(2, 1), new Pair(4, 1)), true, 0, List.of());

        assertThat(measurement.median()).isEqualTo(3);
    }

    @Test
    void noRunsAreNoMeasurement() {
        assertThatThrownBy(() -> new Measurement(List.of(), true, 0, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one run");
    }
}
