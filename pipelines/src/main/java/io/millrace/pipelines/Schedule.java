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
    /** Checks the number of fields; throws {@link IllegalArgumentException} if it is neither six nor seven. */
    public Schedule {
        Objects.requireNonNull(zone);
        int fields = cron.strip().split("\\s+", -1).length;
        if (fields != 6 && fields != 7) {
            throw new IllegalArgumentException("cron has " + fields + " fields (" + cron
                    + "); a Quartz expression has six or seven, seconds first, as in 0 0 3 * * ?");
        }
    }
}
