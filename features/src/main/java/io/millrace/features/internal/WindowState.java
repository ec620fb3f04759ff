package io.millrace.features.internal;

import io.millrace.config.DataException;
import io.millrace.features.MatchCause;
import io.millrace.metrics.Aggregate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Rolling windows of one key. All windows, inputs and functions share one timeline of events; each window has a cursor to
 * its oldest event, which only moves forward.
 *
 * <p>Memory: the events that some window may still want, whether or not a spine row comes: those of the widest window that
 * ends at the last row, those still to come, and the versions of the last created time.
 */
final class WindowState implements PartState {

    private final WindowPart part;
    private final KeyText key;
    private final Timeline timeline;
    private final @Nullable Versions versions;
    /** Events whose time is still to come. */
    private final NavigableSet<Event> waiting = new TreeSet<>(Event.BY_TIME);
    /** Versions that no window takes; kept until all versions of the same created time have come. */
    private final List<Event> stale = new ArrayList<>();
    /** Versions that do not count, yet are tied with others, as long as a window might ask for them. */
    private final NavigableSet<Event> shadows = new TreeSet<>(Event.BY_TIME);

    private final InputStates[] inputs;

    /** By output: the state that its value is read from. */
    private final Aggregate<?>[] sources;

    private final @Nullable Event[] oldest;
    private final long[] starts;
    /** From a window's end back to its start, delay included. */
    private final long[] reaches;

    private long arrivals;
    private long now;
    private boolean present;
    /** The least time at which one of the key's events is available. */
    private long firstAvailable;

    private MatchCause cause = MatchCause.NO_KEY;
    private long age;

    WindowState(WindowPart part, KeyText key) {
        this.part = part;
        this.key = key;
        this.timeline = part.created() || part.idPosition() >= 0 ? Timeline.anyOrder() : Timeline.inOrder();
        this.versions = part.idPosition() >= 0 ? new Versions(part) : null;
        this.inputs = new InputStates[part.inputs().size()];
        for (int input = 0; input < inputs.length; input++) {
            inputs[input] = new InputStates(part, input);
        }
        this.sources = part.outputs().stream()
                .map(output -> inputs[output.input()].source(output.function(), output.window()))
                .toArray(Aggregate<?>[]::new);
        int windows = part.widths().size();
        this.oldest = new Event[windows];
        this.starts = new long[windows];
        this.reaches = part.widths().stream()
                .mapToLong(width -> width + part.delayMicros())
                .toArray();
        begin();
    }

    @Override
    public void begin() {
        timeline.clear();
        waiting.clear();
        stale.clear();
        shadows.clear();
        if (versions != null) {
            versions.clear();
        }
        for (InputStates input : inputs) {
            input.clear();
        }
        Arrays.fill(oldest, null);
        Arrays.fill(starts, Long.MIN_VALUE);
        present = false;
        firstAvailable = Long.MAX_VALUE;
        now = Long.MIN_VALUE;
        arrivals = 0;
    }

    @Override
    public void present() {
        present = true;
    }

    @Override
    public void accept(long at, Row row) {
        advance(at);
        boolean counts = part.countsPosition() < 0 || row.getBoolean(part.countsPosition());
        Event event = new Event(arrivals++, row, part.rankColumns(), counts);
        if (counts) {
            firstAvailable = Math.min(firstAvailable, availableAt(event));
        }
        Event loser = versions == null ? null : versions.offer(event);
        if (loser != null && loser != event) {
            drop(loser);
        }
        if (event.replaced) {
            return;
        }
        if (!counts) {
            stale.add(event);
        } else if (availableAt(event) <= at) {
            enter(event);
        } else {
            waiting.add(event);
        }
    }

    /** How many events are held, for whatever reason. */
    int held() {
        int identified = versions == null ? 0 : versions.size();
        return Math.max(identified, timeline.size() + waiting.size() + stale.size() + shadows.size());
    }

