package io.millrace.lakehouse;

import io.millrace.config.TableName;
import io.millrace.config.TableVersion;

/**
 * What a table holds: the version whose commit last changed its rows, of the table with this id.
 *
 * <p>Two equal states are the same rows. A table that was removed and made again has another id, so its version 0 is not
 * the version 0 from before. Commits that change no rows (facts, comments, compaction) leave the state as it is.
 *
 * @param version the table at the commit that last changed rows; the table's newest version may be a later one
 * @param id the id that Delta gave the table when it was made
 */
public record TableState(TableVersion version, String id) {

    /**
     * Checks the id.
     *
     * @throws IllegalArgumentException if the id is blank
     */
    public TableState {
        if (id.isBlank()) {
            throw new IllegalArgumentException("the state of " + version + " has no table id");
        }
    }

    /**
     * Returns the state that {@code text} spells, as {@link #toString} writes it.
     *
     * @throws IllegalArgumentException if it is not a table at a version, {@code #} and an id
     */
    public static TableState parse(String text) {
        int mark = text.lastIndexOf('#');
        if (mark < 0) {
            throw new IllegalArgumentException("'" + text + "' is not the state of a table: it has no # and table id");
        }
        return new TableState(TableVersion.parse(text.substring(0, mark)), text.substring(mark + 1));
    }

    /** Returns the table's name. */
    public TableName table() {
        return version.table();
    }

    /** Returns {@code main.raw.x@3#0e7c…}, which {@link #parse} reads. */
    @Override
    public String toString() {
        return version + "#" + id;
    }
}
