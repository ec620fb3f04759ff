package io.millrace.registry;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * One value of a metric at a step.
 *
 * @param name letters, digits, and {@code / _ - . :} and space; at most 250 characters
 * @param value any double; NaN and infinities are kept
 * @param step 0 for a metric without steps
 * @param time when it was measured, kept in milliseconds
 */
public record MetricPoint(String name, double value, long step, Instant time) {
    public MetricPoint {
        requireNonNull(name, "name");
        requireNonNull(time, "time");
    }
}
