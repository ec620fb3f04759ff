package io.millrace.features.internal;

import io.millrace.metrics.PlainValues;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
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

/** The order of {@link PlainValues} over the values that Spark hands to Java code: arrays and structs element by element. */
public final class ValueOrder {

    /** This order. */
    static final Comparator<Object> ORDER = (Comparator<Object> & Serializable) ValueOrder::compare;

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
    public static int compare(@Nullable Object a, @Nullable Object b) {
        if (a instanceof Number) {
            return PlainValues.compare(a, b);
        }
        if (a instanceof Row left && b instanceof Row right) {
            return compareFields(left, right);
        }
        return PlainValues.compare(list(a), list(b), ValueOrder::compare);
    }

    /** Whether two values of one type are the same; also for types without an order. */
    public static boolean same(@Nullable Object a, @Nullable Object b) {
        if (a == null || b == null) {
            return a == b;
        }
        if (a instanceof Row left) {
            return IntStream.range(0, left.length()).allMatch(i -> same(left.get(i), ((Row) b).get(i)));
        }
        if (list(a) instanceof List<?> left && list(b) instanceof List<?> right) {
            return left.size() == right.size()
                    && IntStream.range(0, left.size()).allMatch(i -> same(left.get(i), right.get(i)));
        }
        if (a instanceof Comparable<?> || a instanceof byte[]) {
            return compare(a, b) == 0;
        }
        return Objects.equals(a, b);
    }

    private static int compareFields(Row a, Row b) {
        for (int i = 0; i < a.length(); i++) {
            int order = compare(a.get(i), b.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /** An array as a list; anything else as it is. */
    private static @Nullable Object list(@Nullable Object value) {
        return value instanceof scala.collection.Seq<?> seq ? CollectionConverters.asJava(seq) : value;
    }
}
