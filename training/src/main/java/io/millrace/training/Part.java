package io.millrace.training;

import java.util.Locale;

/** A part of a split training set. */
public enum Part {
    /** Rows that the preparation and the learner are fitted on. */
    TRAIN,
    /** Rows that stop the training early and choose the threshold. */
    VALIDATE,
    /** Rows that only the final figures are taken from. */
    TEST;

    /** Returns the value of this part in the split column: {@code train}, {@code validate} or {@code test}. */
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the part with this value in the split column.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Part of(String value) {
        return valueOf(value.toUpperCase(Locale.ROOT));
    }
}
