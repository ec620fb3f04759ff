package io.millrace.features.internal;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.CalendarIntervalType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.UserDefinedType;
import org.apache.spark.sql.types.VariantType;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A total order over the values that Spark hands to Java code, the same on every machine.
 *
 * <p>NULL is least. Doubles: NaN is greatest, -0.0 is below 0.0. Text and bytes by unsigned bytes (text as UTF-8), as
 * Spark sorts them. Arrays and structs compare element by element.
 */
public final class ValueOrder {

    private ValueOrder() {}

    /** Whether values of the type can be ordered; maps, variants and calendar intervals cannot. */
    public static boolean orders(DataType type) {
        if (type instanceof ArrayType array) {
            return orders(array.elementType());
        }
        if (type instanceof StructType struct) {
            return Arrays.stream(struct.fields()).map(StructField::dataType).allMatch(ValueOrder::orders);
        }
        return !(type instanceof MapType
                || type instanceof VariantType
                || type instanceof CalendarIntervalType
                || type instanceof UserDefinedType<?>);
    }

    /** Whether Spark compares a text of the type, or a text inside it, otherwise than by its bytes. */
    public static boolean isCollated(DataType type) {
        if (type instanceof ArrayType array) {
            return isCollated(array.elementType());
        }
        if (type instanceof StructType struct) {
            return Arrays.stream(struct.fields()).map(StructField::dataType).anyMatch(ValueOrder::isCollated);
        }
        return type instanceof StringType text && !text.isUTF8BinaryCollation();
    }

    /** Compares two values of one orderable type. */
    @SuppressWarnings("unchecked")
    public static int compare(@Nullable Object a, @Nullable Object b) {
        if (a == null || b == null) {
            return a == b ? 0 : a == null ? -1 : 1;
        }
        if (a instanceof String left) {
            return compareText(left, (String) b);
        }
        if (a instanceof byte[] left) {
            return Arrays.compareUnsigned(left, (byte[]) b);
        }
        if (a instanceof Row left) {
            return compareFrom(0, left, (Row) b);
        }
        if (a instanceof scala.collection.Seq<?> || a instanceof List<?>) {
            return compareElements(elements(a), elements(b));
        }
        return ((Comparable<Object>) a).compareTo(b);
    }

    /** Whether two values of one type are the same; also for types without an order. */
    public static boolean same(@Nullable Object a, @Nullable Object b) {
        if (a == null || b == null) {
            return a == b;
        }
        if (a instanceof Row left) {
            return IntStream.range(0, left.length()).allMatch(i -> same(left.get(i), ((Row) b).get(i)));
        }
        if (a instanceof scala.collection.Seq<?> || a instanceof List<?>) {
            List<?> left = elements(a);
            List<?> right = elements(b);
            return left.size() == right.size()
                    && IntStream.range(0, left.size()).allMatch(i -> same(left.get(i), right.get(i)));
        }
        if (a instanceof Comparable<?> || a instanceof byte[]) {
            return compare(a, b) == 0;
        }
        return Objects.equals(a, b);
    }

    /** UTF-16 order differs from byte order only where surrogates meet characters above them. */
    private static int compareText(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean mixed = Character.isSurrogate(x) != Character.isSurrogate(y);
                return mixed ? (Character.isSurrogate(x) ? 1 : -1) : Character.compare(x, y);
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    /** Compares the fields of two rows from {@code first} on. */
    static int compareFrom(int first, Row a, Row b) {
        for (int i = first; i < a.length(); i++) {
            int order = compare(a.get(i), b.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static List<?> elements(Object array) {
        return array instanceof scala.collection.Seq<?> seq ? CollectionConverters.asJava(seq) : (List<?>) array;
    }

    private static int compareElements(List<?> a, List<?> b) {
        int length = Math.min(a.size(), b.size());
        for (int i = 0; i < length; i++) {
            int order = compare(a.get(i), b.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(a.size(), b.size());
    }
}
