package io.millrace.lakehouse;

import java.util.Map;
import java.util.TreeMap;

/**
 * One write: its id, which makes it happen once, the run that makes it, and what its commit tells of the rows.
 *
 * @param id application and number
 * @param runId the run of the ledger, or another name by which people find who wrote; not blank
 * @param notes short texts by name that stand with the rows in the table's history, see {@link Tables#notes}
 */
public record Write(WriteId id, String runId, Map<String, String> notes) {

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if the run id is blank
     */
    public Write {
        if (runId.isBlank()) {
            throw new IllegalArgumentException("the write " + id + " has no run id");
        }
        notes = Map.copyOf(notes);
    }

    /** Creates a write without notes. */
    public Write(WriteId id, String runId) {
        this(id, runId, Map.of());
    }

    /** Returns the write of {@code application}'s number {@code version} by the run {@code runId}. */
    public static Write of(String application, long version, String runId) {
        return new Write(new WriteId(application, version), runId);
    }

    /** Returns this write with one note more. */
    public Write noting(String name, String text) {
        Map<String, String> more = new TreeMap<>(notes);
        more.put(name, text);
        return new Write(id, runId, more);
    }
}
