package io.millrace.registry;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;

import io.millrace.lakehouse.Columns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * Which rows are to be scored, and which scores go: rows are taken together by the spine's key and time, and a group whose
 * rows are those that were scored already is left alone.
 *
 * <p>A group may have several rows, as a spine may; they are compared as a whole, each as often as it is there. A group
 * that the spine does not have any more keeps its scores.
 */
final class ScoreChanges {
    /** Whether the row takes the scores of its group away; else it is to be scored and added. */
    static final String REMOVING = "millrace_removing";

    private static final String ROW = "millrace_row";
    private static final String COMPARED = "millrace_compared";
    private static final String FRESH = "millrace_fresh";
    private static final String KEY = "millrace_key_";

    private ScoreChanges() {}

    /**
     * Returns the rows of every group that is new or has changed, with {@link #REMOVING} in front; one more row, which takes
     * the old scores away, for each that has changed. Shuffles both sides once; starts no job.
     *
     * @param rows key, time, carried columns and inputs of the spine rows of now
     * @param scored rows of the inference table that this model version has scored
     * @param keys the columns of the spine's key and time
     */
    static Dataset<Row> of(Dataset<Row> rows, Dataset<Row> scored, List<String> keys) {
        List<String> names = List.of(rows.columns());
        Dataset<Row> both = side(rows, rows.schema(), scored.schema(), keys, names, true)
                .unionByName(side(scored, rows.schema(), scored.schema(), keys, names, false));
        Column fresh = col(FRESH);
        Column[] groups = new Column[keys.size()];
        Arrays.setAll(groups, i -> col(KEY + i));
        Dataset<Row> changed = both.groupBy(groups)
                .agg(
                        collect_list(when(fresh, col(ROW))).as("now"),
                        sort_array(collect_list(when(fresh, col(COMPARED)))).as("wanted"),
                        sort_array(collect_list(when(not(fresh), col(COMPARED))))
                                .as("present"))
                .where(size(col("now")).gt(0).and(not(col("wanted").eqNullSafe(col("present")))));
        Column added = transform(col("now"), row -> struct(lit(false).as(REMOVING), row.as(ROW)));
        Column gone = struct(lit(true).as(REMOVING), element_at(col("now"), 1).as(ROW));
        Column removed = filter(array(gone), ignored -> size(col("present")).gt(0));
        return changed.select(explode(concat(added, removed)).as("change"))
                .select("change." + REMOVING, "change." + ROW + ".*");
    }

    /** Both sides in the same types: rows as the spine has them, what is compared as the table keeps it. */
    private static Dataset<Row> side(
            Dataset<Row> rows,
            StructType spine,
            StructType table,
            List<String> keys,
            List<String> names,
            boolean fresh) {
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            columns.add(kept(keys.get(i), table).as(KEY + i));
        }
        columns.add(struct(names.stream()
                        .map(name -> Columns.named(name).cast(type(spine, name)).as(name))
                        .toArray(Column[]::new))
                .as(ROW));
        columns.add(struct(names.stream().map(name -> comparable(name, table)).toArray(Column[]::new))
                .as(COMPARED));
        columns.add(lit(fresh).as(FRESH));
        return rows.select(columns.toArray(Column[]::new));
    }

    private static Column comparable(String name, StructType table) {
        String type = type(table, name).catalogString().toLowerCase(Locale.ROOT);
        boolean ordered = !type.contains("map<") && !type.contains("variant");
        return ordered
                ? kept(name, table).as(name)
                : to_json(struct(kept(name, table))).as(name);
    }

    private static Column kept(String name, StructType table) {
        return Columns.named(name).cast(type(table, name));
    }

    private static DataType type(StructType schema, String name) {
        return Arrays.stream(schema.fields())
                .filter(field -> field.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no column " + name + " in " + schema))
                .dataType();
    }
}
