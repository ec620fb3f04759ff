package io.millrace.lakehouse;

import static org.apache.spark.sql.functions.col;

import io.millrace.config.SqlName;
import java.util.Arrays;
import java.util.Collection;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Columns by their very names: a dot, a space or a back-tick is part of the name. */
public final class Columns {
    private Columns() {}

    /** Returns the column of that name. */
    public static Column named(String name) {
        return col(SqlName.quoted(name));
    }

    /** Returns the columns of those names, as {@code select} takes them. */
    public static Column[] named(Collection<String> names) {
        return names.stream().map(Columns::named).toArray(Column[]::new);
    }

    /** Returns all columns of {@code rows}, in order. */
    public static Column[] all(Dataset<Row> rows) {
        return named(Arrays.asList(rows.columns()));
    }
}
