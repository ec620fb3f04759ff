package io.millrace.lakehouse;

/**
 * One write: its id, which makes it happen once, and the run that makes it, which the commit names.
 *
 * @param id application and number
 * @param runId the run of the ledger, or another name by which people find who wrote; not blank
 */
public record Write(WriteId id, String runId) {

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if the run id is blank
     */
    public Write {
        if (runId.isBlank()) {
            throw new IllegalArgumentException("the write " + id + " has no run id");
        }
    }

    /** Returns the write of {@code application}'s number {@code version} by the run {@code runId}. */
    public static Write of(String application, long version, String runId) {
        return new Write(new WriteId(application, version), runId);
    }
}
