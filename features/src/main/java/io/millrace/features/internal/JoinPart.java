package io.millrace.features.internal;

import java.io.Serializable;

/**
 * What one lookup does with the sorted feature rows of a key: a small plan that travels to the executors. A lookup of a
 * view with as-of features and windows has two parts.
 */
sealed interface JoinPart extends Serializable permits AsOfPart, StaticPart, WindowPart {

    /** How many feature columns come out. */
    int width();

    /** Returns a new state for one task; {@code key} describes the key at hand in messages. */
    PartState state(KeyText key);
}
