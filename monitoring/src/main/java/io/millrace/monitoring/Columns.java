package io.millrace.monitoring;

import static org.apache.spark.sql.functions.col;

import io.millrace.config.DataException;
import io.millrace.config.SqlName;
import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;

/** Columns by their literal names, whatever characters these hold. */
final class Columns {
    private Columns() {}

    static Column of(String name) {
        return col(SqlName.quoted(name));
    }

    static Column[] all(Dataset<Row> rows) {
        return Arrays.stream(rows.columns()).map(Columns::of).toArray(Column[]::new);
    }

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
