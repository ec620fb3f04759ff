package io.millrace.pipelines;

import java.time.ZoneId;
import java.util.Objects;

/**
 * When a pipeline runs: a Quartz cron expression and the zone in which it is read.
 *
 * @param cron six or seven fields, seconds first: {@code 0 0 3 * * ?}
 * @param zone the zone of the expression
 */
public record Schedule(String cron, ZoneId zone) {
    /** Checks the expression; throws {@link IllegalArgumentException} if Quartz would not take it. */
    public Schedule {
        Objects.requireNonNull(zone);
        QuartzCron.problem(cron).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
    }
}
