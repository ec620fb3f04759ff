package io.millrace.monitoring;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The length of a monitor's windows: {@code 5 minutes}, {@code 1 hour}, {@code 1 day}, {@code 2 weeks}, {@code 1 month}.
 *
 * <p>Windows follow the calendar of a zone: days begin at its midnight, weeks on Monday, and a day on which clocks change
 * has 23 or 25 hours. Several weeks are counted from Monday, 5 January 1970. Minutes and hours divide the hour and the
 * day evenly and are counted by the clock on the wall, except that no hour is merged when the clock is turned back: windows
 * of minutes and of one hour end where clocks change, so that a change by half an hour leaves a shorter one. Windows of
 * several hours and longer begin when the clock first shows their beginning; what is repeated then belongs to them.
 *
 * @param count how many units; minutes must divide 60, hours 24, and there is one day, month or year
 */
public record Granularity(int count, Unit unit) {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,4})\\s*([a-zA-Z]+)");

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
        return new WindowCutter(this, zone).window(instant);
    }

    /** Returns the window that begins where {@code window} ends. */
    public Window next(Window window, ZoneId zone) {
        return window(window.end(), zone);
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
