package io.millrace.lakehouse;

import io.millrace.config.DataException;
import io.millrace.config.TableName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ByteType$;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType$;
import org.apache.spark.sql.types.FloatType$;
import org.apache.spark.sql.types.IntegerType$;
import org.apache.spark.sql.types.LongType$;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.NullType$;
import org.apache.spark.sql.types.ShortType$;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Brings rows to a table's columns: by name, in the table's order, with casts that lose nothing. */
final class RowShape {
    private static final List<DataType> WHOLE_NUMBERS =
            List.of(ByteType$.MODULE$, ShortType$.MODULE$, IntegerType$.MODULE$, LongType$.MODULE$);
    private static final List<Integer> DIGITS = List.of(3, 5, 10, 19);

    private RowShape() {}

    /**
     * Returns the rows in the table's shape. No Spark job.
     *
     * @throws DataException if a column is missing, unknown, or of a type that does not fit; names all of them
     */
    static Dataset<Row> fit(TableName table, StructType target, Dataset<Row> rows) {
        List<String> problems = problems(target, rows.schema());
        if (!problems.isEmpty()) {
            throw new DataException("the rows do not fit the table " + table + ": " + String.join("; ", problems));
        }
        Map<String, StructField> given = byName(rows.schema());
        var columns = new ArrayList<Column>();
        for (StructField field : target.fields()) {
            StructField found = Objects.requireNonNull(given.get(key(field.name())));
            Column column = Columns.named(found.name());
            boolean same = found.name().equals(field.name()) && sameType(found.dataType(), field.dataType());
            columns.add(same ? column : column.cast(field.dataType()).as(field.name()));
        }
        return rows.select(columns.toArray(Column[]::new));
    }

    /** Returns the rows in the shape of a table to be made, with the comments of its columns and no other metadata. */
    static Dataset<Row> made(TableName table, StructType target, Dataset<Row> rows) {
        Dataset<Row> fitted = fit(table, target, rows);
        Column[] columns = Arrays.stream(target.fields())
                .map(field -> Columns.named(field.name()).as(field.name(), commentOnly(field)))
                .toArray(Column[]::new);
        return fitted.select(columns);
    }

    private static Metadata commentOnly(StructField field) {
        var plain = new StructField(field.name(), field.dataType(), true, Metadata.empty());
        return field.getComment().isDefined()
                ? plain.withComment(field.getComment().get()).metadata()
                : Metadata.empty();
    }

    /** Returns the rows in that shape if they have its columns and fit, else as they are. */
    static Dataset<Row> widened(TableName table, StructType target, Dataset<Row> rows) {
        return problems(target, rows.schema()).isEmpty() ? fit(table, target, rows) : rows;
    }

    /** Whether the columns are the same, in any order, with the same types; NULL without a type is of each. */
    static boolean same(StructType target, StructType rows) {
        Map<String, StructField> given = byName(rows);
        return problems(target, rows).isEmpty()
                && byName(target).entrySet().stream().allMatch(wanted -> {
                    DataType type =
                            Objects.requireNonNull(given.get(wanted.getKey())).dataType();
                    return type instanceof NullType$
                            || sameType(type, wanted.getValue().dataType());
                });
    }

    /** Returns what keeps rows of one schema out of a table of another, a sentence a column. */
    private static List<String> problems(StructType target, StructType rows) {
        Map<String, StructField> wanted = byName(target);
        Map<String, StructField> given = byName(rows);
        var problems = new ArrayList<String>();
        wanted.forEach((name, field) -> {
            StructField found = given.get(name);
            if (found == null) {
                problems.add("column " + field.name() + " " + type(field) + " is missing");
            } else if (!widens(found.dataType(), field.dataType())) {
                problems.add("column " + field.name() + " is " + type(found) + "; the table has " + type(field));
            }
        });
        given.forEach((name, field) -> {
            if (!wanted.containsKey(name)) {
                problems.add("column " + field.name() + " " + type(field) + " is not in the table");
            }
        });
        return problems;
    }

    /** Returns the columns, each with the type of its namesake in {@code present} if that holds every value of it. */
    static StructType widened(StructType columns, StructType present) {
        Map<String, StructField> wide = byName(present);
        var fields = new ArrayList<StructField>();
        for (StructField field : columns.fields()) {
            StructField found = wide.get(key(field.name()));
            DataType type =
                    found != null && widens(field.dataType(), found.dataType()) ? found.dataType() : field.dataType();
            fields.add(new StructField(field.name(), type, field.nullable(), field.metadata()));
        }
        return new StructType(fields.toArray(StructField[]::new));
    }

    /** Whether every value of one type is a value of the other. */
    static boolean widens(DataType from, DataType to) {
        if (sameType(from, to) || from instanceof NullType$) {
            return true;
        }
        int rank = WHOLE_NUMBERS.indexOf(from);
        if (to instanceof DecimalType wide) {
            int whole = wide.precision() - wide.scale();
            return from instanceof DecimalType narrow
                    ? narrow.scale() <= wide.scale() && narrow.precision() - narrow.scale() <= whole
                    : rank >= 0 && DIGITS.get(rank) <= whole;
        }
        if (to instanceof DoubleType$) {
            return from instanceof FloatType$ || (rank >= 0 && rank <= 2);
        }
        if (to instanceof FloatType$) {
            return rank >= 0 && rank <= 1;
        }
        return rank >= 0 && rank < WHOLE_NUMBERS.indexOf(to);
    }

    /** Types are the same if they differ at most in what may be NULL. */
    static boolean sameType(DataType one, DataType other) {
        return one.catalogString().equals(other.catalogString());
    }

    /** Delta quotes names where SQL would have to. */
    static String unquoted(String column) {
        return column.startsWith("`") ? column.substring(1, column.length() - 1).replace("``", "`") : column;
    }

    private static Map<String, StructField> byName(StructType schema) {
        var fields = new LinkedHashMap<String, StructField>();
        for (StructField field : schema.fields()) {
            fields.put(key(field.name()), field);
        }
        return fields;
    }

    static String key(String column) {
        return column.toLowerCase(Locale.ROOT);
    }

    private static String type(StructField field) {
        return field.dataType().sql();
    }
}
