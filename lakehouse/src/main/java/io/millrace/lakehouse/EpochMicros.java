package io.millrace.lakehouse;

import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.apache.spark.sql.Column;

/**
 * Instants and spans as whole microseconds since 1970-01-01T00:00:00Z, as tables hold them; exact for the years 1 to 9999.
 *
 * <p>The one place of this arithmetic: {@code ChronoUnit.MICROS.between} goes by nanoseconds, which overflow before 1678 and
 * after 2262.
 */
public final class EpochMicros {

    private static final long PER_SECOND = 1_000_000L;
    private static final int NANOS = 1_000;

    /** Before this, Spark takes a {@link Timestamp}'s wall clock in the Julian calendar and the local mean time. */
    private static final Instant PLAIN_TIMESTAMPS = Instant.parse("1901-01-01T00:00:00Z");

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
     * Returns what a {@code Row} must hold for Spark to store {@code instant}, of any year from 1 to 9999.
     *
     * <p>{@code Timestamp.from} is stored as another instant before 1582: Spark takes the wall clock that a timestamp shows in
     * the JVM's zone and the Julian calendar. The wall clocks of 1582-10-05 to 14, which that calendar does not have, are the
     * one gap: they are stored ten days later.
     */
    public static Timestamp timestamp(Instant instant) {
        return instant.isBefore(PLAIN_TIMESTAMPS)
                ? Timestamp.valueOf(LocalDateTime.ofInstant(instant, ZoneId.systemDefault()))
                : Timestamp.from(instant);
    }

    /**
     * Returns the microseconds from 1970-01-01T00:00:00 to the wall clock of a TIMESTAMP_NTZ column, as BIGINT; NULL for NULL.
     *
     * <p>Casts to TIMESTAMP and {@code timestamp_diff} go through the session's zone, whose clock skips and repeats hours.
     */
    public static Column ofWallClock(Column clock) {
        Column span = clock.minus(expr("timestamp_ntz'1970-01-01 00:00:00'")).cast("interval second");
        return span.cast("decimal(20, 6)").multiply(lit(PER_SECOND)).cast("bigint");
    }

    private static long exact(long seconds, int nanos) {
        if (seconds < 0
                && nanos > 0) { // from the end of the second, so that the lowest value does not overflow on the way
            return Math.addExact(Math.multiplyExact(seconds + 1, PER_SECOND), nanos / NANOS - PER_SECOND);
        }
        return Math.addExact(Math.multiplyExact(seconds, PER_SECOND), nanos / NANOS);
    }
}
