package io.millrace.monitoring;

import io.millrace.reports.Figures;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Windows as people name them, by the calendar of the monitor's zone. */
record WindowNames(ZoneId zone) {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT);
    private static final DateTimeFormatter DATE_AND_TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);
    private static final DateTimeFormatter MONTH_AND_DAY = DateTimeFormatter.ofPattern("MM-dd", Locale.ROOT);
    private static final DateTimeFormatter DAY_AND_TIME = DateTimeFormatter.ofPattern("dd HH:mm", Locale.ROOT);

    /** Returns {@code 2013-11-29}, {@code 2013-11-25 to 2013-12-01}, or {@code 2013-11-29 14:00}. */
    String full(Window window) {
        ZonedDateTime start = window.start().atZone(zone);
        if (!wholeDays(window)) {
            return DATE_AND_TIME.format(start);
        }
        ZonedDateTime last = window.end().atZone(zone).minusDays(1);
        return DATE.format(start) + (last.isAfter(start) ? " to " + DATE.format(last) : "");
    }

    /** Returns {@code 11-29} or {@code 29 14:00}: enough beside its neighbours. */
    String brief(Window window) {
        return (wholeDays(window) ? MONTH_AND_DAY : DAY_AND_TIME)
                .format(window.start().atZone(zone));
    }

    String instant(Instant instant) {
        return DATE_AND_TIME.format(instant.atZone(zone)) + " " + zoneName();
    }

    String zoneName() {
        return Figures.zone(zone);
    }

    private boolean wholeDays(Window window) {
        return Duration.between(window.start(), window.end()).toHours() >= 23;
    }
}
