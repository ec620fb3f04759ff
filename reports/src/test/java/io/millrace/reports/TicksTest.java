package io.millrace.reports;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
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
    void timeMarksFollowTheCalendarOfTheZone() {
        ZoneId utc = ZoneOffset.UTC;
        assertThat(times("2013-11-01T00:00:00Z", "2013-11-30T00:00:00Z", 6, utc).labels())
                .containsExactly("4 Nov", "11 Nov", "18 Nov", "25 Nov");
        assertThat(times("2013-11-01T20:00:00Z", "2013-11-02T06:00:00Z", 4, utc).labels())
                .containsExactly("21:00", "2 Nov", "03:00", "06:00");
        assertThat(times("2012-01-01T00:00:00Z", "2013-12-31T00:00:00Z", 4, utc).labels())
                .containsExactly("2012", "2013");
        assertThat(times("2013-01-15T00:00:00Z", "2013-08-15T00:00:00Z", 3, utc).labels())
                .containsExactly("Apr 2013", "Jul 2013");
        assertThat(times("2013-11-01T20:00:00Z", "2013-11-02T06:00:00Z", 4, ZoneId.of("Asia/Kolkata"))
                        .labels())
                .containsExactly("03:00", "06:00", "09:00");
        assertThat(times("2013-10-31T18:30:00Z", "2013-11-02T18:30:00Z", 3, ZoneId.of("Asia/Kolkata"))
                        .labels())
                .containsExactly("1 Nov", "2 Nov", "3 Nov");
    }

    @Test
    void hoursThatTheClocksSkipHaveNoMarkAndThoseTheyRepeatHaveTwo() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");

        assertThat(times("2024-03-31T00:00:00Z", "2024-03-31T03:00:00Z", 4, berlin)
                        .labels())
                .containsExactly("01:00", "03:00", "04:00", "05:00");
        assertThat(times("2024-10-26T23:00:00Z", "2024-10-27T02:00:00Z", 4, berlin)
                        .labels())
                .containsExactly("01:00", "02:00", "02:00", "03:00");
        // midnight does not exist there
        assertThat(times("2018-11-03T21:00:00Z", "2018-11-04T05:00:00Z", 8, ZoneId.of("America/Sao_Paulo"))
                        .labels())
                .containsExactly("18:00", "19:00", "20:00", "21:00", "22:00", "23:00", "4 Nov", "02:00", "03:00");
    }

    @Test
    void timeMarksOfAnyZoneAndSpanAreFewRisingAndInside() {
        long seed = 20240331;
        Random random = new Random(seed);
        List<String> zones = ZoneId.getAvailableZoneIds().stream().sorted().toList();
        for (int i = 0; i < 2000; i++) {
            ZoneId zone = ZoneId.of(zones.get(random.nextInt(zones.size())));
            double low = -6e13 + random.nextDouble() * 3e14;
            double high = low + Math.pow(10, 5 + random.nextDouble() * 9);
            int wanted = 1 + random.nextInt(9);
            double[] at = TimeTicks.of(low, high, wanted, zone).at();
            assertThat(at)
                    .as("seed %s, case %s, %s", seed, i, zone)
                    .hasSizeLessThanOrEqualTo(3 * wanted + 3)
                    .isSorted()
                    .doesNotHaveDuplicates();
            for (double mark : at) {
                assertThat(mark).isBetween(low, high);
            }
        }
    }

    private static Ticks times(String low, String high, int wanted, ZoneId zone) {
        return TimeTicks.of(
                (double) Instant.parse(low).toEpochMilli(),
                (double) Instant.parse(high).toEpochMilli(),
                wanted,
                zone);
    }
}
