package io.millrace.features;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/** Finds columns by name as Spark does, without case, and says what is wrong with them. */
final class ColumnChecks {

    private ColumnChecks() {}

    static Optional<StructField> find(StructType schema, String name) {
        return Arrays.stream(schema.fields())
                .filter(field -> lower(field.name()).equals(lower(name)))
                .findFirst();
    }

    /** Returns a column's name in the form in which Spark compares names. */
    static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    static boolean has(StructType schema, String name) {
        return find(schema, name).isPresent();
    }

    /** Returns a problem for each column that is missing. */
    static List<String> missing(StructType schema, Collection<String> names, String role) {
        return names.stream()
                .distinct()
                .filter(name -> !has(schema, name))
                .map(name -> role + " column '" + name + "' is missing; the rows have "
                        + String.join(", ", schema.fieldNames()))
                .toList();
    }

    /** Returns what keeps a column from being an instant, if something does; a missing column is no problem here. */
    static Optional<String> notAnInstant(StructType schema, String name, String role) {
        return find(schema, name).map(StructField::dataType).flatMap(type -> {
            if (type instanceof TimestampType) {
                return Optional.empty();
            }
            return Optional.of(role + " column '" + name + "' is " + type.sql() + ", must be TIMESTAMP; give the source"
                    + " columns { " + name + " = \"" + instantOf(name, type) + "\" }");
        });
    }

    private static String instantOf(String name, DataType type) {
        if (type instanceof TimestampNTZType) {
            return "timestamp(concat(" + name + ", ' ZONE'))"; // in every session's zone the same
        }
        if (type instanceof NumericType) {
            return "timestamp_seconds(" + name + ")";
        }
        if (type instanceof StringType) {
            return "to_timestamp(" + name + ", 'FORMAT')";
        }
        return type instanceof DateType ? "timestamp(" + name + ")" : "EXPRESSION";
    }

    /**
     * Returns a problem for each SQL expression that cannot be evaluated on the rows, or has no type. Analyses all at once,
     * and one by one only if that fails.
     *
     * @param expressions what the expression is called, and its text
     */
    static List<String> wrongExpressions(Dataset<Row> rows, Map<String, String> expressions) {
        if (expressions.isEmpty() || allGood(rows, List.copyOf(expressions.values()))) {
            return List.of();
        }
        List<String> problems = new ArrayList<>();
        expressions.forEach((name, sql) ->
                reason(rows, sql).ifPresent(reason -> problems.add(name + " = \"" + sql + "\": " + reason)));
        return problems;
    }

    private static boolean allGood(Dataset<Row> rows, List<String> expressions) {
        try {
            return Arrays.stream(types(rows, expressions).fields())
                    .noneMatch(field -> field.dataType() instanceof NullType);
        } catch (AnalysisException e) {
            return false;
        }
    }

    private static Optional<String> reason(Dataset<Row> rows, String sql) {
        try {
            DataType type = types(rows, List.of(sql)).fields()[0].dataType();
            return type instanceof NullType
                    ? Optional.of("has no type; write for example cast(null as double)")
                    : Optional.empty();
        } catch (AnalysisException e) {
            return Optional.of(firstLine(String.valueOf(e.getMessage())));
        }
    }

    // Spark throws the checked AnalysisException without declaring it to Java.
    @SuppressWarnings("RedundantThrows")
    private static StructType types(Dataset<Row> rows, List<String> expressions) throws AnalysisException {
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < expressions.size(); i++) {
            columns.add(functions.expr(expressions.get(i)).as("e" + i));
        }
        return rows.select(columns.toArray(Column[]::new)).schema();
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }
}
