package io.millrace.lakehouse;

import io.millrace.config.TableName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What the Delta log of a table tells. Read from the files of the log, in milliseconds, where the backend can; else by SQL, at the
 * cost of a small Spark job.
 */
final class TableLog {
    private final SparkSession spark;
    private final StoredTables stored;

    TableLog(SparkSession spark, StoredTables stored) {
        this.spark = spark;
        this.stored = stored;
    }

    /**
     * What a table is now.
     *
     * @param id Delta's, another one if the table was removed and made again
     * @param comment empty if there is none
     */
    record Facts(String id, String comment, List<String> clusterBy, Map<String, String> properties) {}

    /** Returns the newest commits, newest first; fewer than asked for if older ones were cleaned away. */
    List<TableCommit> commits(TableName table, int limit) {
        Optional<List<StoredRow>> commits = stored.commits(table, limit);
        if (commits.isPresent()) {
            return commits.get().stream().map(TableLog::commit).toList();
        }
        String bound = limit == Integer.MAX_VALUE ? "" : " LIMIT " + limit;
        // All columns, since a projection of the statement's result would be a Spark job of its own.
        return spark.sql("DESCRIBE HISTORY " + table.sql() + bound).collectAsList().stream()
                .map(TableLog::commit)
                .toList();
    }

    private static TableCommit commit(StoredRow row) {
        return new TableCommit(
                row.whole("version"),
                row.text("operation"),
                row.texts("operationParameters"),
                row.texts("operationMetrics"),
                WriteMark.parse(row.text("userMetadata")));
    }

    private static TableCommit commit(Row row) {
        return new TableCommit(
                row.getLong(row.fieldIndex("version")),
                text(row, "operation"),
                texts(row, "operationParameters"),
                texts(row, "operationMetrics"),
                WriteMark.parse(text(row, "userMetadata")));
    }

    Facts facts(TableName table) {
        return stored.facts(table)
                .map(row -> new Facts(
                        row.text("id"),
                        row.text("description"),
                        row.list("clusteringColumns"),
                        row.texts("properties")))
                .orElseGet(() -> described(table));
    }

    private Facts described(TableName table) {
        Row row = spark.sql("DESCRIBE DETAIL " + table.sql()).collectAsList().get(0);
        List<String> clusterBy = row.getList(row.fieldIndex("clusteringColumns"));
        return new Facts(
                text(row, "id"),
                text(row, "description"),
                clusterBy.stream().map(RowShape::unquoted).toList(),
                texts(row, "properties"));
    }

    private static String text(Row row, String column) {
        String text = row.getString(row.fieldIndex(column));
        return text == null ? "" : text;
    }

    private static Map<String, String> texts(Row row, String column) {
        var map = new HashMap<String, String>();
        int given = row.fieldIndex(column);
        if (!row.isNullAt(given)) {
            row.<String, String>getJavaMap(given).forEach(map::put);
        }
        return map;
    }
}
