package io.millrace.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** Small data frames for tests, and their comparison. */
public final class Frames {
    private static final int SHOWN = 10;

    private Frames() {}

    /** Returns the rows as a data frame of the shared session. */
    public static Dataset<Row> of(StructType schema, List<Row> rows) {
        return SharedSpark.session().createDataFrame(rows, schema);
    }

    /** Returns the rows as a data frame; the schema is DDL, such as {@code "id bigint not null, at timestamp"}. */
    public static Dataset<Row> of(String ddl, Row... rows) {
        return of(StructType.fromDDL(ddl), List.of(rows));
    }

    /**
     * Passes if both have the same column names and types in the same order, and the same rows as often, in any order.
     * NaN equals NaN; nullability does not count. Collects both sides.
     *
     * @throws AssertionError if they differ; shows the rows that only one side has
     */
    public static void assertSameRows(Dataset<Row> actual, Dataset<Row> expected) {
        String actualColumns = columns(actual);
        String expectedColumns = columns(expected);
        if (!actualColumns.equals(expectedColumns)) {
            throw new AssertionError(
                    "columns differ\n  actual:   " + actualColumns + "\n  expected: " + expectedColumns);
        }
        List<Row> actualRows = actual.collectAsList();
        List<Row> expectedRows = expected.collectAsList();
        List<String> unexpected = difference(actualRows, expectedRows);
        List<String> missing = difference(expectedRows, actualRows);
        if (!unexpected.isEmpty() || !missing.isEmpty()) {
            throw new AssertionError("rows differ: " + actualRows.size() + " actual, " + expectedRows.size()
                    + " expected\n  columns: " + actualColumns + shown("\n  only actual: ", unexpected)
                    + shown("\n  only expected: ", missing));
        }
    }

    private static String columns(Dataset<Row> rows) {
        var columns = new ArrayList<String>();
        for (var field : rows.schema().fields()) {
            columns.add(field.name() + " " + field.dataType().sql());
        }
        return String.join(", ", columns);
    }

    private static List<String> difference(List<Row> rows, List<Row> others) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        rows.forEach(row -> counts.merge(render(row), 1, Integer::sum));
        others.forEach(row -> counts.merge(render(row), -1, Integer::sum));
        var surplus = new ArrayList<String>();
        counts.forEach((row, count) -> {
            for (int i = 0; i < count; i++) {
                surplus.add(row);
            }
        });
        surplus.sort(null);
        return surplus;
    }

    private static String shown(String title, List<String> rows) {
        var text = new StringBuilder();
        for (String row : rows.subList(0, Math.min(SHOWN, rows.size()))) {
            text.append(title).append(row);
        }
        return rows.size() > SHOWN ? text + title + "and " + (rows.size() - SHOWN) + " more" : text.toString();
    }

    /** Text that tells values apart exactly: doubles print their shortest exact form, bytes in full, strings quoted. */
    private static String render(Object value) {
        if (value instanceof Row row) {
            var parts = new ArrayList<String>();
            for (int i = 0; i < row.length(); i++) {
                parts.add(row.isNullAt(i) ? "null" : render(row.get(i)));
            }
            return parts.toString();
        }
        if (value instanceof String text) {
            return '"' + text + '"';
        }
        if (value instanceof byte[] bytes) {
            return java.util.HexFormat.of().formatHex(bytes);
        }
        return String.valueOf(value);
    }
}
