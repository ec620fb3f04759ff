package io.millrace.features.internal;

import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The events of the widest window as a list linked in the order of time.
 *
 * <p>Events that arrive in order are appended in constant time. Where they may arrive out of order an index finds their
 * place in logarithmic time.
 */
final class Timeline {

    private final @Nullable NavigableSet<Event> index;
    private @Nullable Event head;
    private @Nullable Event tail;
    private int size;

    /** Creates an empty timeline for events in the order of time. */
    static Timeline inOrder() {
        return new Timeline(null);
    }

    /** Creates an empty timeline for events in any order. */
    static Timeline anyOrder() {
        return new Timeline(new TreeSet<>(Event.BY_TIME));
    }

    private Timeline(@Nullable NavigableSet<Event> index) {
        this.index = index;
    }

    void clear() {
        head = null;
        tail = null;
        size = 0;
        if (index != null) {
            index.clear();
        }
    }

    @Nullable
    Event first() {
        return head;
    }

    @Nullable
    Event last() {
        return tail;
    }

    int size() {
        return size;
    }

    void insert(Event event) {
        Event before = tail;
        if (index != null) {
            before = index.lower(event);
            index.add(event);
        }
        Event after = before == null ? head : before.later;
        event.earlier = before;
        event.later = after;
        if (before == null) {
            head = event;
        } else {
            before.later = event;
        }
        if (after == null) {
            tail = event;
        } else {
            after.earlier = event;
        }
        event.linked = true;
        size++;
    }

    void remove(Event event) {
        if (event.earlier == null) {
            head = event.later;
        } else {
            event.earlier.later = event.later;
        }
        if (event.later == null) {
            tail = event.earlier;
        } else {
            event.later.earlier = event.earlier;
        }
        if (index != null) {
            index.remove(event);
        }
        event.linked = false;
        size--;
        event.earlier = null;
        event.later = null;
    }
}
