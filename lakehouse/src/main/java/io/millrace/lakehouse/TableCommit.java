package io.millrace.lakehouse;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a commit says of itself, as DESCRIBE HISTORY gives it; nothing is {@code null}. */
record TableCommit(
        long version,
        String operation,
        Map<String, String> parameters,
        Map<String, String> metrics,
        Optional<WriteMark> mark) {

    /** Delta's operations that leave every row as it is. One that is not known here counts as a change of rows. */
    private static final Set<String> KEEP_ROWS = Set.of(
            "SET TBLPROPERTIES",
            "UNSET TBLPROPERTIES",
            "ADD COLUMNS",
            "CHANGE COLUMN",
            "CHANGE COLUMNS",
            "RENAME COLUMN",
            "UPDATE SCHEMA",
            "ADD CONSTRAINT",
            "DROP CONSTRAINT",
            "CLUSTER BY",
            "OPTIMIZE",
            "REORG",
            "VACUUM START",
            "VACUUM END",
            "COMPUTE STATS",
            "UPGRADE PROTOCOL",
            "ADD FEATURE",
            "DROP FEATURE",
            "SET TABLE FEATURE");

    /** Whether rows came, went or changed by it, as far as the commit tells. */
    boolean changesRows() {
        if (KEEP_ROWS.contains(operation)) {
            return false;
        }
        return switch (operation) {
            case "MERGE" ->
                !(isZero("numTargetRowsInserted") && isZero("numTargetRowsUpdated") && isZero("numTargetRowsDeleted"));
            case "WRITE" -> !("Append".equals(parameters.get("mode")) && isZero("numOutputRows"));
            default -> true;
        };
    }

    /** The version whose rows a restore brought back. */
    Optional<Long> restored() {
        String version = operation.equals("RESTORE") ? parameters.get("version") : null;
        return Optional.ofNullable(version)
                .filter(text -> text.matches("[0-9]+"))
                .map(Long::valueOf);
    }

    private boolean isZero(String metric) {
        return "0".equals(metrics.get(metric));
    }

    /** Rows that the commit wrote; a merge counts what it inserted and updated. */
    long rowCount() {
        if (metrics.containsKey("numTargetRowsInserted")) {
            return metric("numTargetRowsInserted") + metric("numTargetRowsUpdated");
        }
        return metric("numOutputRows");
    }

    private long metric(String name) {
        return Long.parseLong(metrics.getOrDefault(name, "0"));
    }
}
