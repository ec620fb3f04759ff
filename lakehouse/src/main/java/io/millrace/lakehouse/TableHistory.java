package io.millrace.lakehouse;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The commits of a table, newest first. Reads as few of them as answer the question: one small Spark job a step. */
final class TableHistory {
    private static final int FIRST_STEP = 4;
    private static final int SECOND_STEP = 200;

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

    private final SparkSession spark;

    TableHistory(SparkSession spark) {
        this.spark = spark;
    }

    record Commit(
            long version,
            String operation,
            Map<String, String> parameters,
            Map<String, String> metrics,
            Optional<WriteMark> mark) {

        /** Whether rows came, went or changed by it, as far as the commit tells. */
        boolean changesRows() {
            if (KEEP_ROWS.contains(operation)) {
                return false;
            }
            return switch (operation) {
                case "MERGE" ->
                    !(isZero("numTargetRowsInserted")
                            && isZero("numTargetRowsUpdated")
                            && isZero("numTargetRowsDeleted"));
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

    Commit latest(TableName table) {
        return commits(table, 1).get(0);
    }

    /**
     * Returns the commit that the table's rows come from: the newest that changed rows, or the one that a restore went back
     * to.
     */
    Commit content(TableName table) {
        for (int limit : new int[] {1, FIRST_STEP, SECOND_STEP, Integer.MAX_VALUE}) {
            List<Commit> commits = commits(table, limit);
            Optional<Commit> found = content(commits);
            if (found.isPresent()) {
                return found.get();
            }
            if (commits.size() < limit) {
                return commits.get(commits.size() - 1); // what is older was cleaned away
            }
        }
        throw new IllegalStateException(table + " has no commit");
    }

    private static Optional<Commit> content(List<Commit> commits) {
        long newest = Long.MAX_VALUE;
        for (Commit commit : commits) {
            if (commit.version() > newest || !commit.changesRows()) {
                continue;
            }
            if (commit.restored().isEmpty()) {
                return Optional.of(commit);
            }
            newest = commit.restored().get();
        }
        return Optional.empty();
    }

    /**
     * Returns the newest commit of an application, which is also that of its greatest number. A commit just made is among
     * the newest few; one of an earlier run may be far down.
     */
    Optional<Commit> latest(TableName table, String application) {
        for (int limit : new int[] {FIRST_STEP, SECOND_STEP, Integer.MAX_VALUE}) {
            List<Commit> commits = commits(table, limit);
            Optional<Commit> found = commits.stream()
                    .filter(commit -> commit.mark()
                            .filter(mark -> mark.id().application().equals(application))
                            .isPresent())
                    .findFirst();
            if (found.isPresent() || commits.size() < limit) {
                return found;
            }
        }
        return Optional.empty();
    }

    private List<Commit> commits(TableName table, int limit) {
        String bound = limit == Integer.MAX_VALUE ? "" : " LIMIT " + limit;
        // All columns, since a projection of the statement's result would be a Spark job of its own.
        return spark.sql("DESCRIBE HISTORY " + table.sql() + bound).collectAsList().stream()
                .map(TableHistory::commit)
                .toList();
    }

    private static Commit commit(Row row) {
        String operation = row.getString(row.fieldIndex("operation"));
        return new Commit(
                row.getLong(row.fieldIndex("version")),
                operation == null ? "" : operation,
                map(row, "operationParameters"),
                map(row, "operationMetrics"),
                WriteMark.parse(row.getString(row.fieldIndex("userMetadata"))));
    }

    private static Map<String, String> map(Row row, String column) {
        var map = new HashMap<String, String>();
        int given = row.fieldIndex(column);
        if (!row.isNullAt(given)) {
            row.<String, String>getJavaMap(given).forEach(map::put);
        }
        return map;
    }
}
