package io.millrace.monitoring;

import io.millrace.config.EpochMicros;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import org.jspecify.annotations.Nullable;

/**
 * Cuts time into the windows of one length by the calendar of one zone: the one place of this arithmetic, on the driver and in
 * Spark's tasks alike.
 *
 * <p>The windows tile time in every zone: each instant lies in exactly one, none is empty, and each begins where another ends.
 * Remembers the last window, since rows mostly come in runs of one. Not for use by two threads.
 */
final class WindowCutter {
    private static final LocalDate FIRST_MONDAY = LocalDate.of(1970, 1, 5);
    /** No clock was ever turned back by more: Alaska repeated a day in 1867, Manila skipped one. */
    private static final long LONGEST_OVERLAP_HOURS = 48;

    private final Granularity length;
    private final ZoneRules rules;
    private @Nullable Window last;
    private long lastStart;
    private long lastEnd;

    WindowCutter(Granularity length, ZoneId zone) {
        this.length = length;
        this.rules = zone.getRules();
    }

    /** Returns the start of the window that holds the instant, both in microseconds since 1970. */
    long start(long micros) {
        if (last == null || micros < lastStart || micros >= lastEnd) {
            Window window = window(EpochMicros.instant(micros));
            last = window;
            lastStart = EpochMicros.of(window.start());
            lastEnd = EpochMicros.of(window.end());
        }
        return lastStart;
    }

    Window window(Instant instant) {
        return switch (length.unit()) {
            case MINUTE -> byClock(instant, length.count() * 60L);
            case HOUR -> length.count() == 1 ? byClock(instant, 3600) : byCalendar(instant);
            case DAY, WEEK, MONTH, YEAR -> byCalendar(instant);
        };
    }

    /** Minutes and single hours: parts of the hour on the wall, cut where the clocks change, so that none is merged. */
    private Window byClock(Instant instant, long seconds) {
        long offset = rules.getOffset(instant).getTotalSeconds();
        long start = Math.floorDiv(instant.getEpochSecond() + offset, seconds) * seconds - offset;
        long end = start + seconds;
        ZoneOffsetTransition before = changeUpTo(instant);
        ZoneOffsetTransition after = rules.nextTransition(instant);
        return new Window(
                Instant.ofEpochSecond(before == null ? start : Math.max(start, before.toEpochSecond())),
                Instant.ofEpochSecond(after == null ? end : Math.min(end, after.toEpochSecond())));
    }

    /** Parts of the day, days and longer: each begins when the clock first shows its beginning, or jumps over it. */
    private Window byCalendar(Instant instant) {
        LocalDateTime start = floor(furthest(instant));
        return new Window(first(start), first(next(start)));
    }

    /** The furthest that the clock has ever shown up to the instant: after it was turned back, that is later than what it shows. */
    private LocalDateTime furthest(Instant instant) {
        LocalDateTime shown =
                LocalDateTime.ofEpochSecond(instant.getEpochSecond(), instant.getNano(), rules.getOffset(instant));
        Instant earliest = instant.minus(LONGEST_OVERLAP_HOURS, ChronoUnit.HOURS);
        for (ZoneOffsetTransition change = changeUpTo(instant);
                change != null && change.getInstant().isAfter(earliest);
                change = rules.previousTransition(change.getInstant())) {
            LocalDateTime reached = change.getDateTimeBefore().minusNanos(1);
            shown = reached.isAfter(shown) ? reached : shown;
        }
        return shown;
    }

    private @Nullable ZoneOffsetTransition changeUpTo(Instant instant) {
        return rules.previousTransition(instant.plusNanos(1));
    }

    /** The first instant at which the clock shows {@code local} or more. */
    private Instant first(LocalDateTime local) {
        ZoneOffsetTransition change = rules.getTransition(local);
        if (change == null) {
            return local.toInstant(rules.getOffset(local));
        }
        ZoneOffset before = change.getOffsetBefore();
        return change.isGap() ? change.getInstant() : local.toInstant(before);
    }

    private LocalDateTime floor(LocalDateTime local) {
        LocalDate date = local.toLocalDate();
        return switch (length.unit()) {
            case MINUTE -> throw new IllegalStateException("minutes go by the clock");
            case HOUR -> date.atTime(local.getHour() / length.count() * length.count(), 0);
            case DAY -> date.atStartOfDay();
            case WEEK -> {
                LocalDate monday = date.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
                long weeks = ChronoUnit.WEEKS.between(FIRST_MONDAY, monday);
                yield monday.minusWeeks(Math.floorMod(weeks, (long) length.count()))
                        .atStartOfDay();
            }
            case MONTH -> date.withDayOfMonth(1).atStartOfDay();
            case YEAR -> date.withDayOfYear(1).atStartOfDay();
        };
    }

    private LocalDateTime next(LocalDateTime start) {
        return switch (length.unit()) {
            case MINUTE -> start.plusMinutes(length.count());
            case HOUR -> start.plusHours(length.count());
            case DAY -> start.plusDays(length.count());
            case WEEK -> start.plusWeeks(length.count());
            case MONTH -> start.plusMonths(length.count());
            case YEAR -> start.plusYears(length.count());
        };
    }
}
