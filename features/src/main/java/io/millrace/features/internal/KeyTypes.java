package io.millrace.features.internal;

import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/** Which types may be keys, and into which common type two of them go without loss. */
final class KeyTypes {

    private static final int MAX_PRECISION = 38;
    private static final List<DataType> INTEGERS =
            List.of(DataTypes.ByteType, DataTypes.ShortType, DataTypes.IntegerType, DataTypes.LongType);
    private static final int[] DIGITS = {3, 5, 10, 19};

    private KeyTypes() {}

    static boolean allowed(DataType type) {
        return INTEGERS.contains(type)
                || type instanceof DecimalType
                || (type instanceof StringType && !ValueOrder.isCollated(type))
                || type instanceof BooleanType
                || type instanceof DateType
                || type instanceof TimestampType
                || type instanceof TimestampNTZType
                || type instanceof BinaryType
                || isFloating(type);
    }

    /** Says what to do about a column that is {@link ValueOrder#isCollated}, or nothing. */
    static String remedy(DataType type) {
        return ValueOrder.isCollated(type)
                ? "; texts are compared by their bytes: take collate(…, 'UTF8_BINARY'), or lower(…)"
                : "";
    }

    /** Returns the narrowest type that holds every value of both, or nothing. */
    static Optional<DataType> common(DataType a, DataType b) {
        if (a.equals(b)) {
            return Optional.of(a);
        }
        int left = INTEGERS.indexOf(a);
        int right = INTEGERS.indexOf(b);
        if (left >= 0 && right >= 0) {
            return Optional.of(INTEGERS.get(Math.max(left, right)));
        }
        if (a instanceof DecimalType || b instanceof DecimalType) {
            return asDecimal(a).flatMap(x -> asDecimal(b).flatMap(y -> wider(x, y)));
        }
        if (isFloating(a) && isFloating(b)) {
            return Optional.of(DataTypes.DoubleType);
        }
        // A double holds every 32-bit integer.
        boolean exact = (isFloating(a) && right >= 0 && right <= 2) || (isFloating(b) && left >= 0 && left <= 2);
        return exact ? Optional.of(DataTypes.DoubleType) : Optional.empty();
    }

    /** Makes equal keys equal in bits: one NaN, one zero. */
    static Column canonical(Column key, DataType type) {
        if (!isFloating(type)) {
            return key;
        }
        return when(isnan(key), lit(Double.NaN).cast(type)).otherwise(key.plus(lit(0.0).cast(type)));
    }

    static boolean isFloating(DataType type) {
        return type instanceof DoubleType || type instanceof FloatType;
    }

    private static Optional<DecimalType> asDecimal(DataType type) {
        if (type instanceof DecimalType decimal) {
            return Optional.of(decimal);
        }
        int index = INTEGERS.indexOf(type);
        return index < 0 ? Optional.empty() : Optional.of(DataTypes.createDecimalType(DIGITS[index], 0));
    }

    private static Optional<DataType> wider(DecimalType a, DecimalType b) {
        int scale = Math.max(a.scale(), b.scale());
        int precision = scale + Math.max(a.precision() - a.scale(), b.precision() - b.scale());
        return precision > MAX_PRECISION
                ? Optional.empty()
                : Optional.of(DataTypes.createDecimalType(precision, scale));
    }
}
