package io.millrace.features.internal;

import io.millrace.features.MatchCause;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * The memory of one part while the rows of one key pass by in the order of the time at which they are known.
 *
 * <p>Calls: {@link #begin()} for each key, then {@link #accept} and {@link #emit} in that order of time.
 */
interface PartState {

    /** Forgets the last key. */
    void begin();

    /** Says that the key has a row at some time. */
    void present();

    /** Takes a feature row that is known from {@code at} on. */
    void accept(long at, Row row);

    /** Writes the features of a spine row at {@code time} into {@code out} from {@code from} on. */
    void emit(long time, @Nullable Object[] out, int from);

    /** Why the last emitted features are what they are. */
    MatchCause cause();

    /** Microseconds from the newest matching row to the last emitted spine row; only meaningful if it matched. */
    long age();
}
