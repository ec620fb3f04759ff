package io.millrace.lakehouse;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.millrace.config.DataException;
import io.millrace.config.TableName;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Whether rows have exactly one row for each key, and no key with a NULL. One Spark job: a shuffle of the keys. */
final class KeyCheck {
    private static final String COPIES = "__millrace_copies";

    private KeyCheck() {}

    /**
     * Passes if no key is NULL or comes twice.
     *
     * @throws DataException if one does; names the key columns, how many and one of them
     */
    static void require(TableName table, Dataset<Row> rows, List<String> keys) {
        Column absent = lit(false);
        var columns = new ArrayList<Column>();
        var shown = new ArrayList<Column>();
        for (String key : keys) {
            Column column = Columns.named(key);
            columns.add(column);
            absent = absent.or(column.isNull());
            shown.add(concat_ws("=", lit(key), coalesce(column.cast("string"), lit("NULL"))));
        }
        Column twice = col(COPIES).gt(1).and(absent.unary_$bang());
        Row found = rows.groupBy(columns.toArray(Column[]::new))
                .agg(count(lit(1)).as(COPIES))
                .agg(
                        coalesce(sum(when(absent, col(COPIES))), lit(0L)),
                        coalesce(sum(when(twice, lit(1L))), lit(0L)),
                        max(when(twice, concat_ws(", ", shown.toArray(Column[]::new)))))
                .head();
        var problems = new ArrayList<String>();
        if (found.getLong(0) > 0) {
            problems.add(found.getLong(0) + " rows have a NULL in it");
        }
        if (found.getLong(1) > 0) {
            problems.add(found.getLong(1) + " keys come more than once, for example " + found.getString(2));
        }
        if (!problems.isEmpty()) {
            throw new DataException("the rows for " + table + " are not unique by the key (" + String.join(", ", keys)
                    + "): " + String.join("; ", problems));
        }
    }
}
