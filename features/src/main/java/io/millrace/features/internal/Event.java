package io.millrace.features.internal;

import java.util.Comparator;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** One feature row while it may lie in a window: a link of the {@link Timeline}. */
final class Event {

    /** By time, then by arrival. */
    static final Comparator<Event> BY_TIME =
            Comparator.<Event>comparingLong(event -> event.time).thenComparingLong(event -> event.arrival);

    final long time;
    final long arrival;
    final Row row;

    /** Whether it may lie in a window; if not, it only stands in the place of older versions. */
    final boolean counts;

    @Nullable
    Event earlier;

    @Nullable
    Event later;

    /** Whether it is linked into the timeline. */
    boolean linked;

    /** Whether a later version has replaced it. */
    boolean replaced;

    /** Whether another, different version is as new as this one. */
    boolean disputed;

    Event(long time, long arrival, Row row, boolean counts) {
        this.time = time;
        this.arrival = arrival;
        this.row = row;
        this.counts = counts;
    }
}
