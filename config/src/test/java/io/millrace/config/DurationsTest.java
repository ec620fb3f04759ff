package io.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationsTest {

    @ParameterizedTest
    @CsvSource({
        "10m, PT10M",
        "1h, PT1H",
        "1.5h, PT1H30M",
        "7d, PT168H",
        "2w, PT336H",
        "1 day, PT24H",
        "3 minutes, PT3M",
        "0s, PT0S",
        "250ms, PT0.25S",
        "5us, PT0.000005S",
        "5 nanoseconds, PT0.000000005S",
        "2 Hours, PT2H",
        "1 week, PT168H"
    })
    void readsANumberAndAUnit(String text, Duration expected) {
        assertThat(Durations.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "PT10M, PT10M",
        "PT1H30M, 90m",
        "PT168H, 7d",
        "PT0S, 0s",
        "PT0.25S, 250ms",
        "PT1.000001S, 1000001us",
        "PT0.000000005S, 5ns",
        "PT61S, 61s",
        "PT25H, 25h"
    })
    void writesTheLargestUnitThatDivides(Duration duration, String expected) {
        if (!expected.startsWith("PT")) {
            assertThat(Durations.text(duration)).isEqualTo(expected);
        }
        assertThat(Durations.parse(Durations.text(duration))).isEqualTo(duration);
    }

    @Test
    void textComesBackWhateverTheDuration() {
        long seed = 7;
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            long unit = new long[] {1, 1_000, 1_000_000, 1_000_000_000L, 60_000_000_000L}[random.nextInt(5)];
            Duration duration = Duration.ofNanos(unit * random.nextInt(100_000));

            assertThat(Durations.parse(Durations.text(duration)))
                    .as("seed %d", seed)
                    .isEqualTo(duration);
        }
    }

    @Test
    void refusesWhatIsNoDuration() {
        assertThatThrownBy(() -> Durations.parse("10"))
                .hasMessage("is 10 without a unit; write for example 10m (units ns, us, ms, s, m, h, d, w)");
        assertThatThrownBy(() -> Durations.parse("1 month"))
                .hasMessage("has the unknown unit 'month'; use one of ns, us, ms, s, m, h, d, w");
        assertThatThrownBy(() -> Durations.parse("5M")).hasMessageContaining("unknown unit 'M'");
        assertThatThrownBy(() -> Durations.parse("PT10M"))
                .hasMessage("is the text \"PT10M\"; write a number and a unit, for example 10m or 7d");
        assertThatThrownBy(() -> Durations.parse("-3h")).hasMessageContaining("is the text \"-3h\"");
        assertThatThrownBy(() -> Durations.parse("0.5ns")).hasMessageContaining("not a whole number of nanoseconds");
        assertThatThrownBy(() -> Durations.parse("99999999999999999999w")).hasMessageContaining("in range");
    }
}
