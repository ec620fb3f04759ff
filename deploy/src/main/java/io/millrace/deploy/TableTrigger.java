package io.millrace.deploy;

import io.millrace.config.TableName;
import java.time.Duration;
import java.util.List;

/**
 * Starts a job when tables have changed.
 *
 * @param tables the tables; a change of any starts the job
 * @param minInterval how long after a start nothing starts the job again
 * @param settle how long the tables must be quiet first
 */
public record TableTrigger(List<TableName> tables, Duration minInterval, Duration settle) {
    private static final Duration LEAST = Duration.ofMinutes(1);

    /** Copies the list; throws {@link IllegalArgumentException} if there is no table, or a time is one that a workspace refuses. */
    public TableTrigger {
        tables = List.copyOf(tables);
        if (tables.isEmpty()) {
            throw new IllegalArgumentException("a trigger needs at least one table; name it in tables");
        }
        for (Duration duration : List.of(minInterval, settle)) {
            if (duration.compareTo(LEAST) < 0) {
                throw new IllegalArgumentException("min-interval and settle must be at least a minute");
            }
        }
    }
}
