package io.millrace.monitoring;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.config.EpochMicros;
import io.millrace.testkit.Frames;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class GranularityTest {
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final List<Granularity> LENGTHS = Stream.of(
                    "1 minute",
                    "5 minutes",
                    "30 minutes",
                    "1 hour",
                    "2 hours",
                    "6 hours",
                    "12 hours",
                    "1 day",
                    "1 week",
                    "3 weeks",
                    "1 month",
                    "1 year")
            .map(Granularity::parse)
            .toList();

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
    void windowsTileTheTimeInEveryZoneAroundEveryChangeOfClocks() {
        for (ZoneId zone : zonesOfDifferentRules()) {
            List<Instant> probes = new ArrayList<>();
            for (ZoneOffsetTransition change = zone.getRules().nextTransition(Instant.parse("1800-01-01T00:00:00Z"));
                    change != null && change.getInstant().isBefore(Instant.parse("2039-01-01T00:00:00Z"));
                    change = zone.getRules().nextTransition(change.getInstant())) {
                Instant at = change.getInstant();
                Duration jump = change.getDuration().abs();
                probes.addAll(
                        List.of(at.minus(jump), at.minusNanos(1000), at, at.plus(jump.dividedBy(2)), at.plus(jump)));
            }
            for (Granularity length : LENGTHS) {
                probes.forEach(at -> assertTiles(length, zone, at));
            }
        }
    }

    @Test
    void windowsTileTheYears1To9999() {
        long seed = 20131103;
        Random random = new Random(seed);
        List<ZoneId> zones = zonesOfDifferentRules();
        long first = Instant.parse("0001-01-01T00:00:00Z").getEpochSecond();
        long end = Instant.parse("+10000-01-01T00:00:00Z").getEpochSecond();
        for (int i = 0; i < 20_000; i++) {
            Instant at = Instant.ofEpochSecond(random.nextLong(first, end), 1000L * random.nextInt(1_000_000));
            assertTiles(LENGTHS.get(random.nextInt(LENGTHS.size())), zones.get(random.nextInt(zones.size())), at);
        }
    }

    @Test
    void aChangeByHalfAnHourLeavesAShorterWindow() {
        ZoneId zone = ZoneId.of("Australia/Lord_Howe");
        Granularity hour = Granularity.parse("1 hour");

        Window shorter = hour.window(Instant.parse("2025-04-05T15:10:00Z"), zone);

        assertThat(shorter).isEqualTo(window("2025-04-05T15:00:00Z", "2025-04-05T15:30:00Z"));
        assertThat(hour.next(shorter, zone)).isEqualTo(window("2025-04-05T15:30:00Z", "2025-04-05T16:30:00Z"));
    }

    @Test
    void whatIsRepeatedAfterMidnightBelongsToTheDayThatHasBegun() {
        ZoneId zone = ZoneId.of("America/St_Johns");

        // at 00:01 of the 29th clocks went back to 23:01 of the 28th
        assertThat(day().window(Instant.parse("2006-10-29T02:45:00Z"), zone))
                .isEqualTo(window("2006-10-29T02:30:00Z", "2006-10-30T03:30:00Z"));
    }

    @Test
    void sparkCutsAsTheDriverDoes() {
        List<Row> instants = new ArrayList<>();
        for (String at : List.of(
                "0001-01-01T00:00:00Z",
                "1582-10-10T12:00:00Z",
                "1970-01-01T00:00:00Z",
                "2025-04-05T14:59:59.999999Z",
                "2025-04-05T15:10:00Z",
                "2025-10-04T15:30:00Z",
                "9999-12-31T23:59:59Z")) {
            instants.add(RowFactory.create(EpochMicros.of(Instant.parse(at))));
        }
        ZoneId zone = ZoneId.of("Australia/Lord_Howe");
        for (Granularity length : LENGTHS) {
            Map<Long, Long> cut = Frames.of(StructType.fromDDL("at bigint"), instants)
                    .select(
                            col("at"),
                            udf(new WindowStart(length, zone), DataTypes.LongType)
                                    .apply(col("at")))
                    .collectAsList()
                    .stream()
                    .collect(Collectors.toMap(row -> row.getLong(0), row -> row.getLong(1)));

            assertThat(cut).hasSize(instants.size()).allSatisfy((at, start) -> assertThat(EpochMicros.instant(start))
                    .as("%s of %s", length, EpochMicros.instant(at))
                    .isEqualTo(length.window(EpochMicros.instant(at), zone).start()));
        }
    }

    @Test
    void timesThatNoCalendarNamesHaveNoWindow() {
        WindowStart start = new WindowStart(day(), ZoneOffset.UTC);

        assertThat(start.call(EpochMicros.of(Instant.parse("+10000-01-01T00:00:00Z"))))
                .isNull();
        assertThat(start.call(Long.MAX_VALUE)).isNull();
        assertThat(start.call(Long.MIN_VALUE)).isNull();
        assertThat(start.call(null)).isNull();
    }

    @Test
    void theWindowsOfTheBaseLieInsideTheLongerOnes() {
        ZoneId lordHowe = ZoneId.of("Australia/Lord_Howe");
        for (ZoneId zone : List.of(NEW_YORK, lordHowe, ZoneId.of("America/St_Johns"), ZoneId.of("Pacific/Apia"))) {
            ZoneOffsetTransition change = zone.getRules().nextTransition(Instant.parse("2006-01-01T00:00:00Z"));
            for (;
                    change != null && change.getInstant().isBefore(Instant.parse("2012-06-01T00:00:00Z"));
                    change = zone.getRules().nextTransition(change.getInstant())) {
                for (Granularity one : LENGTHS) {
                    for (Granularity other : LENGTHS) {
                        Granularity base = Granularity.base(List.of(one, other));
                        for (int minute = -90; minute <= 90; minute += 15) {
                            Window part = base.window(change.getInstant().plusSeconds(60L * minute), zone);
                            assertThat(one.window(part.end().minusNanos(1000), zone))
                                    .as("%s of %s, %s, %s", base, one, zone, part)
                                    .isEqualTo(one.window(part.start(), zone));
                        }
                    }
                }
            }
        }
    }

    private static void assertTiles(Granularity length, ZoneId zone, Instant at) {
        Window window = length.window(at, zone);
        boolean tiles = !at.isBefore(window.start())
                && at.isBefore(window.end())
                && length.window(window.start(), zone).equals(window)
                && length.window(window.end().minusNanos(1000), zone).equals(window)
                && length.next(window, zone).start().equals(window.end());
        assertThat(tiles)
                .as("%s in %s at %s: %s, then %s", length, zone, at, window, length.next(window, zone))
                .isTrue();
    }

    /** Many zones are other names of the same rules. */
    private static List<ZoneId> zonesOfDifferentRules() {
        Map<ZoneRules, ZoneId> zones = new LinkedHashMap<>();
        ZoneId.getAvailableZoneIds().stream()
                .sorted()
                .map(ZoneId::of)
                .forEach(zone -> zones.putIfAbsent(zone.getRules(), zone));
        return List.copyOf(zones.values());
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
