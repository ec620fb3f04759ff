package io.millrace.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GranularityTest {
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    @Test
    void textsOfManyKindsAreUnderstood() {
        assertThat(Stream.of("1 day", "1d", " 1 DAYS ").map(Granularity::parse)).containsOnly(day());
        assertThat(Granularity.parse("30 minutes")).hasToString("30 minutes");
        assertThat(Granularity.parse("1h")).hasToString("1 hour");
        assertThat(Granularity.parse("2 weeks")).hasToString("2 weeks");
    }

    @Test
    void lengthsThatDoNotTileTheCalendarAreRefused() {
        for (String text : List.of("7 minutes", "5 hours", "2 days", "5 weeks", "3 months", "0 hours", "90 minutes")) {
            assertThatIllegalArgumentException()
                    .as(text)
                    .isThrownBy(() -> Granularity.parse(text))
                    .withMessageContaining("do not tile");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Granularity.parse("daily"))
                .withMessageContaining("\"daily\"")
                .withMessageContaining("1 day");
    }

    @Test
    void daysFollowTheZone() {
        Instant evening = Instant.parse("2013-11-02T02:30:00Z");

        assertThat(day().window(evening, ZoneOffset.UTC))
                .isEqualTo(window("2013-11-02T00:00:00Z", "2013-11-03T00:00:00Z"));
        assertThat(day().window(evening, NEW_YORK)).isEqualTo(window("2013-11-01T04:00:00Z", "2013-11-02T04:00:00Z"));
    }

    @Test
    void theDayOnWhichClocksTurnBackHas25HoursAndNoHourIsMerged() {
        Window turning = day().window(Instant.parse("2013-11-03T12:00:00Z"), NEW_YORK);

        assertThat(turning).isEqualTo(window("2013-11-03T04:00:00Z", "2013-11-04T05:00:00Z"));
        Granularity hour = Granularity.parse("1 hour");
        assertThat(hour.window(Instant.parse("2013-11-03T05:30:00Z"), NEW_YORK))
                .isEqualTo(window("2013-11-03T05:00:00Z", "2013-11-03T06:00:00Z"));
        assertThat(hour.window(Instant.parse("2013-11-03T06:30:00Z"), NEW_YORK))
                .isEqualTo(window("2013-11-03T06:00:00Z", "2013-11-03T07:00:00Z"));
    }

    @Test
    void weeksBeginOnMonday() {
        assertThat(Granularity.parse("1 week").window(Instant.parse("2013-11-17T23:59:59Z"), ZoneOffset.UTC))
                .isEqualTo(window("2013-11-11T00:00:00Z", "2013-11-18T00:00:00Z"));
        assertThat(Granularity.parse("2 weeks").window(Instant.parse("1969-12-31T00:00:00Z"), ZoneOffset.UTC))
                .isEqualTo(window("1969-12-22T00:00:00Z", "1970-01-05T00:00:00Z"));
    }

    @Test
    void windowsTileTheTimeInEveryZone() {
        long seed = 20131103;
        Random random = new Random(seed);
        List<ZoneId> zones =
                List.of(ZoneOffset.UTC, NEW_YORK, ZoneId.of("Australia/Lord_Howe"), ZoneId.of("Asia/Kathmandu"));
        List<String> lengths = List.of(
                "1 minute", "5 minutes", "30 minutes", "1 hour", "6 hours", "1 day", "3 weeks", "1 month", "1 year");
        for (int i = 0; i < 4000; i++) {
            Instant at = Instant.ofEpochSecond(random.nextLong(-1_000_000_000L, 3_000_000_000L));
            ZoneId zone = zones.get(random.nextInt(zones.size()));
            Granularity length = Granularity.parse(lengths.get(random.nextInt(lengths.size())));
            Window window = length.window(at, zone);
            String about = "seed " + seed + ", " + length + ", " + zone + ", " + at;
            assertThat(at).as(about).isAfterOrEqualTo(window.start()).isBefore(window.end());
            assertThat(length.window(window.start(), zone)).as(about).isEqualTo(window);
            assertThat(length.window(window.end().minusNanos(1000), zone))
                    .as(about)
                    .isEqualTo(window);
            assertThat(length.next(window, zone).start()).as(about).isEqualTo(window.end());
        }
    }

    @Test
    void theBaseIsAPartOfEveryLength() {
        assertThat(base("1 day", "1 hour", "1 week")).isEqualTo("1 hour");
        assertThat(base("1 week", "1 month")).isEqualTo("1 day");
        assertThat(base("2 weeks", "3 weeks")).isEqualTo("1 day");
        assertThat(base("30 minutes", "20 minutes")).isEqualTo("1 minute");
        assertThat(base("1 month", "1 year")).isEqualTo("1 month");
    }

    private static String base(String... lengths) {
        return Granularity.base(Stream.of(lengths).map(Granularity::parse).toList())
                .toString();
    }

    private static Granularity day() {
        return new Granularity(1, Granularity.Unit.DAY);
    }

    private static Window window(String start, String end) {
        return new Window(Instant.parse(start), Instant.parse(end));
    }
}
