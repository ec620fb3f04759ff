package io.millrace.features.internal;

import io.millrace.config.DataException;
import io.millrace.metrics.TieRule;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** The first and last values of one input, by time, created time and sequence; values tied there order by themselves. */
final class EndValues {

    /** Arrivals of probes, which stand before all events of a time, or before or after all of a rank. */
    private static final long BEFORE_TIME = -1;

    private static final long BEFORE_RANK = -2;
    private static final long AFTER_RANK = Long.MAX_VALUE;

    private final WindowPart part;
    private final WindowPart.Input input;
    private final TreeSet<Event> events = new TreeSet<>(this::compare);

    EndValues(WindowPart part, WindowPart.Input input) {
        this.part = part;
        this.input = input;
    }

    void clear() {
        events.clear();
    }

    void add(Event event) {
        events.add(event);
    }

    void remove(Event event) {
        events.remove(event);
    }

    /** The first value at or after {@code start}; call only if there is one. */
    @Nullable
    Object first(long start, KeyText key) {
        Event first = events.higher(new Event(start, BEFORE_TIME, Row.empty(), false));
        if (first == null) {
            return null;
        }
        checkTie(first, events.lower(new Event(first.time, AFTER_RANK, first.row, false)), key);
        return value(first);
    }

    /** The last value; call only if there is one in the window. */
    @Nullable
    Object last(KeyText key) {
        Event last = events.last();
        checkTie(last, events.higher(new Event(last.time, BEFORE_RANK, last.row, false)), key);
        return value(last);
    }

    /** Events of one rank stand together, ordered by value: all values are equal if the outermost are. */
    private void checkTie(Event end, @Nullable Event other, KeyText key) {
        if (part.ties() == TieRule.FAIL && other != null && !ValueOrder.same(value(end), value(other))) {
            throw new DataException(part.label() + ": different values of " + input.name() + " with " + key.describe()
                    + " are equal in time, created time and sequence columns, so none is the first or last; declare"
                    + " sequence columns that tell them apart, or ties = total-order");
        }
    }

    private @Nullable Object value(Event event) {
        return event.row.get(input.position());
    }

    private int compare(Event a, Event b) {
        int order = Long.compare(a.time, b.time);
        if (order != 0 || a.arrival == BEFORE_TIME || b.arrival == BEFORE_TIME) {
            return order == 0 ? Long.compare(a.arrival, b.arrival) : order;
        }
        for (int i = 1; order == 0 && i < part.rankColumns(); i++) {
            order = ValueOrder.compare(a.row.get(i), b.row.get(i));
        }
        if (order == 0 && !isProbe(a) && !isProbe(b)) {
            order = ValueOrder.compare(value(a), value(b));
        }
        return order == 0 ? Long.compare(a.arrival, b.arrival) : order;
    }

    private static boolean isProbe(Event event) {
        return event.arrival == BEFORE_RANK || event.arrival == AFTER_RANK;
    }
}
