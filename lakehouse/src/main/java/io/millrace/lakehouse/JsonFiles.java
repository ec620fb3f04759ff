package io.millrace.lakehouse;

import static org.apache.spark.sql.functions.bool_and;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.forall;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;

import io.millrace.config.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Reads JSON files. Without a declared schema, a number is read as DOUBLE only where every one of them is in a double as it is
 * written, and as text else: {@code 9007199254740993} beside {@code 1.5} would become another number.
 */
final class JsonFiles {

    private final SparkSession spark;
    private final SourceFiles files;
    private final Map<String, String> options = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final List<String> notes = new ArrayList<>();

    private JsonFiles(SparkSession spark, Source source, SourceFiles files) {
        this.spark = spark;
        this.files = files;
        options.put("mode", "FAILFAST");
        options.put("timeZone", source.zone().orElse("UTC"));
        options.putAll(Secret.resolved(source.options()));
    }

    static FileRows read(SparkSession spark, Source source, SourceFiles files) {
        JsonFiles json = new JsonFiles(spark, source, files);
        if (!json.options.containsKey("encoding") && !json.options.containsKey("charset")) {
            TextScan.requireUtf8(source, TextScan.of(spark, source, "\"", StandardCharsets.UTF_8));
        }
        List<StructField> folders = files.partitions();
        StructType columns =
                without(folders, source.schema().map(StructType::fromDDL).orElseGet(json::guessed));
        return new FileRows(json.load(with(folders, columns)), Map.of(), json.notes);
    }

    private Dataset<Row> load(StructType schema) {
        return files.load(spark, "json", options, Optional.of(schema), List.of());
    }

    private StructType guessed() {
        StructType found =
                files.load(spark, "json", options, Optional.empty(), List.of()).schema();
        List<StructField> folders = files.partitions();
        StructType columns = without(folders, found);
        List<Column> checks = new ArrayList<>();
        UserDefinedFunction forms = udf(new TextForms(), DataTypes.LongType);
        UnaryOperator<Column> exact = text ->
                coalesce(forms.apply(text).bitwiseAND(lit(TextForms.EXACT)).notEqual(lit(0L)), lit(true));
        for (StructField field : columns.fields()) {
            doubles(field.dataType(), check -> check.apply(Columns.named(field.name())), exact, checks);
        }
        if (checks.isEmpty()) {
            return columns;
        }
        StructType texts = (StructType) replaced(columns, List.<Boolean>of().iterator(), "");
        Row answers = Columns.totals(
                load(with(folders, texts)), checks.stream().map(JsonFiles::all).toList());
        List<Boolean> kept = new ArrayList<>();
        for (int i = 0; i < answers.length(); i++) {
            kept.add(answers.getBoolean(i));
        }
        return (StructType) replaced(columns, kept.iterator(), "");
    }

    private static Column all(Column check) {
        return coalesce(bool_and(coalesce(check, lit(true))), lit(true));
    }

    /** What leads from a check of a value to one of all such values of a row. */
    @FunctionalInterface
    private interface Everywhere {
        Column of(UnaryOperator<Column> check);
    }

    /** Collects a check for each DOUBLE in a type, in the order of {@link #replaced}. */
    private static void doubles(DataType type, Everywhere all, UnaryOperator<Column> exact, List<Column> checks) {
        if (type.equals(DataTypes.DoubleType)) {
            checks.add(all.of(exact));
        } else if (type instanceof ArrayType array) {
            doubles(array.elementType(), check -> all.of(values -> forall(values, check::apply)), exact, checks);
        } else if (type instanceof StructType struct) {
            for (StructField field : struct.fields()) {
                doubles(
                        field.dataType(),
                        check -> all.of(value -> check.apply(value.getField(field.name()))),
                        exact,
                        checks);
            }
        }
    }

    /** Returns the type with STRING for each DOUBLE that is not kept; without an answer none is. */
    private DataType replaced(DataType type, Iterator<Boolean> kept, String path) {
        if (type.equals(DataTypes.DoubleType)) {
            boolean answered = kept.hasNext();
            if (answered && kept.next()) {
                return type;
            }
            if (answered) {
                notes.add("the numbers of " + path
                        + " stay STRING, since a DOUBLE does not hold all of them exactly; declare"
                        + " schema to read them as numbers");
            }
            return DataTypes.StringType;
        }
        if (type instanceof ArrayType array) {
            return DataTypes.createArrayType(replaced(array.elementType(), kept, path), array.containsNull());
        }
        if (type instanceof StructType struct) {
            StructType result = new StructType();
            for (StructField field : struct.fields()) {
                String name = path.isEmpty() ? field.name() : path + "." + field.name();
                result = result.add(field.name(), replaced(field.dataType(), kept, name), true);
            }
            return result;
        }
        return type;
    }

    private static StructType without(List<StructField> folders, StructType columns) {
        StructType left = new StructType();
        for (StructField field : columns.fields()) {
            boolean folder =
                    folders.stream().anyMatch(each -> RowShape.key(each.name()).equals(RowShape.key(field.name())));
            left = folder ? left : left.add(field);
        }
        return left;
    }

    private static StructType with(List<StructField> folders, StructType columns) {
        StructType all = columns;
        for (StructField field : folders) {
            all = all.add(field);
        }
        return all;
    }
}
