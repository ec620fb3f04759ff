package io.millrace.metrics;

import java.io.Serializable;
import java.util.Comparator;

/**
 * What a state must know of the values that it will be given.
 *
 * @param kind how they are added
 * @param ties what two values of the same place in time are
 * @param order a total order over the values and over what ranks them, NULL least, serialisable; {@link PlainValues#ORDER} for plain ones
 */
public record AggregateInput(Kind kind, TieRule ties, Comparator<Object> order) implements Serializable {

    /** How values are added. */
    public enum Kind {
        /** Whole numbers of up to 64 bits. */
        INTEGER,
        /** {@link java.math.BigDecimal}. */
        DECIMAL,
        /** Numbers in floating point, {@link Float} too. */
        DOUBLE,
        /** No numbers. */
        OTHER
    }

    /** Returns an input of plain values, of which those of one place in time are ordered by themselves. */
    public static AggregateInput of(Kind kind) {
        return new AggregateInput(kind, TieRule.TOTAL_ORDER, PlainValues.ORDER);
    }
}
