package io.millrace.metrics;

import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/** What a profile can say of a column, by its type. */
public enum ColumnKind {
    /** Numbers, decimals included: all numeric metrics. */
    NUMERIC,
    /** Dates and timestamps, as seconds since 1970-01-01T00:00:00Z: order and quantiles, no drift of values. */
    TIMESTAMP,
    /** Text and booleans ({@code true}, {@code false}): categories and lengths. */
    CATEGORICAL,
    /** Binary values and arrays: lengths only. */
    SIZED,
    /** Anything else: rows and NULLs only. */
    OPAQUE;

    /** Returns the kind of the columns of this type. */
    public static ColumnKind of(DataType type) {
        if (type instanceof NumericType) {
            return NUMERIC;
        }
        if (type instanceof DateType || type instanceof TimestampType || type instanceof TimestampNTZType) {
            return TIMESTAMP;
        }
        if (type instanceof StringType || type instanceof BooleanType) {
            return CATEGORICAL;
        }
        if (type instanceof BinaryType || type instanceof ArrayType) {
            return SIZED;
        }
        return OPAQUE;
    }
}
