package io.millrace.features;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import org.apache.spark.sql.Row;

/** Values of collected rows, made comparable. */
final class NaiveValues {

    private NaiveValues() {}

    /** Returns an instant of a row in microseconds. */
    static long micros(Row row, String column) {
        Object value = row.getAs(column);
        Instant instant = value instanceof java.sql.Timestamp stamp ? stamp.toInstant() : (Instant) value;
        return BigDecimal.valueOf(instant.getEpochSecond()).movePointRight(6).longValueExact()
                + instant.getNano() / 1_000;
    }

    static long micros(Duration span) {
        return BigDecimal.valueOf(span.getSeconds()).movePointRight(6).longValueExact() + span.getNano() / 1_000;
    }

    /** Returns an object that is equal for keys that are equal, whatever their numeric types. */
    static Object key(Object value) {
        if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        if (value instanceof Number number) {
            double rounded = number.doubleValue();
            boolean special = (value instanceof Double || value instanceof Float) && !Double.isFinite(rounded);
            if (special) {
                return rounded;
            }
            boolean floating = value instanceof Double || value instanceof Float;
            BigDecimal exact = floating ? new BigDecimal(rounded) : new BigDecimal(value.toString());
            return exact.stripTrailingZeros();
        }
        return value;
    }
}
