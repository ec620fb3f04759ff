package io.millrace.features.internal;

import io.millrace.metrics.TieRule;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The version of each event that is current, for views with an event id: the newest of those known so far. */
final class Versions {

    private final WindowPart part;
    private final Map<Object, Event> current = new HashMap<>();
    private int disputes;

    Versions(WindowPart part) {
        this.part = part;
    }

    void clear() {
        current.clear();
        disputes = 0;
    }

    /**
     * Makes {@code event} current if it is the newer version.
     *
     * @return the event that is not, or no longer, current: the one replaced, {@code event} itself, or null if there was
     *     no other version
     */
    @Nullable
    Event offer(Event event) {
        Object id = id(event);
        if (id == null) {
            return null;
        }
        Event held = current.get(id);
        if (held == null) {
            current.put(id, event);
            return null;
        }
        int order = part.versions().compare(event.row, held.row);
        boolean tied = order == 0;
        if (tied) {
            order = part.versions().compareTied(event.row, held.row);
        }
        boolean disputed = tied && (held.disputed || order != 0);
        Event loser = order > 0 ? held : event;
        Event winner = order > 0 ? event : held;
        disputes -= held.disputed ? 1 : 0;
        held.disputed = false;
        winner.disputed = disputed;
        disputes += disputed ? 1 : 0;
        current.put(id, winner);
        loser.replaced = true;
        return loser;
    }

    /** Forgets an event that has left the widest window for good. */
    void forget(Event event) {
        Object id = id(event);
        if (id != null && current.remove(id, event) && event.disputed) {
            disputes--;
        }
    }

    /** Fails if two different versions of one event are equally new and a window may still see them. */
    void checkDisputes(KeyText key) {
        if (disputes > 0 && part.ties() == TieRule.FAIL) {
            throw TieRule.tied(
                    part.label() + ": different versions of one event id with " + key.describe() + " are",
                    "created time and sequence columns");
        }
    }

    int size() {
        return current.size();
    }

    private @Nullable Object id(Event event) {
        Object id = event.row.get(part.idPosition());
        return id instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : id;
    }
}
