package io.millrace.config;

import java.time.Duration;
import java.time.Instant;

/**
 * Instants and spans as whole microseconds since 1970-01-01T00:00:00Z, as tables hold them; exact for the years 1 to 9999.
 *
 * <p>The one place of this arithmetic: {@code ChronoUnit.MICROS.between} goes by nanoseconds, which overflow before 1678 and
 * after 2262.
 */
public final class EpochMicros {

    private static final long PER_SECOND = 1_000_000L;
    private static final int NANOS = 1_000;

    private EpochMicros() {}

    /**
     * Returns the microseconds since the epoch, negative before it; nanoseconds are cut off towards the past.
     *
     * @throws ArithmeticException if they do not fit 64 bits, some 292,000 years from 1970
     */
    public static long of(Instant instant) {
        return exact(instant.getEpochSecond(), instant.getNano());
    }

    /**
     * Returns the microseconds of a span; nanoseconds are cut off towards the smaller span.
     *
     * @throws ArithmeticException if they do not fit 64 bits, some 292,000 years
     */
    public static long of(Duration span) {
        return exact(span.getSeconds(), span.getNano());
    }

    /** Returns the instant that lies so many microseconds after the epoch, or before it. */
    public static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, PER_SECOND), Math.floorMod(micros, PER_SECOND) * NANOS);
    }

    /**
     * Returns the SQL of the microseconds from 1970-01-01T00:00:00 to the wall clock of a TIMESTAMP_NTZ, as BIGINT; NULL for
     * NULL.
     *
     * <p>Casts to TIMESTAMP and {@code timestamp_diff} go through the session's zone, whose clock skips and repeats hours.
     *
     * @param clock the SQL of the wall clock, such as a quoted column
     */
    public static String ofWallClock(String clock) {
        return "cast(cast(cast(" + clock
                + " - timestamp_ntz'1970-01-01 00:00:00' as interval second) as decimal(20, 6)) * " + PER_SECOND
                + " as bigint)";
    }

    private static long exact(long seconds, int nanos) {
        if (seconds < 0
                && nanos > 0) { // from the end of the second, so that the lowest value does not overflow on the way
            return Math.addExact(Math.multiplyExact(seconds + 1, PER_SECOND), nanos / NANOS - PER_SECOND);
        }
        return Math.addExact(Math.multiplyExact(seconds, PER_SECOND), nanos / NANOS);
    }
}
