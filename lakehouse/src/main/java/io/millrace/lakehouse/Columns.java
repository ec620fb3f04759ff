package io.millrace.lakehouse;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import io.millrace.config.SqlName;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Columns by their very names: a dot, a space or a back-tick is part of the name. */
public final class Columns {
    private Columns() {}

    /** Returns the column of that name. */
    public static Column named(String name) {
        String quoted = SqlName.quoted(name);
        return name.contains("`")
                ? expr(quoted)
                : col(quoted); // Spark Connect loses a back-tick in the name of a column
    }

    /** Returns the columns of those names, as {@code select} takes them. */
    public static Column[] named(Collection<String> names) {
        return names.stream().map(Columns::named).toArray(Column[]::new);
    }

    /**
     * Returns the one row of aggregates over all rows, in order; one job. A remote session gives no row with two columns of a
     * name, as aggregates of a kind have it.
     */
    static Row totals(Dataset<Row> rows, List<Column> aggregates) {
        Column[] named = IntStream.range(0, aggregates.size())
                .mapToObj(i -> aggregates.get(i).as("total_" + i))
                .toArray(Column[]::new);
        return rows.agg(named[0], Arrays.copyOfRange(named, 1, named.length)).head();
    }

    /**
     * Returns the rows when names and types are known to go together, which a remote session finds out only when it is asked.
     * Starts no job.
     *
     * @throws Exception Spark's, if they do not
     */
    static Dataset<Row> analyzed(Dataset<Row> rows) throws Exception {
        rows.schema();
        return rows;
    }

    /** Returns all columns of {@code rows}, in order. */
    public static Column[] all(Dataset<Row> rows) {
        return named(Arrays.asList(rows.columns()));
    }
}
