package io.millrace.features;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.hex;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.millrace.lakehouse.DataException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What one pass over prepared rows tells before anything is written.
 *
 * @param rowCount rows of the source that meet the view's condition
 * @param keptCount rows that no expectation drops
 * @param broken rows that break each expectation, by its name
 * @param nulls kept rows with a NULL key or time, by column; only columns that have any
 * @param copies rows that are there once more, equal in all columns
 * @param findings features that read columns before they are known
 */
record RowChecks(
        long rowCount,
        long keptCount,
        Map<String, Long> broken,
        Map<String, Long> nulls,
        long duplicateKeys,
        long duplicateRows,
        List<String> duplicateHashes,
        long copies,
        List<LeakageFinding> findings) {

    private static final String KEPT = "__kept";
    private static final String ROWS = "__rows";
    private static final String LOW = "__low";
    private static final String HIGH = "__high";

    /** Counts, in one Spark job; a shuffle by key if the rows must have distinct keys. */
    static RowChecks of(PreparedRows prepared) {
        FeatureView view = prepared.view();
        RowKey key = RowKey.of(view);
        List<String> required = requiredColumns(view);
        Dataset<Row> rows = prepared.rows().withColumn(KEPT, prepared.keeps());
        List<Column> sums = new ArrayList<>();
        sums.add(count(lit(1)).as(ROWS));
        for (int i = 0; i < view.expectations().size(); i++) {
            sums.add(countIf(Columns.named(PreparedRows.brokenFlag(i))).as(PreparedRows.brokenFlag(i)));
        }
        for (int i = 0; i < required.size(); i++) {
            sums.add(countIf(Columns.named(KEPT)
                            .and(Columns.named(required.get(i)).isNull()))
                    .as(nullName(i)));
        }
        sums.addAll(prepared.lateReads().aggregates());
        Column[] columns = view.preparedColumns().stream().map(Columns::named).toArray(Column[]::new);
        sums.add(min(xxhash64(columns)).as(LOW));
        sums.add(max(xxhash64(columns)).as(HIGH));
        List<Column> groups = Stream.concat(Stream.of(KEPT), key.unique().stream())
                .map(Columns::named)
                .toList();
        Row total = totals(
                view,
                key,
                required,
                prepared.lateReads(),
                rows.groupBy(groups.toArray(Column[]::new))
                        .agg(sums.get(0), sums.subList(1, sums.size()).toArray(Column[]::new)));
        return read(prepared, required, total);
    }

    /**
     * Refuses rows that must not be stored.
     *
     * @throws DataException with every reason: no rows, rows without a key or time, keys that come twice, a failed
     *     expectation; names counts and hashes, never values
     */
    void require(FeatureView view) {
        List<String> problems = new ArrayList<>();
        if (rowCount == 0) {
            problems.add("there are no rows"
                    + view.where().map(sql -> " where " + sql).orElse("") + "; check the source"
                    + (view.where().isPresent() ? " and the condition" : ""));
        } else if (keptCount == 0) {
            problems.add("expectations drop all " + rowCount + " rows: " + broken + "; check the rules");
        }
        nulls.forEach((column, rows) -> problems.add(rows + " of " + keptCount + " rows have NULL in " + column
                + ", which every row needs; mend the source, or give the view where = \"" + column
                + " is not null\""));
        if (duplicateKeys > 0) {
            problems.add(duplicateKeys + " keys ("
                    + String.join(", ", RowKey.of(view).unique()) + ") have more than one row, "
                    + duplicateRows + " rows in all"
                    + (duplicateHashes.isEmpty() ? "" : ", such as key hash " + String.join(" and ", duplicateHashes))
                    + "; " + duplicateRemedy(view));
        }
        for (Expectation expectation : view.expectations()) {
            long rows = Objects.requireNonNullElse(broken.get(expectation.name()), 0L);
            if (rows > 0 && expectation.onFailure() == Expectation.OnFailure.FAIL) {
                problems.add(rows + " of " + rowCount + " rows break the expectation " + expectation.name() + ": "
                        + expectation.rule() + "; mend the source, or set on-failure = drop");
            }
        }
        if (!problems.isEmpty()) {
            throw new DataException(
                    "feature view " + view.name() + ", source " + view.source() + ": " + String.join("\n  ", problems));
        }
    }

    private static String duplicateRemedy(FeatureView view) {
        if (view.isStatic()) {
            return "keep one row for each entity, or declare the view's timestamp";
        }
        if (view.features().isEmpty()) {
            return "versions of one event need different created times; declare created or sequence";
        }
        return "keep one row for each time, declare created or sequence, or set ties = total-order";
    }

    /** Columns without which a row can never be found. */
    private static List<String> requiredColumns(FeatureView view) {
        List<String> required = new ArrayList<>(RowKey.of(view).primary());
        required.addAll(view.entity());
        view.timestamp().ifPresent(required::add);
        view.created().ifPresent(required::add);
        return required.stream().distinct().toList();
    }

    private static Row totals(
            FeatureView view, RowKey key, List<String> required, LateReads lateReads, Dataset<Row> groups) {
        Column rows = Columns.named(ROWS);
        Column kept = Columns.named(KEPT);
        Column whole = kept;
        for (String column : key.unique()) {
            whole = whole.and(Columns.named(column).isNotNull());
        }
        Column repeated = key.unique().isEmpty() ? lit(false) : whole.and(rows.gt(1));
        Column same = Columns.named(LOW).equalTo(Columns.named(HIGH));
        boolean copiesAllowed = key.copies() == RowKey.Copies.ONE_ROW;
        Column duplicate = copiesAllowed ? repeated.and(not(same)) : repeated;
        Column copy = copiesAllowed ? repeated.and(same) : lit(false);
        Column hash = key.unique().isEmpty()
                ? lit(null).cast("string")
                : hex(xxhash64(key.unique().stream().map(Columns::named).toArray(Column[]::new)));
        List<Column> totals = new ArrayList<>();
        totals.add(sum(rows).as("rows"));
        totals.add(sum(when(kept, rows)).as("kept"));
        totals.add(countIf(duplicate).as("duplicate_keys"));
        totals.add(sum(when(duplicate, rows)).as("duplicate_rows"));
        totals.add(min(when(duplicate, hash)).as("low_hash"));
        totals.add(max(when(duplicate, hash)).as("high_hash"));
        totals.add(sum(when(copy, rows.minus(1))).as("copies"));
        for (int i = 0; i < view.expectations().size(); i++) {
            totals.add(sum(Columns.named(PreparedRows.brokenFlag(i))).as(PreparedRows.brokenFlag(i)));
        }
        for (int i = 0; i < required.size(); i++) {
            totals.add(sum(Columns.named(nullName(i))).as(nullName(i)));
        }
        totals.addAll(lateReads.totals());
        return groups.agg(totals.get(0), totals.subList(1, totals.size()).toArray(Column[]::new))
                .first();
    }

    private static RowChecks read(PreparedRows prepared, List<String> required, Row total) {
        FeatureView view = prepared.view();
        Map<String, Long> broken = new LinkedHashMap<>();
        for (int i = 0; i < view.expectations().size(); i++) {
            broken.put(view.expectations().get(i).name(), Numbers.longAt(total, PreparedRows.brokenFlag(i)));
        }
        Map<String, Long> nulls = new LinkedHashMap<>();
        for (int i = 0; i < required.size(); i++) {
            long rows = Numbers.longAt(total, nullName(i));
            if (rows > 0) {
                nulls.put(required.get(i), rows);
            }
        }
        TreeSet<String> hashes = new TreeSet<>();
        for (String name : List.of("low_hash", "high_hash")) {
            if (!total.isNullAt(total.fieldIndex(name))) {
                hashes.add(total.getAs(name));
            }
        }
        long rowCount = Numbers.longAt(total, "rows");
        return new RowChecks(
                rowCount,
                Numbers.longAt(total, "kept"),
                broken,
                nulls,
                Numbers.longAt(total, "duplicate_keys"),
                Numbers.longAt(total, "duplicate_rows"),
                List.copyOf(hashes),
                Numbers.longAt(total, "copies"),
                prepared.lateReads().findings(total, rowCount, view.name() + "."));
    }

    private static Column countIf(Column condition) {
        return sum(when(condition, 1L).otherwise(0L));
    }

    private static String nullName(int index) {
        return "__null_" + index;
    }
}
