package io.millrace.features;

import io.millrace.lakehouse.EpochMicros;
import java.time.Duration;

/** Durations as people write them: one whole number and the largest unit that divides it, such as {@code 90m}. */
final class DurationText {

    private static final String[] UNITS = {"d", "h", "m", "s", "ms"};
    private static final long[] MICROS = {86_400_000_000L, 3_600_000_000L, 60_000_000L, 1_000_000L, 1_000L};

    private DurationText() {}

    /** Returns the text, readable as a HOCON duration; parts below a microsecond are cut off. */
    static String of(Duration duration) {
        long micros = EpochMicros.of(duration);
        if (micros == 0) {
            return "0s";
        }
        for (int i = 0; i < UNITS.length; i++) {
            if (micros % MICROS[i] == 0) {
                return micros / MICROS[i] + UNITS[i];
            }
        }
        return micros + "us";
    }

    /** Returns a short text for people: two units at most, such as {@code 3h 12m}. */
    static String rounded(Duration duration) {
        if (duration.toDays() > 0) {
            return duration.toDays() + "d" + part(duration.toHoursPart(), "h");
        }
        if (duration.toHours() > 0) {
            return duration.toHours() + "h" + part(duration.toMinutesPart(), "m");
        }
        if (duration.toMinutes() > 0) {
            return duration.toMinutes() + "m" + part(duration.toSecondsPart(), "s");
        }
        return duration.toSeconds() > 0 ? duration.toSeconds() + "s" : of(duration);
    }

    private static String part(int value, String unit) {
        return value == 0 ? "" : " " + value + unit;
    }
}
