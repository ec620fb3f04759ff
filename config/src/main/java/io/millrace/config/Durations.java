package io.millrace.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as project files, feature names and reports write them: a number and a unit, {@code 10m}, {@code 7d}. */
public final class Durations {

    private static final Pattern TEXT = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)\\s*([A-Za-zµ]*)");
    private static final long SECOND = 1_000_000_000L;
    private static final long DAY = 86_400L * SECOND;
    private static final Map<String, Long> UNITS = units();

    private Durations() {}

    /**
     * Returns the duration that {@code text} spells: {@code 10m}, {@code 1.5h}, {@code 7 days}.
     *
     * <p>Units are ns, us, ms, s, m, h, d (24 hours), w (7 days) and their long names. Months and years are not
     * durations; ISO-8601 ({@code PT10M}) is not read.
     *
     * @throws IllegalArgumentException if there is no unit, the unit is unknown, or the value is not a number of whole
     *     nanoseconds that a duration holds; the message says which
     */
    public static Duration parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "is the text \"" + text + "\"; write a number and a unit, for example 10m or 7d");
        }
        String unit = matcher.group(2);
        if (unit.isEmpty()) {
            throw new IllegalArgumentException("is " + text.strip() + " without a unit; write for example "
                    + text.strip() + "m (units ns, us, ms, s, m, h, d, w)");
        }
        Long nanos = UNITS.get(unit.length() > 2 ? unit.toLowerCase(Locale.ROOT) : unit);
        if (nanos == null) {
            throw new IllegalArgumentException(
                    "has the unknown unit '" + unit + "'; use one of ns, us, ms, s, m, h, d, w");
        }
        try {
            BigDecimal total = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(nanos));
            BigDecimal[] parts = total.divideAndRemainder(BigDecimal.valueOf(SECOND));
            return Duration.ofSeconds(parts[0].longValueExact(), parts[1].longValueExact());
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "is " + text.strip() + ", which is not a whole number of nanoseconds in range; use a smaller unit",
                    e);
        }
    }

    /**
     * Returns the canonical text of {@code duration}: the largest unit of d, h, m, s, ms, us, ns that divides it.
     *
     * <p>{@link #parse} reads it back: {@code 90m}, {@code 7d}; zero is {@code 0s}.
     *
     * @throws IllegalArgumentException if {@code duration} is negative
     */
    public static String text(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("a duration is not negative, got " + duration);
        }
        long seconds = duration.getSeconds();
        int nanos = duration.getNano();
        if (nanos != 0) {
            BigDecimal all = BigDecimal.valueOf(seconds)
                    .multiply(BigDecimal.valueOf(SECOND))
                    .add(BigDecimal.valueOf(nanos));
            if (nanos % 1_000_000 == 0) {
                return all.movePointLeft(6).toBigInteger() + "ms";
            }
            return nanos % 1_000 == 0 ? all.movePointLeft(3).toBigInteger() + "us" : all.toBigInteger() + "ns";
        }
        if (seconds % 86_400 == 0 && seconds != 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3_600 == 0 && seconds != 0) {
            return seconds / 3_600 + "h";
        }
        return seconds % 60 == 0 && seconds != 0 ? seconds / 60 + "m" : seconds + "s";
    }

    /** Returns a short text for people: two units at most, such as {@code 3h 12m}; below a second as {@link #text}. */
    public static String rounded(Duration duration) {
        if (duration.toDays() > 0) {
            return duration.toDays() + "d" + part(duration.toHoursPart(), "h");
        }
        if (duration.toHours() > 0) {
            return duration.toHours() + "h" + part(duration.toMinutesPart(), "m");
        }
        if (duration.toMinutes() > 0) {
            return duration.toMinutes() + "m" + part(duration.toSecondsPart(), "s");
        }
        return duration.toSeconds() > 0 ? duration.toSeconds() + "s" : text(duration);
    }

    private static String part(int value, String unit) {
        return value == 0 ? "" : " " + value + unit;
    }

    private static Map<String, Long> units() {
        Map<String, Long> units = new LinkedHashMap<>();
        put(units, 1L, "ns", "nano", "nanos", "nanosecond", "nanoseconds");
        put(units, 1_000L, "us", "µs", "micro", "micros", "microsecond", "microseconds");
        put(units, 1_000_000L, "ms", "milli", "millis", "millisecond", "milliseconds");
        put(units, SECOND, "s", "sec", "secs", "second", "seconds");
        put(units, 60L * SECOND, "m", "min", "mins", "minute", "minutes");
        put(units, 3_600L * SECOND, "h", "hour", "hours");
        put(units, DAY, "d", "day", "days");
        put(units, 7L * DAY, "w", "week", "weeks");
        return units;
    }

    private static void put(Map<String, Long> units, long nanos, String... names) {
        for (String name : names) {
            units.put(name, nanos);
        }
    }
}
