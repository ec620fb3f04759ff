package io.millrace.lakehouse;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The commits of a table, newest first. Reads as few of them as answer the question: one small Spark job a step. */
final class TableHistory {
    private static final int FIRST_STEP = 4;
    private static final int SECOND_STEP = 200;

    private final SparkSession spark;

    TableHistory(SparkSession spark) {
        this.spark = spark;
    }

    record Commit(long version, Map<String, String> metrics, Optional<WriteMark> mark) {

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
        var metrics = new HashMap<String, String>();
        int given = row.fieldIndex("operationMetrics");
        if (!row.isNullAt(given)) {
            row.<String, String>getJavaMap(given).forEach(metrics::put);
        }
        long version = row.getLong(row.fieldIndex("version"));
        return new Commit(version, metrics, WriteMark.parse(row.getString(row.fieldIndex("userMetadata"))));
    }
}
