package io.millrace.metrics.charts;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The marks of a time axis, in UTC, at whole minutes, hours, days or months. Positions are epoch milliseconds. */
final class TimeTicks {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm", Locale.ENGLISH);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH);
    private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("MMM uuuu", Locale.ENGLISH);
    private static final Duration[] SHORT_STEPS = {
        Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(15), Duration.ofMinutes(30),
        Duration.ofHours(1), Duration.ofHours(3), Duration.ofHours(6), Duration.ofHours(12)
    };
    private static final int[] DAY_STEPS = {1, 2, 7, 14};
    private static final int[] MONTH_STEPS = {1, 3, 6, 12, 24, 60, 120};

    private TimeTicks() {}

    static Ticks of(double lowMillis, double highMillis, int wanted) {
        double rough = Math.max(1, (highMillis - lowMillis) / Math.max(1, wanted));
        for (Duration step : SHORT_STEPS) {
            if (step.toMillis() >= rough) {
                return regular(lowMillis, highMillis, step);
            }
        }
        for (int days : DAY_STEPS) {
            if (Duration.ofDays(days).toMillis() >= rough) {
                return days(lowMillis, highMillis, days);
            }
        }
        for (int months : MONTH_STEPS) {
            if (Duration.ofDays(30).toMillis() * (double) months >= rough || months == 120) {
                return months(lowMillis, highMillis, months);
            }
        }
        throw new IllegalStateException("no step for " + rough + " ms");
    }

    private static Ticks regular(double low, double high, Duration step) {
        long millis = step.toMillis();
        List<LocalDateTime> times = new ArrayList<>();
        for (long at = (long) Math.ceil(low / millis) * millis; at <= high; at += millis) {
            times.add(LocalDateTime.ofInstant(Instant.ofEpochMilli(at), ZoneOffset.UTC));
        }
        return labelled(
                times, time -> time.toLocalTime().equals(LocalTime.MIDNIGHT) ? DAY.format(time) : CLOCK.format(time));
    }

    private static Ticks days(double low, double high, int days) {
        long first = (long) Math.ceil(low / Duration.ofDays(1).toMillis());
        List<LocalDateTime> times = new ArrayList<>();
        // weeks start on Monday: epoch day 4 is one
        long start = days < 7 ? first : first + Math.floorMod(4 - first, 7L);
        for (LocalDate day = LocalDate.ofEpochDay(start); millis(day) <= high; day = day.plusDays(days)) {
            times.add(day.atStartOfDay());
        }
        return labelled(times, DAY::format);
    }

    private static Ticks months(double low, double high, int months) {
        LocalDate day = LocalDateTime.ofInstant(Instant.ofEpochMilli((long) low), ZoneOffset.UTC)
                .toLocalDate()
                .withDayOfMonth(1);
        day = months >= 12 ? day.withMonth(1) : day.minusMonths(Math.floorMod(day.getMonthValue() - 1, months));
        List<LocalDateTime> times = new ArrayList<>();
        for (; millis(day) <= high; day = day.plus(Period.ofMonths(months))) {
            if (millis(day) >= low) {
                times.add(day.atStartOfDay());
            }
        }
        return labelled(times, time -> months >= 12 ? String.valueOf(time.getYear()) : MONTH.format(time));
    }

    private static double millis(LocalDate day) {
        return day.toEpochDay() * (double) Duration.ofDays(1).toMillis();
    }

    private static Ticks labelled(List<LocalDateTime> times, java.util.function.Function<LocalDateTime, String> label) {
        double[] at = times.stream()
                .mapToDouble(time -> time.toInstant(ZoneOffset.UTC).toEpochMilli())
                .toArray();
        return new Ticks(at, times.stream().map(label).toList());
    }
}
