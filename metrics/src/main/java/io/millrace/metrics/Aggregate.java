package io.millrace.metrics;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A number, or several, folded from values that come one by one: what windows, profiles and everything else that adds up
 * rows keep.
 *
 * <p>Besides the laws of {@link MetricState}: adding the values of two states to one gives what {@link #merge} gives, whatever
 * the order; and where values can be taken out, adding and removing a value leaves no trace in {@link #toBytes()}. Values are
 * plain objects: numbers, {@link String}, {@code byte[]}, {@link Boolean}, {@link List} for arrays and structs; never NULL, which
 * no aggregate counts. Not safe for use by several threads at once.
 *
 * @param <A> the type of the state itself
 */
public interface Aggregate<A extends Aggregate<A>> extends MetricState<A> {

    /** What can be done with a state, and so how a window that moves on is kept. */
    enum Kind {
        /** Values are taken out as exactly as they came: one state moves along with each window. */
        INVERTIBLE,
        /** Values stay: each window is folded, or merged from parts, when it is asked for. */
        MERGE_ONLY,
        /** Values are kept with their places in time: one state serves all windows, each read from its start on. */
        ORDERED
    }

    /** Returns what can be done with this state. */
    Kind kind();

    /** Returns how many values are in the state. */
    long count();

    /**
     * Adds a value.
     *
     * @param time when it happened, in microseconds since the epoch
     */
    void add(Object value, long time);

    /**
     * Adds a value of which more than its time is known.
     *
     * @param rank what orders values of the same time, the most important first, NULL least; of one length and one type in all
     *     calls. States that are not {@link Kind#ORDERED} are the same in any order, and may be given none
     */
    default void add(Object value, long time, List<@Nullable Object> rank) {
        add(value, time);
    }

    /**
     * Takes out a value that was added with this time and rank.
     *
     * @throws UnsupportedOperationException if the state is {@link Kind#MERGE_ONLY}
     */
    default void remove(Object value, long time, List<@Nullable Object> rank) {
        throw new UnsupportedOperationException(getClass().getSimpleName() + " keeps every value");
    }

    /** Makes this the state of nothing again. */
    void clear();
}
