package io.millrace.metrics;

import java.io.Serializable;

/**
 * A summary of some rows that can be merged with the summary of other rows.
 *
 * <p>Laws, for any states a, b, c: {@code a.merge(b)} summarises the rows of both, with multiplicity; merging is
 * associative and commutative, and {@link #toBytes()} of the result is the same whatever the order and the grouping;
 * merging an empty state changes nothing; and a state read back from its bytes has the same bytes. So a table's summary
 * has the same bits whatever its partitions and their order.
 *
 * @param <S> the type of the state itself
 */
public interface MetricState<S extends MetricState<S>> extends Serializable {

    /**
     * Returns the state of the rows of both; neither operand changes.
     *
     * @throws IllegalArgumentException if the states were built with different settings
     */
    S merge(S other);

    /** Returns this state in its canonical, versioned binary form; equal states have equal bytes. */
    byte[] toBytes();
}
