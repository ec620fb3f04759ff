package io.millrace.features;

import java.time.Duration;

/** Durations as people write them: one whole number and the largest unit that divides it, such as {@code 90m}. */
final class DurationText {

    private static final String[] UNITS = {"d", "h", "m", "s", "ms"};
    private static final long[] MICROS = {86_400_000_000L, 3_600_000_000L, 60_000_000L, 1_000_000L, 1_000L};

    private DurationText() {}

    /** Returns the text, readable as a HOCON duration; parts below a microsecond are cut off. */
    static String of(Duration duration) {
        long micros = Math.addExact(Math.multiplyExact(duration.getSeconds(), 1_000_000L), duration.getNano() / 1_000);
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
}
