package io.millrace.features.internal;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
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

    /** What orders it among events of its time. */
    final List<@Nullable Object> rank;

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

    /** Creates an event whose first {@code rankColumns} columns, the first of which is its time, rank it. */
    Event(long arrival, Row row, int rankColumns, boolean counts) {
        this.time = row.getLong(0);
        this.arrival = arrival;
        this.row = row;
        this.rank = rank(row, rankColumns);
        this.counts = counts;
    }

    private static List<@Nullable Object> rank(Row row, int rankColumns) {
        if (rankColumns == 1) {
            return List.of();
        }
        @Nullable Object[] rank = new Object[rankColumns - 1];
        for (int i = 1; i < rankColumns; i++) {
            rank[i - 1] = row.get(i);
        }
        return Arrays.asList(rank);
    }
}
