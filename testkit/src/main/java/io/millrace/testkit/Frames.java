package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.collection.Iterable;
import scala.jdk.javaapi.CollectionConverters;

/** Small data frames for tests, and their comparison by spark-testing-base. */
public final class Frames {
    private static final int SHOWN = 10;
    private static final String NEGATIVE_ZEROS = "negative_zeros";

    private Frames() {}

    /** Returns the rows as a data frame of the shared session. */
    public static Dataset<Row> of(StructType schema, List<Row> rows) {
        return of(SharedSpark.session(), schema, rows);
    }

    /** Returns the rows as a data frame of that session; an {@link Instant} is a TIMESTAMP, and a map of Java one of Scala. */
    public static Dataset<Row> of(SparkSession session, StructType schema, List<Row> rows) {
        return session.createDataFrame(
                rows.stream().map(row -> (Row) taken(row)).toList(), schema);
    }

    /** A remote session takes of the classes for a type only the one that it gives. */
    private static @Nullable Object taken(@Nullable Object value) {
        if (value instanceof Row row) {
            var values = new @Nullable Object[row.size()];
            Arrays.setAll(values, i -> taken(row.get(i)));
            return RowFactory.create(values);
        }
        if (value instanceof Instant instant) {
            return Timestamp.from(instant);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Frames::taken).toArray();
        }
        return value instanceof java.util.Map<?, ?> map ? CollectionConverters.asScala(map) : value;
    }

    /** Returns the rows as a data frame; the schema is DDL, such as {@code "id bigint not null, at timestamp"}. */
    public static Dataset<Row> of(String ddl, Row... rows) {
        return of(StructType.fromDDL(ddl), List.of(rows));
    }

    /**
     * Passes if both have the same column names and types in the same order, and the same rows as often, in any order.
     * NaN equals NaN, 0.0 is not -0.0; nullability does not count. Collects both sides.
     *
     * @throws AssertionError if they differ; shows the rows that only one side has
     */
    public static void assertSameRows(Dataset<Row> actual, Dataset<Row> expected) {
        String columns = sameColumns(actual, expected);
        Dataset<Row> actualRows = comparable(actual);
        Dataset<Row> expectedRows = comparable(expected);
        try {
            if (SharedSpark.isRemote()) {
                requireNone(only(actualRows, expectedRows));
                requireNone(only(expectedRows, actualRows));
            } else {
                SuiteComparison.SUITE.assertDataFrameDataEquals(expectedRows, actualRows);
            }
        } catch (AssertionError e) {
            throw new AssertionError(
                    "rows differ" + counts(actualRows.count(), expectedRows.count(), columns)
                            + shown("\n  only actual: ", only(actualRows, expectedRows))
                            + shown("\n  only expected: ", only(expectedRows, actualRows)),
                    e);
        }
    }

    /**
     * Passes if both have the same column names and types in the same order, and the same rows in the same order, where
     * columns of floating-point numbers may be {@code tolerance} apart, and times as many milliseconds; what lies inside
     * arrays and structs is equal. NaN equals NaN; nullability does not count. Collects both sides.
     *
     * @throws AssertionError if they differ; shows the pairs of rows that do
     */
    public static void assertCloseRows(Dataset<Row> actual, Dataset<Row> expected, double tolerance) {
        String columns = sameColumns(actual, expected);
        List<Row> actualRows = actual.collectAsList();
        List<Row> expectedRows = expected.collectAsList();
        var schema = new StructType();
        for (StructField field : expected.schema().fields()) {
            schema = schema.add(field.name(), field.dataType());
        }
        try {
            if (SharedSpark.isRemote()) {
                requireNone(differing(actualRows, expectedRows, tolerance));
                assertThat(actualRows).hasSameSizeAs(expectedRows);
            } else {
                SuiteComparison.SUITE.assertDataFrameApproximateEquals(
                        of(schema, expectedRows), of(schema, actualRows), tolerance);
            }
        } catch (AssertionError e) {
            throw new AssertionError(
                    "rows are more than " + tolerance + " apart"
                            + counts(actualRows.size(), expectedRows.size(), columns)
                            + shown("\n  actual: ", differing(actualRows, expectedRows, tolerance)),
                    e);
        }
    }

    private static List<String> differing(List<Row> actual, List<Row> expected, double tolerance) {
        var pairs = new ArrayList<String>();
        for (int i = 0; i < Math.min(actual.size(), expected.size()); i++) {
            if (!SuiteComparison.SUITE.approxEquals(expected.get(i), actual.get(i), tolerance)) {
                pairs.add(actual.get(i) + ", expected " + expected.get(i));
            }
        }
        return pairs;
    }

    /** The package compares by RDDs, which a remote session has not: there, what tells the difference tells that there is none. */
    private static void requireNone(List<String> differing) {
        assertThat(differing).isEmpty();
    }

    private static String sameColumns(Dataset<Row> actual, Dataset<Row> expected) {
        String actualColumns = columns(actual);
        String expectedColumns = columns(expected);
        if (!actualColumns.equals(expectedColumns)) {
            throw new AssertionError(
                    "columns differ\n  actual:   " + actualColumns + "\n  expected: " + expectedColumns);
        }
        return actualColumns;
    }

    private static String columns(Dataset<Row> rows) {
        var columns = new ArrayList<String>();
        for (StructField field : rows.schema().fields()) {
            columns.add(field.name() + " " + field.dataType().sql());
        }
        return String.join(", ", columns);
    }

    /**
     * Returns the rows as the package can compare them. It groups and joins by columns whose names hold no dot, whose types
     * hold no map, and to whose values both zeros are one: maps become text, and a column more tells which zeros of a row are
     * negative.
     */
    private static Dataset<Row> comparable(Dataset<Row> rows) {
        StructField[] fields = rows.schema().fields();
        var schema = new StructType();
        for (int i = 0; i < fields.length; i++) {
            schema = schema.add("c" + i, holdsMap(fields[i]) ? DataTypes.StringType : fields[i].dataType());
        }
        List<Row> values = rows.collectAsList().stream()
                .map(row -> {
                    var all = new @Nullable Object[fields.length + 1];
                    for (int i = 0; i < fields.length; i++) {
                        Object value = row.get(i);
                        all[i] = value != null && holdsMap(fields[i]) ? value.toString() : value;
                    }
                    String zeros = negativeZeros(row);
                    all[fields.length] = zeros.contains("-") ? zeros : null;
                    return RowFactory.create(all);
                })
                .toList();
        return of(schema.add(NEGATIVE_ZEROS, DataTypes.StringType), values);
    }

    private static boolean holdsMap(StructField field) {
        return field.dataType().sql().contains("MAP<");
    }

    /** Returns a sign for each value in this one, in order: {@code -} for a negative zero. */
    private static String negativeZeros(@Nullable Object value) {
        Iterable<?> parts = value instanceof Row row ? row.toSeq() : value instanceof Iterable<?> many ? many : null;
        if (parts == null) {
            return Double.valueOf(-0.0).equals(value) || Float.valueOf(-0.0f).equals(value) ? "-" : "+";
        }
        var signs = new StringBuilder();
        CollectionConverters.asJava(parts).forEach(part -> signs.append(negativeZeros(part)));
        return signs.toString();
    }

    private static List<String> only(Dataset<Row> rows, Dataset<Row> others) {
        return rows.exceptAll(others).drop(NEGATIVE_ZEROS).collectAsList().stream()
                .map(Row::toString)
                .sorted()
                .toList();
    }

    private static String counts(long actual, long expected, String columns) {
        return ": " + actual + " actual, " + expected + " expected\n  columns: " + columns;
    }

    private static String shown(String title, List<String> rows) {
        String text = rows.stream().limit(SHOWN).map(title::concat).collect(Collectors.joining());
        return rows.size() > SHOWN ? text + title + "and " + (rows.size() - SHOWN) + " more" : text;
    }
}
