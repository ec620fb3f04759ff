package io.millrace.monitoring;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The length of a monitor's windows: {@code 5 minutes}, {@code 1 hour}, {@code 1 day}, {@code 2 weeks}, {@code 1 month}.
 *
 * <p>Windows follow the calendar of a zone: days begin at its midnight, weeks on Monday, and a day on which clocks change
 * has 23 or 25 hours. Several weeks are counted from Monday, 5 January 1970. Minutes and hours divide the hour and the
 * day evenly and are counted by the clock on the wall, except that no hour is merged when the clock is turned back.
 *
 * @param count how many units; minutes must divide 60, hours 24, and there is one day, month or year
 */
public record Granularity(int count, Unit unit) {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,4})\\s*([a-zA-Z]+)");
    private static final LocalDate FIRST_MONDAY = LocalDate.of(1970, 1, 5);

    /** The units, from short to long. */
    public enum Unit {
        MINUTE("m|min|minutes?"),
        HOUR("h|hours?"),
        DAY("d|days?"),
        WEEK("w|weeks?"),
        MONTH("mo|months?"),
        YEAR("y|years?");

        private final String names;

        Unit(String names) {
            this.names = names;
        }
    }

    /** Checks that such windows tile the calendar. */
    public Granularity {
        boolean tiles =
                switch (unit) {
                    case MINUTE -> count >= 1 && count < 60 && 60 % count == 0;
                    case HOUR -> count >= 1 && count < 24 && 24 % count == 0;
                    case DAY, MONTH, YEAR -> count == 1;
                    case WEEK -> count >= 1 && count <= 4;
                };
        if (!tiles) {
            throw new IllegalArgumentException("windows of " + text(count, unit)
                    + " do not tile the calendar; minutes must divide 60, hours 24, weeks are 1 to 4, and days, months "
                    + "and years come singly");
        }
    }

    /**
     * Reads {@code 1 day}, {@code 30 minutes}, {@code 1h}, {@code 2 weeks}.
     *
     * @throws IllegalArgumentException if the text is no such length, with the text
     */
    public static Granularity parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (matcher.matches()) {
            String name = matcher.group(2).toLowerCase(Locale.ROOT);
            for (Unit unit : Unit.values()) {
                if (name.matches(unit.names)) {
                    return new Granularity(Integer.parseInt(matcher.group(1)), unit);
                }
            }
        }
        throw new IllegalArgumentException("\"" + text + "\" is no length of windows; write for example \"1 hour\", "
                + "\"1 day\", \"1 week\" or \"1 month\"");
    }

    /** Returns the window that holds {@code instant}. */
    public Window window(Instant instant, ZoneId zone) {
        ZonedDateTime at = instant.atZone(zone);
        ZonedDateTime start =
                switch (unit) {
                    case MINUTE -> {
                        ZonedDateTime hour = at.truncatedTo(ChronoUnit.HOURS);
                        yield hour.plusMinutes((long) at.getMinute() / count * count);
                    }
                    case HOUR -> count == 1 ? at.truncatedTo(ChronoUnit.HOURS) : part(at);
                    case DAY -> day(at.toLocalDate(), zone);
                    case WEEK -> {
                        LocalDate monday = at.toLocalDate().with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
                        long weeks = ChronoUnit.WEEKS.between(FIRST_MONDAY, monday);
                        yield day(monday.minusWeeks(Math.floorMod(weeks, (long) count)), zone);
                    }
                    case MONTH -> day(at.toLocalDate().withDayOfMonth(1), zone);
                    case YEAR -> day(at.toLocalDate().withDayOfYear(1), zone);
                };
        return new Window(start.toInstant(), end(start, zone).toInstant());
    }

    /** Returns the window that begins where {@code window} ends. */
    public Window next(Window window, ZoneId zone) {
        return window(window.end(), zone);
    }

    /** Parts of a day begin at fixed hours of the wall clock, as far as the day has them. */
    private ZonedDateTime part(ZonedDateTime at) {
        return at.toLocalDate().atTime(at.getHour() / count * count, 0).atZone(at.getZone());
    }

    private ZonedDateTime end(ZonedDateTime start, ZoneId zone) {
        return switch (unit) {
            case MINUTE -> start.plusMinutes(count);
            case HOUR -> count == 1 ? start.plus(Duration.ofHours(1)) : partEnd(start);
            case DAY -> day(start.toLocalDate().plusDays(1), zone);
            case WEEK -> day(start.toLocalDate().plusWeeks(count), zone);
            case MONTH -> day(start.toLocalDate().plusMonths(1), zone);
            case YEAR -> day(start.toLocalDate().plusYears(1), zone);
        };
    }

    private ZonedDateTime partEnd(ZonedDateTime start) {
        int hour = start.getHour() / count * count + count;
        return hour >= 24
                ? day(start.toLocalDate().plusDays(1), start.getZone())
                : start.toLocalDate().atTime(hour, 0).atZone(start.getZone());
    }

    private static ZonedDateTime day(LocalDate date, ZoneId zone) {
        return date.atStartOfDay(zone);
    }

    /**
     * Returns the length of which all of these windows consist, so that the states of its windows merge into theirs: the
     * shortest one, or one minute, hour or day where that does not fit the others.
     */
    static Granularity base(List<Granularity> granularities) {
        Granularity shortest = granularities.get(0);
        for (Granularity one : granularities) {
            if (one.unit.compareTo(shortest.unit) < 0 || (one.unit == shortest.unit && one.count < shortest.count)) {
                shortest = one;
            }
        }
        for (Granularity one : granularities) {
            if (!one.consistsOf(shortest)) {
                return switch (shortest.unit) {
                    case MINUTE -> new Granularity(1, Unit.MINUTE);
                    case HOUR -> new Granularity(1, Unit.HOUR);
                    case DAY, WEEK, MONTH, YEAR -> new Granularity(1, Unit.DAY);
                };
            }
        }
        return shortest;
    }

    private boolean consistsOf(Granularity part) {
        if (unit == part.unit) {
            return count % part.count == 0;
        }
        return unit.compareTo(part.unit) > 0 && part.unit != Unit.WEEK;
    }

    /** Returns {@code 1 day}, {@code 30 minutes}: the text of the column {@code granularity}. */
    @Override
    public String toString() {
        return text(count, unit);
    }

    private static String text(int count, Unit unit) {
        String name = unit.name().toLowerCase(Locale.ROOT);
        return count + " " + name + (count == 1 ? "" : "s");
    }
}
