package io.millrace.lakehouse;

import io.millrace.config.DataException;
import io.millrace.config.Secret;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Reads Parquet and ORC files by the columns of all of them: a column that some files lack is NULL there, one of several types
 * has the widest if it holds all values of the others.
 */
final class ColumnarFiles {

    private final SparkSession spark;
    private final Source source;
    private final SourceFiles files;
    private final String format;
    private final Map<String, String> options = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final List<String> notes = new ArrayList<>();
    /** A file of each set of columns, where files were looked at one by one. */
    private final Map<StructType, String> firstFile = new LinkedHashMap<>();

    private ColumnarFiles(SparkSession spark, Source source, SourceFiles files) {
        this.spark = spark;
        this.source = source;
        this.files = files;
        this.format = source.format().orElseThrow().sparkName();
        options.putAll(Secret.resolved(source.options()));
    }

    static FileRows read(SparkSession spark, Source source, SourceFiles files) throws Exception {
        ColumnarFiles columnar = new ColumnarFiles(spark, source, files);
        try {
            return columnar.result();
        } catch (Exception e) { // Spark throws checked exceptions that it does not declare
            if (Nanoseconds.caused(e)) {
                return Nanoseconds.read(spark, source, files, () -> new ColumnarFiles(spark, source, files).result());
            }
            throw e;
        }
    }

    private FileRows result() {
        return new FileRows(rows(), Map.of(), notes);
    }

    private Dataset<Row> rows() {
        Map<StructType, List<String>> groups = groups();
        StructType all = groups.keySet().stream().reduce(this::merged).orElseThrow();
        StructType columns = source.schema()
                .map(ddl -> declared(StructType.fromDDL(ddl), all))
                .orElse(all);
        if (groups.size() == 1 || source.schema().isPresent()) {
            return load(columns, List.of());
        }
        List<Dataset<Row>> parts = new ArrayList<>();
        groups.forEach((schema, paths) -> parts.add(cast(load(schema, paths), columns)));
        return parts.stream()
                .reduce((one, other) -> one.unionByName(other, true))
                .orElseThrow();
    }

    /** Groups the files by their columns; one group where Spark merges them to what the first and the last file have. */
    private Map<StructType, List<String>> groups() {
        List<String> paths = files.paths();
        if (paths.size() == 1) {
            return Map.of(schema(Map.of(), List.of()), paths);
        }
        StructType merged;
        try {
            merged = schema(Map.of("mergeSchema", "true"), List.of());
        } catch (Exception e) { // Spark throws checked exceptions that it does not declare
            if (Nanoseconds.caused(e) || !(e instanceof SparkThrowable)) {
                throw e;
            }
            return byFile(paths);
        }
        for (String path : List.of(paths.get(0), paths.get(paths.size() - 1))) {
            List<String> lacking = lacking(schema(Map.of(), List.of(path)), merged);
            if (!lacking.isEmpty()) {
                notes.add((lacking.size() == 1 ? "the column " : "the columns ") + String.join(", ", lacking)
                        + (lacking.size() == 1 ? " is" : " are") + " NULL where files lack "
                        + (lacking.size() == 1 ? "it" : "them") + ", such as " + path);
            }
        }
        return Map.of(merged, paths);
    }

    private Map<StructType, List<String>> byFile(List<String> paths) {
        Map<StructType, List<String>> groups = new LinkedHashMap<>();
        for (String path : paths) {
            groups.computeIfAbsent(schema(Map.of(), List.of(path)), schema -> new ArrayList<>())
                    .add(path);
        }
        groups.forEach((schema, in) -> firstFile.putIfAbsent(schema, in.get(0)));
        return groups;
    }

    private StructType merged(StructType one, StructType other) {
        StructType result = new StructType();
        for (StructField field : one.fields()) {
            Optional<StructField> twin = find(other, field.name());
            result = result.add(twin.map(found -> wider(field, found)).orElse(field));
        }
        for (StructField field : other.fields()) {
            result = find(one, field.name()).isPresent() ? result : result.add(field);
        }
        return result;
    }

    private StructField wider(StructField one, StructField other) {
        if (RowShape.widens(one.dataType(), other.dataType())) {
            return new StructField(one.name(), other.dataType(), true, one.metadata());
        }
        if (RowShape.widens(other.dataType(), one.dataType())) {
            return one;
        }
        throw new DataException("source " + source.name() + ": the column " + one.name() + " is "
                + one.dataType().sql() + " in " + having(one) + " and "
                + other.dataType().sql() + " in "
                + having(other)
                + ", and neither holds all values of the other; write the files anew with one type, or give"
                + " each kind a source of its own");
    }

    private String having(StructField field) {
        return firstFile.entrySet().stream()
                .filter(entry -> find(entry.getKey(), field.name())
                        .filter(found -> RowShape.sameType(found.dataType(), field.dataType()))
                        .isPresent())
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(source.from());
    }

    private StructType declared(StructType declared, StructType all) {
        List<StructField> folders = files.partitions();
        for (StructField field : declared.fields()) {
            boolean folder =
                    folders.stream().anyMatch(each -> RowShape.key(each.name()).equals(RowShape.key(field.name())));
            if (!folder && find(all, field.name()).isEmpty()) {
                throw new DataException("source " + source.name() + ": schema declares the column " + field.name()
                        + ", which no file has; the columns are " + String.join(", ", all.fieldNames()));
            }
        }
        return declared;
    }

    private Dataset<Row> cast(Dataset<Row> rows, StructType target) {
        List<Column> columns = new ArrayList<>();
        for (StructField field : rows.schema().fields()) {
            Column column = Columns.named(field.name());
            columns.add(find(target, field.name())
                    .filter(wanted -> !RowShape.sameType(wanted.dataType(), field.dataType()))
                    .map(wanted -> column.cast(wanted.dataType()).as(wanted.name()))
                    .orElse(column));
        }
        return rows.select(columns.toArray(Column[]::new));
    }

    private StructType schema(Map<String, String> more, List<String> paths) {
        Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.putAll(options);
        all.putAll(more);
        StructType found =
                files.load(spark, format, all, Optional.empty(), paths).schema();
        List<StructField> folders = files.partitions();
        StructType columns = new StructType();
        for (StructField field : found.fields()) {
            boolean folder =
                    folders.stream().anyMatch(each -> RowShape.key(each.name()).equals(RowShape.key(field.name())));
            columns = folder ? columns : columns.add(field);
        }
        return columns;
    }

    private Dataset<Row> load(StructType columns, List<String> paths) {
        StructType all = columns;
        for (StructField field : files.partitions()) {
            all = find(columns, field.name()).isPresent() ? all : all.add(field);
        }
        return files.load(spark, format, options, Optional.of(all), paths);
    }

    private static List<String> lacking(StructType some, StructType all) {
        return Arrays.stream(all.fieldNames())
                .filter(name -> find(some, name).isEmpty())
                .toList();
    }

    private static Optional<StructField> find(StructType schema, String name) {
        return Arrays.stream(schema.fields())
                .filter(field -> RowShape.key(field.name()).equals(RowShape.key(name)))
                .findFirst();
    }
}
