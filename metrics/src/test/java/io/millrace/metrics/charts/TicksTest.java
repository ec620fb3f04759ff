package io.millrace.metrics.charts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TicksTest {
    @Test
    void marksStandAtRoundNumbers() {
        assertThat(Ticks.of(0, 1, 5).labels()).containsExactly("0", "0.2", "0.4", "0.6", "0.8", "1.0");
        assertThat(Ticks.of(-3, 11, 4).labels()).containsExactly("0", "5", "10");
        assertThat(Ticks.of(0, 160_000, 4).labels()).containsExactly("0", "50k", "100k", "150k");
        assertThat(Ticks.of(0.65, 0.775, 5).labels())
                .containsExactly("0.650", "0.675", "0.700", "0.725", "0.750", "0.775");
    }

    @Test
    void marksStayInsideTheAxisAndAreDistinct() {
        long seed = 20131101;
        Random random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            double low = random.nextGaussian() * Math.pow(10, random.nextInt(12) - 4);
            double high = low + Math.abs(random.nextGaussian() + 1e-3) * Math.pow(10, random.nextInt(12) - 4);
            int wanted = 1 + random.nextInt(9);
            Ticks ticks = Ticks.of(low, high, wanted);
            double slack = (high - low) * 1e-6;
            assertThat(ticks.at()).as("seed %s, case %s", seed, i).hasSizeLessThanOrEqualTo(wanted + 2);
            for (double at : ticks.at()) {
                assertThat(at).as("seed %s, case %s", seed, i).isBetween(low - slack, high + slack);
            }
        }
    }

    @Test
    void timeMarksFollowTheCalendarInUtc() {
        assertThat(times("2013-11-01T00:00:00Z", "2013-11-30T00:00:00Z", 6).labels())
                .containsExactly("4 Nov", "11 Nov", "18 Nov", "25 Nov");
        assertThat(times("2013-11-01T20:00:00Z", "2013-11-02T06:00:00Z", 4).labels())
                .containsExactly("21:00", "2 Nov", "03:00", "06:00");
        assertThat(times("2012-01-01T00:00:00Z", "2013-12-31T00:00:00Z", 4).labels())
                .containsExactly("2012", "2013");
        assertThat(times("2013-01-15T00:00:00Z", "2013-08-15T00:00:00Z", 3).labels())
                .containsExactly("Apr 2013", "Jul 2013");
    }

    private static Ticks times(String low, String high, int wanted) {
        return TimeTicks.of(
                (double) Instant.parse(low).toEpochMilli(),
                (double) Instant.parse(high).toEpochMilli(),
                wanted);
    }
}
