package io.millrace.lakehouse;

import static org.apache.spark.sql.functions.expr;

import io.millrace.config.DataException;
import io.millrace.config.Secret;
import io.millrace.config.SqlName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Reads Parquet columns of nanosecond times, which Spark has no type for, as microseconds.
 *
 * <p>Spark reads them as whole numbers if told so, and then does not tell them from others. What a column is is told by the
 * refusal of Spark's row reader to read it as times, which names the type in the file.
 */
final class Nanoseconds {

    private static final Map<String, String> AS_LONG = Map.of("spark.sql.legacy.parquet.nanosAsLong", "true");
    private static final String VECTORIZED = "spark.sql.parquet.enableVectorizedReader";
    private static final String TYPE = "TIMESTAMP(NANOS,";
    private static final String UNREADABLE = "PARQUET_CONVERSION_FAILURE";

    /** What a column of whole numbers holds in a file. */
    private enum Content {
        INSTANTS("instants in nanoseconds"),
        WALL_CLOCKS("wall clocks in nanoseconds"),
        NUMBERS("whole numbers");

        private final String text;

        Content(String text) {
            this.text = text;
        }
    }

    private final SparkSession spark;
    /** Reads row by row, by a setting that no query may see change between its plan and its run. */
    private final SparkSession byRow;

    private final Source source;
    private final SourceFiles files;

    private Nanoseconds(SparkSession spark, Source source, SourceFiles files) {
        this.spark = spark;
        this.byRow = spark.newSession();
        byRow.conf().set(VECTORIZED, "false");
        this.source = source;
        this.files = files;
    }

    /** Whether Spark failed since it has no type for such a column. */
    static boolean caused(Throwable failure) {
        return told(failure, TYPE).isPresent();
    }

    /**
     * Returns the rows with times where {@code numbers} has whole numbers of nanoseconds, cut off below the microsecond towards
     * the past; columns that the source declares are as declared. One small job for each file and column of whole
     * numbers, and one over all rows that counts what is cut off.
     *
     * @param numbers gives the rows while Spark takes nanoseconds for whole numbers
     * @throws DataException if there are such times inside of a struct, an array or a map, or in some files only
     */
    static FileRows read(SparkSession spark, Source source, SourceFiles files, Callable<FileRows> numbers)
            throws Exception {
        FileRows found = SessionSettings.giving(spark, AS_LONG, numbers);
        return source.schema().isPresent()
                ? new FileRows(found.rows(), AS_LONG, found.notes())
                : new Nanoseconds(spark, source, files).timed(found);
    }

    private FileRows timed(FileRows found) throws Exception {
        Set<String> folders = files.partitions().stream()
                .map(field -> RowShape.key(field.name()))
                .collect(Collectors.toSet());
        Map<String, Boolean> instants = new LinkedHashMap<>();
        for (StructField field : found.rows().schema().fields()) {
            if (!folders.contains(RowShape.key(field.name()))) {
                Optional<Content> content = content(field);
                content.ifPresent(times -> instants.put(field.name(), times == Content.INSTANTS));
            }
        }
        List<String> notes = new ArrayList<>(found.notes());
        notes.addAll(SessionSettings.giving(spark, AS_LONG, () -> losses(found.rows(), instants)));
        Column[] columns = Arrays.stream(found.rows().columns())
                .map(name -> instants.containsKey(name)
                        ? time(name, instants.getOrDefault(name, true))
                        : Columns.named(name))
                .toArray(Column[]::new);
        return new FileRows(found.rows().select(columns), AS_LONG, notes);
    }

    /** Returns the times that a column holds; empty if it holds none. */
    private Optional<Content> content(StructField field) throws Exception {
        Map<Content, String> fileOf = new EnumMap<>(Content.class);
        for (DataType times : asTimes(field.dataType())) {
            for (String path : files.paths()) {
                content(field.name(), times, path).ifPresent(content -> fileOf.putIfAbsent(content, path));
            }
        }
        Optional<Map.Entry<Content, String>> first = fileOf.entrySet().stream().findFirst();
        if (first.isEmpty() || first.get().getKey() == Content.NUMBERS) {
            return Optional.empty();
        }
        if (!field.dataType().equals(DataTypes.LongType)) {
            throw refused(
                    field, "times in nanoseconds inside of it in " + first.get().getValue(), "microseconds");
        }
        if (fileOf.size() > 1) {
            String all = fileOf.entrySet().stream()
                    .map(entry -> entry.getKey().text + " in " + entry.getValue())
                    .collect(Collectors.joining(" and "));
            throw refused(field, all, "one type");
        }
        return Optional.of(first.get().getKey());
    }

