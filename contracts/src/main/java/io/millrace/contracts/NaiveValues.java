package io.millrace.contracts;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

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

    /** NULL first, doubles as {@link Double#compare} has them, texts and bytes by unsigned bytes, arrays by their elements. */
    @SuppressWarnings("unchecked")
    static int compare(@Nullable Object a, @Nullable Object b) {
        if (a == null || b == null) {
            return Boolean.compare(a != null, b != null);
        }
        if (a instanceof byte[] || a instanceof String) {
            return Arrays.compareUnsigned(bytes(a), bytes(b));
        }
        List<?> left = elements(a);
        List<?> right = elements(b);
        if (left.isEmpty() && right.isEmpty()) {
            return a instanceof Comparable<?> ? ((Comparable<Object>) a).compareTo(b) : 0;
        }
        for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
            int order = compare(left.get(i), right.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.size(), right.size());
    }

    static boolean same(@Nullable Object a, @Nullable Object b) {
        return compare(a, b) == 0;
    }

    private static byte[] bytes(Object value) {
        return value instanceof byte[] bytes ? bytes : ((String) value).getBytes(StandardCharsets.UTF_8);
    }

    private static List<?> elements(Object value) {
        if (value instanceof scala.collection.Seq<?> seq) {
            return CollectionConverters.asJava(seq);
        }
        return value instanceof List<?> list ? list : List.of();
    }
}
