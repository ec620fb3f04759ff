package io.millrace.metrics.spark;

import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.when;

import io.millrace.config.DataException;
import java.util.Locale;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;

/**
 * The one rule by which a label or a decision is read as 0 or 1.
 *
 * <p>True, 1 and the texts {@code 1} and {@code true} are 1; false, 0 and the texts {@code 0} and {@code false} are 0, in any
 * case of letters. NULL and NaN are not known. Anything else, as 2, 0.5 or {@code yes}, is neither, and never taken for one.
 */
public final class BinaryLabels {
    /** What stands for a value that is neither 0, 1 nor unknown. */
    public static final int NEITHER = -1;

    private static final String ALLOWED =
            "a label must be 0, 1, true, false or NULL: map the column to one of these first";

    private BinaryLabels() {}

    /** Returns whether columns of this type can hold labels: boolean, any numeric type, text. */
    public static boolean readable(DataType type) {
        return type instanceof BooleanType || type instanceof NumericType || type instanceof StringType;
    }

    /**
     * Returns the column {@code name} as int: 0, 1, NULL if it is not known, or {@link #NEITHER}. A dot in the name is part
     * of it. Starts no Spark job.
     *
     * @throws DataException if the column is missing, or of a type that is not {@link #readable}; names both
     */
    public static Column read(StructType schema, String name) {
        DataType type = InputColumns.field(schema, name).dataType();
        if (!readable(type)) {
            throw new DataException(
                    "label column '" + name + "' has type " + type.sql().toLowerCase(Locale.ROOT)
                            + "; must be boolean, a number that is 0 or 1, or text that is 0, 1, true or false");
        }
        Column value = InputColumns.quoted(name);
        if (type instanceof BooleanType) {
            return value.cast("int");
        }
        Column unknown = value.isNull();
        if (type instanceof DoubleType || type instanceof FloatType) {
            unknown = unknown.or(isnan(value));
        }
        boolean text = type instanceof StringType;
        return when(unknown, lit(null).cast("int"))
                .when(text ? lower(value).isin("1", "true") : value.equalTo(1), 1)
                .when(text ? lower(value).isin("0", "false") : value.equalTo(0), 0)
                .otherwise(NEITHER);
    }

    /** Returns the error of a label column that holds a value that is neither 0 nor 1. */
    public static DataException refused(String column, String value) {
        return new DataException(refusal(column, value));
    }

    static String refusal(String column, String value) {
        return "label column '" + column + "' holds " + value + "; " + ALLOWED;
    }
}
