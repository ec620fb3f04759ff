package io.millrace.lakehouse;

import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The rows of a source as they are where they come from.
 *
 * @param rows the rows
 * @param settings session settings that must hold whenever the rows are read
 * @param notes what a user should know of how they are read, a sentence each
 */
record FileRows(Dataset<Row> rows, Map<String, String> settings, List<String> notes) {

    static FileRows of(Dataset<Row> rows) {
        return new FileRows(rows, Map.of(), List.of());
    }
}
