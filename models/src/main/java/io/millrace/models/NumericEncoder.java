package io.millrace.models;

import java.io.Serializable;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * One number from one column: {@code (value - mean) / scale}.
 *
 * <p>Numbers count by their double value, booleans as 0 and 1, timestamps as seconds and dates as days since 1970 (UTC).
 * NULL and NaN are missing: they become {@code impute} before centring, or stay NaN when there is none. Infinities are
 * kept, negative zero becomes zero.
 *
 * @param column the input column
 * @param impute what a missing value becomes; empty: missing stays NaN
 * @param mean what is subtracted, finite; 0 to leave the value where it is
 * @param scale what it is divided by, finite and above 0; 1 to leave the value as it is
 */
public record NumericEncoder(String column, OptionalDouble impute, double mean, double scale) implements ColumnEncoder {
    public NumericEncoder {
        if (column.isBlank()) {
            throw new IllegalArgumentException("A numeric encoder needs a column");
        }
        if (impute.isPresent() && !Double.isFinite(impute.getAsDouble())) {
            throw new IllegalArgumentException(
                    "Column " + column + ": the imputed value is " + impute.getAsDouble() + "; must be finite");
        }
        if (!Double.isFinite(mean) || !Double.isFinite(scale) || scale <= 0) {
            throw new IllegalArgumentException("Column " + column + ": mean " + mean + " must be finite and scale "
                    + scale + " finite and above 0");
        }
    }

    /** Returns an encoder that passes the number on as it is, missing as NaN. */
    public static NumericEncoder asIs(String column) {
        return new NumericEncoder(column, OptionalDouble.empty(), 0, 1);
    }

    @Override
    public int width() {
        return 1;
    }

    @Override
    public List<String> vectorNames() {
        return List.of(column);
    }

    @Override
    public void encode(@Nullable Object value, double[] vector, int offset) {
        double number = number(value);
        if (Double.isNaN(number)) {
            if (impute.isEmpty()) {
                vector[offset] = Double.NaN;
                return;
            }
            number = impute.getAsDouble();
        }
        vector[offset] = (number - mean) / scale + 0.0;
    }

    /**
     * Returns the number that stands for a column's value before imputing and scaling: NaN for null. Fitting uses the
     * same rule as scoring.
     */
    public double number(@Nullable Object value) {
        if (value == null) {
            return Double.NaN;
        }
        if (value instanceof Double || value instanceof Float || value instanceof Integer || value instanceof Long) {
            return ((Number) value).doubleValue();
        }
        if (value instanceof Boolean flag) {
            return flag ? 1 : 0;
        }
        if (value instanceof Short || value instanceof Byte || value instanceof BigDecimal) {
            return ((Number) value).doubleValue();
        }
        return instantNumber(value);
    }

    private double instantNumber(Object value) {
        if (value instanceof Timestamp timestamp) {
            return seconds(timestamp.toInstant());
        }
        if (value instanceof Instant instant) {
            return seconds(instant);
        }
        if (value instanceof LocalDateTime local) {
            return seconds(local.toInstant(ZoneOffset.UTC));
        }
        if (value instanceof Date date) {
            return date.toLocalDate().toEpochDay();
        }
        if (value instanceof LocalDate date) {
            return date.toEpochDay();
        }
        throw new IllegalArgumentException("Column " + column + ": cannot take a number from a "
                + value.getClass().getName());
    }

    private static double seconds(Instant instant) {
        return instant.getEpochSecond() + instant.getNano() / 1e9;
    }

    private Object writeReplace() {
        return new Stored(column, impute.orElse(Double.NaN), mean, scale);
    }

    /** The serialised form, since {@link OptionalDouble} has none. */
    private record Stored(String column, double impute, double mean, double scale) implements Serializable {
        private Object readResolve() {
            OptionalDouble given = Double.isNaN(impute) ? OptionalDouble.empty() : OptionalDouble.of(impute);
            return new NumericEncoder(column, given, mean, scale);
        }
    }
}
