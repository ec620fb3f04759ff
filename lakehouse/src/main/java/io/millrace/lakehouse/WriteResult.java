package io.millrace.lakehouse;

import io.millrace.config.TableVersion;

/**
 * What a write did.
 *
 * @param version the table at the commit that holds this write
 * @param rowCount the rows that this commit wrote (for a merge: inserted and updated), as the commit itself says
 * @param outcome whether this call made the commit
 */
public record WriteResult(TableVersion version, long rowCount, Outcome outcome) {

    /** Whether a call made the commit or found it made. */
    public enum Outcome {
        /** This call made the commit. */
        WRITTEN,
        /** The table held this write already; nothing changed. */
        ALREADY_DONE
    }
}
