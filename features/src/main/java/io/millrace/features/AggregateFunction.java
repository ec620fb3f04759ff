package io.millrace.features;

import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;

/**
 * What a rolling window computes from the inputs of its events.
 *
 * <p>Events whose input is NULL do not count. Over a window without such events {@link #COUNT} is 0 and everything else
 * is NULL.
 */
public enum AggregateFunction {
    /** Number of inputs that are not NULL, as a 64-bit integer. */
    COUNT,
    /** Sum of the inputs; exact, so it does not hang on their order. */
    SUM,
    /** Arithmetic mean of the inputs. */
    AVG,
    /** Least input. */
    MIN,
    /** Greatest input. */
    MAX,
    /** Sample standard deviation (divisor n - 1); NULL for fewer than two inputs. */
    STDDEV,
    /** Sample variance (divisor n - 1); NULL for fewer than two inputs. */
    VARIANCE,
    /** Input of the earliest event of the window. */
    FIRST,
    /** Input of the latest event of the window. */
    LAST;

    private static final int MAX_PRECISION = 38;
    private static final int MORE_DIGITS_IN_SUMS = 10;

    /** Returns the type that comes out whatever goes in: BIGINT of counts, DOUBLE of means and spreads; empty for others. */
    public Optional<DataType> resultType() {
        return switch (this) {
            case COUNT -> Optional.of(DataTypes.LongType);
            case AVG, STDDEV, VARIANCE -> Optional.of(DataTypes.DoubleType);
            case SUM, MIN, MAX, FIRST, LAST -> Optional.empty();
        };
    }

    /**
     * Returns the type that comes out of inputs of type {@code input}: of a sum BIGINT for integers, a decimal with ten
     * more digits (38 at most) for decimals, else DOUBLE; of MIN, MAX, FIRST and LAST the type itself.
     */
    public DataType resultType(DataType input) {
        if (this != SUM) {
            return resultType().orElse(input);
        }
        if (input instanceof DecimalType decimal) {
            int precision = Math.min(MAX_PRECISION, decimal.precision() + MORE_DIGITS_IN_SUMS);
            return DataTypes.createDecimalType(precision, decimal.scale());
        }
        boolean whole = input.equals(DataTypes.ByteType)
                || input.equals(DataTypes.ShortType)
                || input.equals(DataTypes.IntegerType)
                || input.equals(DataTypes.LongType);
        return whole ? DataTypes.LongType : DataTypes.DoubleType;
    }

    /** Returns the word used in column names and configuration, such as {@code stddev}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
