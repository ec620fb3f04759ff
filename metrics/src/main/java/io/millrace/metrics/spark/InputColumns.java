package io.millrace.metrics.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.when;

import io.millrace.config.DataException;
import io.millrace.config.EpochMicros;
import io.millrace.config.SqlName;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/** The input columns of a metric, checked against the schema and brought into the form that the folds read. */
final class InputColumns {
    private InputColumns() {}

    /** The column of this very name; a dot in it is part of the name. */
    static Column quoted(String name) {
        String quoted = SqlName.quoted(name);
        return name.contains("`")
                ? expr(quoted)
                : col(quoted); // Spark Connect loses a back-tick in the name of a column
    }

    static StructField field(StructType schema, String name) {
        for (StructField field : schema.fields()) {
            if (field.name().equals(name)) {
                return field;
            }
        }
        throw new DataException(
                "column '" + name + "' is missing; the columns are " + String.join(", ", schema.fieldNames()));
    }

    /** The score as double. */
    static Column score(StructType schema, String name) {
        DataType type = field(schema, name).dataType();
        if (!(type instanceof NumericType)) {
            throw new DataException("score column '" + name + "' has type "
                    + type.sql().toLowerCase(Locale.ROOT) + "; must be numeric");
        }
        return quoted(name).cast("double");
    }

    /**
     * The column as double: numbers as they are, booleans as 0 and 1, dates and timestamps as seconds since
     * 1970-01-01T00:00:00Z; a timestamp without zone counts as UTC.
     */
    static Column number(StructType schema, String name) {
        DataType type = field(schema, name).dataType();
        if (type instanceof NumericType || type instanceof TimestampType) {
            return quoted(name).cast("double");
        }
        if (type instanceof BooleanType) {
            return quoted(name).cast("int").cast("double");
        }
        if (type instanceof DateType) {
            return unix_date(quoted(name)).cast("double").multiply(86_400.0);
        }
        if (type instanceof TimestampNTZType) {
            return expr(EpochMicros.ofWallClock(SqlName.quoted(name)))
                    .cast("double")
                    .divide(1e6);
        }
        throw new DataException("column '" + name + "' has type " + type.sql().toLowerCase(Locale.ROOT)
                + "; must be numeric, boolean, date or timestamp");
    }

    /** The label's text where it is neither 0 nor 1, else NULL; for {@link LabelProblem}. */
    static Column refusedLabel(StructType schema, String name) {
        return when(
                BinaryLabels.read(schema, name).equalTo(BinaryLabels.NEITHER),
                quoted(name).cast("string"));
    }

    /** The column's value as text. */
    static Column text(StructType schema, String name) {
        field(schema, name);
        return quoted(name).cast("string");
    }

    /** Collects the least invalid label of a partition, so that the message does not hang on the order of rows. */
    static final class LabelProblem {
        private final String column;
        private String least = "";
        private boolean found;

        LabelProblem(String column) {
            this.column = column;
        }

        void add(String text) {
            if (!found || text.compareTo(least) < 0) {
                least = text;
                found = true;
            }
        }

        Optional<String> message() {
            return found ? Optional.of(BinaryLabels.refusal(column, least)) : Optional.empty();
        }
    }
}
