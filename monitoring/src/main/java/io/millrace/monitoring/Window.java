package io.millrace.monitoring;

import java.time.Instant;

/**
 * A span of time, half-open: the start belongs to it, the end does not.
 *
 * @param start first instant inside
 * @param end first instant after it
 */
public record Window(Instant start, Instant end) implements Comparable<Window> {
    /** Checks the order. A window that ends where it starts is a point: that of a snapshot. */
    public Window {
        if (end.isBefore(start)) {
            throw new IllegalArgumentException("window " + start + " to " + end + " ends before it starts");
        }
    }

    /** Orders by start, then end. */
    @Override
    public int compareTo(Window other) {
        int byStart = start.compareTo(other.start);
        return byStart != 0 ? byStart : end.compareTo(other.end);
    }

    /** Returns {@code start/end} in UTC. */
    @Override
    public String toString() {
        return start + "/" + end;
    }
}
