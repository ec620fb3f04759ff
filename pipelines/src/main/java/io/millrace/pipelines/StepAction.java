package io.millrace.pipelines;

import io.millrace.lakehouse.Write;
import java.util.List;
import java.util.Map;

/** What a kind of step does in one run, item by item. Used by one thread. */
public interface StepAction {
    /**
     * Returns what the item reads, as name to version, for the ledger and the digest. Cheap: table versions and file
     * fingerprints, no scan.
     */
    Map<String, String> inputs(String item);

    /** Returns the paths of the configuration that shape the result, for the digest. */
    List<String> configuration(String item);

    /** Returns whether what {@code done} tells of is still there; asked of steps that name no table among their outputs. */
    default boolean stands(LedgerEntry done) {
        return true;
    }

    /** Returns what there is of the item now, for people, where a step was skipped because of {@code done}. */
    default List<Made> made(LedgerEntry done) {
        return done.made();
    }

    /** Finds out what can be known of an item before anything is written; changes nothing. */
    default void check(String item) {}

    /** Does the work. Repeating it with an equal {@code write} changes nothing. */
    StepResult run(String item, Write write);

    /** Returns which earlier work with the same inputs, configuration and code makes a repetition needless. */
    default Reuse reuse() {
        return Reuse.LAST;
    }

    /** Which earlier work counts. In the run that is resumed all does. */
    enum Reuse {
        /**
         * The item's last, unless the step is asked for by itself, and only while its table holds what it wrote: what others
         * write replaces it.
         */
        LAST,
        /**
         * Any, unless the step is asked for by itself, while the table that it wrote to is there: what was made stays beside
         * what later ones make.
         */
        ANY
    }
}
