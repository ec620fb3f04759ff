package io.millrace.monitoring;

import io.millrace.config.DataException;
import java.util.Arrays;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;

/** Which columns rows have, by their very names. */
final class RowColumns {
    private RowColumns() {}

    static boolean has(Dataset<Row> rows, String name) {
        return Arrays.asList(rows.columns()).contains(name);
    }

    /** Returns the type of a column of {@code rows}, which {@code where} calls by its name. */
    static DataType type(Dataset<Row> rows, String name, String where) {
        if (!has(rows, name)) {
            throw new DataException(where + " has no column " + name + "; it has " + String.join(", ", rows.columns()));
        }
        return rows.schema().apply(name).dataType();
    }
}
