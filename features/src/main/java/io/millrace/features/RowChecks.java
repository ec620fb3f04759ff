package io.millrace.features;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.hex;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.millrace.config.DataException;
import io.millrace.definitions.Expectation;
import io.millrace.definitions.FeatureView;
import io.millrace.features.internal.ValueOrder;
import io.millrace.lakehouse.Columns;
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
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.StructField;

/**
 * What one pass over prepared rows tells before anything is written.
 *
 * @param rowCount rows of the source that meet the view's condition
 * @param keptCount rows that moreover no expectation drops
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
    private static final String DIFFER = "__differ";
    private static final String DUPLICATE_KEYS = "duplicate_keys";
    private static final String DUPLICATE_ROWS = "duplicate_rows";
    private static final String LOW_HASH = "low_hash";
    private static final String HIGH_HASH = "high_hash";
    private static final String COPIES = "copies";
    private static final String MET = "__met";
    private static final String COUNTED = "__counted";

    /**
     * Counts, in one Spark job; a shuffle by key if the rows must have distinct keys, and one more if keys come twice and
     * copies are allowed.
     */
    static RowChecks of(PreparedRows prepared) {
        FeatureView view = prepared.view();
        RowKey key = RowKey.of(view);
        List<String> required = requiredColumns(view);
        Dataset<Row> rows = prepared.rows().withColumn(KEPT, prepared.stored());
        List<Column> sums = new ArrayList<>();
        sums.add(count(lit(1)).as(ROWS));
        sums.add(countIf(Columns.named(PreparedRows.MEETS)).as(MET));
        sums.add(countIf(prepared.counted()).as(COUNTED));
        for (int i = 0; i < view.expectations().size(); i++) {
            sums.add(countIf(Columns.named(PreparedRows.brokenFlag(i))).as(PreparedRows.brokenFlag(i)));
        }
        for (int i = 0; i < required.size(); i++) {
            sums.add(countIf(Columns.named(KEPT)
                            .and(Columns.named(required.get(i)).isNull()))
                    .as(nullName(i)));
        }
        sums.addAll(prepared.lateReads().aggregates());
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
        RowChecks checks = read(prepared, required, total);
        boolean mayBeCopies = key.copies() == RowKey.Copies.ONE_ROW && checks.duplicateKeys() > 0;
        return mayBeCopies ? checks.withCopies(repeated(prepared)) : checks;
    }

    /** Of the keys that come more than once, those whose rows differ, and how many rows are copies of another. */
    private static Row repeated(PreparedRows prepared) {
        List<String> unique = RowKey.of(prepared.view()).unique();
        Dataset<Row> rows = prepared.kept();
        List<Column> contents = new ArrayList<>();
        for (StructField field : rows.schema().fields()) {
            contents.addAll(exact(field));
        }
        Column content = struct(contents.toArray(Column[]::new));
        Dataset<Row> groups = rows.groupBy(unique.stream().map(Columns::named).toArray(Column[]::new))
                .agg(
                        count(lit(1)).as(ROWS),
                        not(min(content).eqNullSafe(max(content))).as(DIFFER))
                .where(Columns.named(ROWS).gt(1));
        Column differ = Columns.named(DIFFER);
        Column hash = hash(unique);
        return groups.agg(
                        countIf(differ).as(DUPLICATE_KEYS),
                        sum(when(differ, Columns.named(ROWS))).as(DUPLICATE_ROWS),
                        min(when(differ, hash)).as(LOW_HASH),
                        max(when(differ, hash)).as(HIGH_HASH),
                        sum(when(not(differ), Columns.named(ROWS).minus(1))).as(COPIES))
                .first();
    }

    /** ColumnChecks that are equal only if the value is the same to the bit; Spark takes 0.0 and -0.0, or a and A, for equal. */
    private static List<Column> exact(StructField field) {
        Column value = Columns.named(field.name());
        if (field.dataType() instanceof DoubleType || field.dataType() instanceof FloatType) {
            return List.of(
                    value.as(field.name()),
                    when(value.equalTo(lit(0.0)), value.cast("string")).as(field.name() + "_sign"));
        }
        return List.of((ValueOrder.isCollated(field.dataType()) ? value.cast("binary") : value).as(field.name()));
    }

    private RowChecks withCopies(Row repeated) {
        return new RowChecks(
                rowCount,
                keptCount,
                broken,
                nulls,
                Numbers.longAt(repeated, DUPLICATE_KEYS),
                Numbers.longAt(repeated, DUPLICATE_ROWS),
                hashes(repeated),
                Numbers.longAt(repeated, COPIES),
                findings);
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
                + ", which every row needs; mend the source, or give the "
                + (view.filtersVersions() ? "source" : "view") + " where = \"" + column
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

    /** ColumnChecks without which a row can never be found. */
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
        Column hash = key.unique().isEmpty() ? lit(null).cast("string") : hash(key.unique());
        List<Column> totals = new ArrayList<>();
        totals.add(sum(Columns.named(MET)).as("rows"));
        totals.add(sum(Columns.named(COUNTED)).as("kept"));
        totals.add(countIf(repeated).as(DUPLICATE_KEYS));
        totals.add(sum(when(repeated, rows)).as(DUPLICATE_ROWS));
        totals.add(min(when(repeated, hash)).as(LOW_HASH));
        totals.add(max(when(repeated, hash)).as(HIGH_HASH));
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
        long rowCount = Numbers.longAt(total, "rows");
        return new RowChecks(
                rowCount,
                Numbers.longAt(total, "kept"),
                broken,
                nulls,
                Numbers.longAt(total, DUPLICATE_KEYS),
                Numbers.longAt(total, DUPLICATE_ROWS),
                hashes(total),
                0,
                prepared.lateReads().findings(total, rowCount, view.name() + "."));
    }

    /** Names a key in messages without telling its values. */
    private static Column hash(List<String> key) {
        return hex(xxhash64(key.stream().map(Columns::named).toArray(Column[]::new)));
    }

    private static List<String> hashes(Row row) {
        TreeSet<String> hashes = new TreeSet<>();
        for (String name : List.of(LOW_HASH, HIGH_HASH)) {
            if (!row.isNullAt(row.fieldIndex(name))) {
                hashes.add(row.getAs(name));
            }
        }
        return List.copyOf(hashes);
    }

    private static Column countIf(Column condition) {
        return sum(when(condition, 1L).otherwise(0L));
    }

    private static String nullName(int index) {
        return "__null_" + index;
    }
}