    private DataException refused(StructField field, String held, String remedy) {
        return new DataException("source " + source.name() + ": the column " + field.name() + " holds " + held
                + "; write the files anew with " + remedy);
    }

    /** Returns the types that a column's has with one of its whole numbers read as times, nothing else of a struct beside. */
    private static List<DataType> asTimes(DataType type) {
        if (type instanceof StructType struct) {
            return Arrays.stream(struct.fields())
                    .flatMap(field -> asTimes(field.dataType()).stream()
                            .map(times -> (DataType) new StructType().add(field.name(), times)))
                    .toList();
        }
        if (type instanceof ArrayType array) {
            return asTimes(array.elementType()).stream()
                    .map(times -> (DataType) DataTypes.createArrayType(times))
                    .toList();
        }
        if (type instanceof MapType map) {
            List<DataType> all = new ArrayList<>();
            asTimes(map.keyType()).forEach(times -> all.add(DataTypes.createMapType(times, map.valueType())));
            asTimes(map.valueType()).forEach(times -> all.add(DataTypes.createMapType(map.keyType(), times)));
            return all;
        }
        return type.equals(DataTypes.LongType) ? List.of(DataTypes.TimestampType) : List.of();
    }

    /** Reads one row of a file's column as times, which fails if it holds any; empty if the file lacks the column. */
    private Optional<Content> content(String column, DataType times, String path) throws Exception {
        StructType schema = new StructType().add(column, times);
        try {
            files.load(
                            byRow,
                            FileFormat.PARQUET.sparkName(),
                            Secret.resolved(source.options()),
                            Optional.of(schema),
                            List.of(path))
                    .select(Columns.named(column))
                    .limit(1)
                    .collectAsList();
            return Optional.empty();
        } catch (Exception e) { // Spark throws checked exceptions that it does not declare
            String refusal = told(e, UNREADABLE).orElseThrow(() -> e);
            return Optional.of(
                    refusal.contains(TYPE + "true)")
                            ? Content.INSTANTS
                            : refusal.contains(TYPE) ? Content.WALL_CLOCKS : Content.NUMBERS);
        }
    }

    private static Optional<String> told(Throwable failure, String part) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (message.contains(part)) {
                return Optional.of(message);
            }
        }
        return Optional.empty();
    }

    private static List<String> losses(Dataset<Row> rows, Map<String, Boolean> times) {
        List<Column> counts = new ArrayList<>();
        times.keySet().forEach(name -> counts.add(expr("count_if(pmod(" + SqlName.quoted(name) + ", 1000) <> 0)")));
        if (times.isEmpty()) {
            return List.of();
        }
        Row counted = rows.agg(expr("count(*)"), counts.toArray(Column[]::new)).head();
        List<String> notes = new ArrayList<>();
        int at = 1;
        for (String name : times.keySet()) {
            long lost = counted.getLong(at++);
            notes.add("the column " + name + " holds nanoseconds, which are read as microseconds"
                    + (lost == 0
                            ? "; nothing is lost"
                            : ": " + lost + " of " + counted.getLong(0) + " times are cut off towards the past"));
        }
        return notes;
    }

    /** A TIMESTAMP, or a TIMESTAMP_NTZ by arithmetic that no session's zone takes part in. */
    private static Column time(String name, boolean instant) {
        String micros = "floor(" + SqlName.quoted(name) + " / 1000BD)";
        String time = instant
                ? "timestamp_micros(cast(" + micros + " AS bigint))"
                : "timestamp_ntz'1970-01-01 00:00:00' + make_dt_interval(0, 0, 0, cast(" + micros
                        + " * 0.000001BD AS decimal(18, 6)))";
        return expr(time).as(name);
    }
}
