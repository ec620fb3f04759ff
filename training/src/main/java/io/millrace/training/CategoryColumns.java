package io.millrace.training;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.millrace.lakehouse.Columns;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/** Counts text columns. */
final class CategoryColumns {
    private CategoryColumns() {}

    /**
     * Returns what each column has, by its name. One Spark job, none for no columns; at most {@code maxCategories} values
     * of a column reach the driver.
     */
    static Map<String, Categories> of(Dataset<Row> rows, List<String> columns, int maxCategories, int minCategoryRows) {
        Map<String, Categories> counted = new LinkedHashMap<>();
        if (columns.isEmpty()) {
            return counted;
        }
        List<Row> top = top(rows, columns, maxCategories, minCategoryRows).collectAsList();
        for (int i = 0; i < columns.size(); i++) {
            int column = i;
            counted.put(
                    columns.get(i),
                    categories(
                            top.stream().filter(row -> row.getInt(0) == column).toList(), minCategoryRows));
        }
        return counted;
    }

    /** Rows: column, value, rows, rank, and of the column: all rows, NULL rows, distinct values. */
    private static Dataset<Row> top(Dataset<Row> rows, List<String> columns, int maxCategories, int minCategoryRows) {
        Column[] pairs = new Column[columns.size()];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] =
                    struct(lit(i).alias("column"), Columns.named(columns.get(i)).alias("value"));
        }
        WindowSpec byColumn = Window.partitionBy("column");
        WindowSpec ranked = byColumn.orderBy(
                col("value").isNull().asc(), col("rows").desc(), col("value").asc());
        return rows.select(explode(array(pairs)).alias("pair"))
                .groupBy(col("pair.column").alias("column"), col("pair.value").alias("value"))
                .agg(count(lit(1)).alias("rows"))
                .select(
                        col("column"),
                        col("value"),
                        col("rows"),
                        row_number().over(ranked).alias("rank"),
                        sum("rows").over(byColumn).alias("all_rows"),
                        sum(when(col("value").isNull(), col("rows")).otherwise(0L))
                                .over(byColumn)
                                .alias("null_rows"),
                        count(col("value")).over(byColumn).alias("distinct"))
                .where(col("rank")
                        .equalTo(1)
                        .or(col("rank")
                                .leq(maxCategories)
                                .and(col("rows").geq(minCategoryRows))
                                .and(col("value").isNotNull())));
    }

    private static Categories categories(List<Row> ranked, int minCategoryRows) {
        if (ranked.isEmpty()) {
            return new Categories(List.of(), 0, 0, 0, 0);
        }
        List<Row> kept = ranked.stream()
                .filter(row -> !row.isNullAt(1) && row.getLong(2) >= minCategoryRows)
                .sorted(Comparator.comparingInt(row -> row.getInt(3)))
                .toList();
        Row any = ranked.get(0);
        return new Categories(
                kept.stream().map(row -> row.getString(1)).toList(),
                kept.stream().mapToLong(row -> row.getLong(2)).sum(),
                any.getLong(5),
                any.getLong(4),
                any.getLong(6));
    }
}
