package io.millrace.reports;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The marks of a time axis at whole minutes, hours, days, months or years of a zone's calendar. Positions are epoch
 * milliseconds.
 *
 * <p>An hour that the clocks skip has no mark, one that they repeat has two. A day begins when its first moment is there,
 * which is not midnight where the clocks skip that.
 */
final class TimeTicks {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm", Locale.ENGLISH);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH);
    private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("MMM uuuu", Locale.ENGLISH);
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ENGLISH);
    private static final DateTimeFormatter DATE_AND_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ENGLISH);
    private static final Duration[] SHORT_STEPS = {
        Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(15), Duration.ofMinutes(30),
        Duration.ofHours(1), Duration.ofHours(3), Duration.ofHours(6), Duration.ofHours(12)
    };
    private static final int[] DAY_STEPS = {1, 2, 7, 14};
    private static final int[] MONTH_STEPS = {1, 3, 6};
    private static final double DAYS_OF_A_YEAR = 365.25;
    /** No clock is moved by more than this. */
    private static final Duration LONGEST_SHIFT = Duration.ofDays(1);

    private final double low;
    private final double high;
    private final ZoneId zone;

    private TimeTicks(double lowMillis, double highMillis, ZoneId zone) {
        this.low = lowMillis;
        this.high = highMillis;
        this.zone = zone;
    }

    /** Returns about as many marks as wanted, or fewer. */
    static Ticks of(double lowMillis, double highMillis, int wanted, ZoneId zone) {
        TimeTicks axis = new TimeTicks(lowMillis, highMillis, zone);
        double rough = Math.max(1, (highMillis - lowMillis) / Math.max(1, wanted));
        for (Duration step : SHORT_STEPS) {
            if (step.toMillis() >= rough) {
                return axis.hours(step);
            }
        }
        double roughDays = rough / Duration.ofDays(1).toMillis();
        for (int days : DAY_STEPS) {
            if (days >= roughDays) {
                return axis.days(days);
            }
        }
        for (int months : MONTH_STEPS) {
            if (months * 30 >= roughDays) {
                return axis.months(months);
            }
        }
        return axis.years((int) Math.ceil(Ticks.roundUp(Math.max(1, roughDays / DAYS_OF_A_YEAR))));
    }

    /** Returns a moment for a note: {@code 2013-11-29 14:00}, or {@code 2013-11-29} for the beginning of that day. */
    static String moment(double millis, ZoneId zone) {
        ZonedDateTime at = Instant.ofEpochMilli((long) millis).atZone(zone);
        return (beginsADay(at) ? DATE : DATE_AND_TIME).format(at);
    }

    private Ticks hours(Duration step) {
        SortedSet<Instant> marks = new TreeSet<>();
        LocalDateTime first = local(low).minus(LONGEST_SHIFT).toLocalDate().atStartOfDay();
        LocalDateTime last = local(high).plus(LONGEST_SHIFT);
        for (LocalDateTime at = first; !at.isAfter(last); at = at.plus(step)) {
            LocalDateTime mark = at;
            zone.getRules().getValidOffsets(at).forEach(offset -> marks.add(mark.toInstant(offset)));
            if (at.toLocalTime().equals(LocalTime.MIDNIGHT)) {
                marks.add(at.toLocalDate().atStartOfDay(zone).toInstant());
            }
        }
        return labelled(marks.stream().map(mark -> mark.atZone(zone)).toList(), time -> (beginsADay(time) ? DAY : CLOCK)
                .format(time));
    }

    private Ticks days(int days) {
        LocalDate first = local(low).toLocalDate();
        // weeks start on Monday: epoch day 4 is one
        LocalDate start = days < 7 ? first : first.plusDays(Math.floorMod(4 - first.toEpochDay(), 7L));
        return dates(start, day -> day.plusDays(days), DAY);
    }

    private Ticks months(int months) {
        LocalDate first = local(low).toLocalDate().withDayOfMonth(1);
        LocalDate start = first.minusMonths(Math.floorMod(first.getMonthValue() - 1, months));
        return dates(start, day -> day.plusMonths(months), MONTH);
    }

    private Ticks years(int years) {
        LocalDate first = local(low).toLocalDate().withDayOfYear(1);
        LocalDate start = first.minusYears(Math.floorMod(first.getYear(), years));
        return dates(start, day -> day.plusYears(years), DateTimeFormatter.ofPattern("uuuu", Locale.ENGLISH));
    }

    private Ticks dates(LocalDate first, UnaryOperator<LocalDate> next, DateTimeFormatter label) {
        List<ZonedDateTime> marks = new ArrayList<>();
        for (LocalDate day = first; millis(day.atStartOfDay(zone)) <= high; day = next.apply(day)) {
            marks.add(day.atStartOfDay(zone));
        }
        return labelled(marks, label::format);
    }

    private Ticks labelled(List<ZonedDateTime> marks, Function<ZonedDateTime, String> label) {
        List<ZonedDateTime> inside = marks.stream()
                .filter(mark -> millis(mark) >= low && millis(mark) <= high)
                .toList();
        return new Ticks(
                inside.stream().mapToDouble(TimeTicks::millis).toArray(),
                inside.stream().map(label).toList());
    }

    private LocalDateTime local(double millis) {
        return LocalDateTime.ofInstant(Instant.ofEpochMilli((long) millis), zone);
    }

    private static boolean beginsADay(ZonedDateTime time) {
        return time.equals(time.toLocalDate().atStartOfDay(time.getZone()));
    }

    private static double millis(ZonedDateTime time) {
        return time.toInstant().toEpochMilli();
    }
}