    @Override
    public void emit(long time, @Nullable Object[] out, int from) {
        advance(time);
        if (versions != null) {
            versions.checkDisputes(key);
        }
        Event newest = timeline.last();
        if (newest != null) {
            cause = MatchCause.MATCHED;
            age = time - newest.time;
        } else if (firstAvailable <= time) {
            cause = MatchCause.TOO_OLD;
        } else {
            cause = present ? MatchCause.NOT_YET_KNOWN : MatchCause.NO_KEY;
        }
        for (InputStates input : inputs) {
            for (int window = 0; window < oldest.length; window++) {
                input.fold(oldest[window], window);
            }
        }
        for (int i = 0; i < sources.length; i++) {
            out[from + i] = value(part.outputs().get(i), sources[i]);
        }
    }

    @Override
    public MatchCause cause() {
        return cause;
    }

    @Override
    public long age() {
        return age;
    }

    /** The least spine time at which the event counts, its created time apart. */
    private long availableAt(Event event) {
        return event.time + part.delayMicros() + part.strictMicros();
    }

    /** Lets in what has become available by {@code time}, and lets go what no window from then on can want. */
    private void advance(long time) {
        if (time <= now) {
            return;
        }
        now = time;
        while (!waiting.isEmpty() && availableAt(waiting.first()) <= time) {
            enter(Objects.requireNonNull(waiting.pollFirst()));
        }
        int widest = starts.length - 1;
        for (int window = 0; window <= widest; window++) {
            starts[window] = Lookback.minus(time, reaches[window]) + 1 - part.strictMicros();
            Event event = oldest[window];
            while (event != null && event.time < starts[window]) {
                Event next = event.later;
                leave(event, window);
                if (window == widest) {
                    release(event);
                }
                event = next;
            }
            oldest[window] = event;
        }
        if (versions != null) {
            forgetVersions(versions);
        }
    }

    private void forgetVersions(Versions held) {
        for (Event event : stale) {
            if (event.disputed && event.time >= starts[starts.length - 1]) {
                shadows.add(event);
            } else {
                held.forget(event);
            }
        }
        stale.clear();
        while (!shadows.isEmpty() && shadows.first().time < starts[starts.length - 1]) {
            held.forget(Objects.requireNonNull(shadows.pollFirst()));
        }
    }

    private void enter(Event event) {
        int widest = starts.length - 1;
        if (event.time < starts[widest]) {
            stale.add(event);
            return;
        }
        timeline.insert(event);
        for (int window = 0; window <= widest; window++) {
            if (event.time >= starts[window]) {
                join(event, window);
                if (oldest[window] == event.later) {
                    oldest[window] = event;
                }
            }
        }
        for (InputStates input : inputs) {
            input.place(event);
        }
    }

    /** Takes an event out before its time, because a newer version has come. */
    private void drop(Event event) {
        if (!event.linked) {
            waiting.remove(event);
            shadows.remove(event);
            return;
        }
        for (int window = 0; window < starts.length; window++) {
            if (event.time >= starts[window]) {
                leave(event, window);
                if (oldest[window] == event) {
                    oldest[window] = event.later;
                }
            }
        }
        unlink(event);
    }

    private void release(Event event) {
        unlink(event);
        if (versions != null) {
            versions.forget(event);
        }
    }

    private void unlink(Event event) {
        timeline.remove(event);
        for (InputStates input : inputs) {
            input.displace(event);
        }
    }

    private void join(Event event, int window) {
        for (InputStates input : inputs) {
            input.add(event, window);
        }
    }

    private void leave(Event event, int window) {
        for (InputStates input : inputs) {
            input.remove(event, window);
        }
    }

    private @Nullable Object value(WindowPart.Output output, Aggregate<?> state) {
        try {
            return output.function().value(state, starts[output.window()]);
        } catch (DataException e) { // the state does not know which one it is
            throw new DataException(
                    part.label() + ": " + output.name() + " with " + key.describe() + " " + e.getMessage(), e);
        }
    }
}
