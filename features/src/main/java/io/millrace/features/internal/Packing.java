package io.millrace.features.internal;

import static org.apache.spark.sql.functions.date_from_unix_date;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map_entries;
import static org.apache.spark.sql.functions.map_from_entries;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.timestamp_micros;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import java.util.Arrays;
import java.util.function.BiFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.CharType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.sql.types.VarcharType;

/**
 * How column values travel through the engine: instants as microseconds, days as numbers of days, texts as their bytes, maps
 * as arrays of their entries, each also inside arrays, structs and maps; everything else as it is.
 *
 * <p>The engine reads rows as Java objects, and not every value comes back from one: a {@link String} has no bytes that are
 * no UTF-8, a {@link java.sql.Date} no days that the Julian calendar lacks, a hash map no order. What travels so comes back
 * to the bit, and Spark converts it without building objects of the calendar for each row.
 */
final class Packing {

    private static final String KEY = "key";
    private static final String VALUE = "value";

    private Packing() {}

    static DataType packedType(DataType type) {
        if (!changes(type)) {
            return type;
        }
        if (type instanceof TimestampType) {
            return DataTypes.LongType;
        }
        if (type instanceof DateType) {
            return DataTypes.IntegerType;
        }
        if (type instanceof ArrayType array) {
            return DataTypes.createArrayType(packedType(array.elementType()), array.containsNull());
        }
        if (type instanceof MapType map) {
            StructType entry = new StructType()
                    .add(KEY, packedType(map.keyType()), false)
                    .add(VALUE, packedType(map.valueType()), map.valueContainsNull());
            return DataTypes.createArrayType(entry, false);
        }
        if (type instanceof StructType struct) {
            StructType packed = new StructType();
            for (StructField field : struct.fields()) {
                packed = packed.add(field.name(), packedType(field.dataType()), field.nullable());
            }
            return packed;
        }
        return DataTypes.BinaryType;
    }

    static Column pack(Column column, DataType type) {
        return pack(column, type, true);
    }

    static Column unpack(Column column, DataType type) {
        return unpack(column, type, true);
    }

    /** Like {@link #pack(Column, DataType)}, for a column that may be known to hold no NULL. */
    static Column pack(Column column, DataType type, boolean nullable) {
        if (!changes(type)) {
            return column;
        }
        if (type instanceof TimestampType) {
            return unix_micros(column);
        }
        if (type instanceof DateType) {
            return unix_date(column);
        }
        if (type instanceof ArrayType array) {
            return transform(column, element -> pack(element, array.elementType(), array.containsNull()));
        }
        if (type instanceof MapType map) {
            return transform(
                    map_entries(column),
                    entry -> struct(
                            pack(entry.getField(KEY), map.keyType(), false).as(KEY),
                            pack(entry.getField(VALUE), map.valueType(), map.valueContainsNull())
                                    .as(VALUE)));
        }
        if (type instanceof StructType struct) {
            return fields(column, struct, nullable, (field, of) -> pack(field, of.dataType(), of.nullable()));
        }
        return column.cast(DataTypes.BinaryType);
    }

    /** The inverse of {@link #pack(Column, DataType, boolean)}. */
    static Column unpack(Column column, DataType type, boolean nullable) {
        if (!changes(type)) {
            return column;
        }
        if (type instanceof TimestampType) {
            return timestamp_micros(column);
        }
        if (type instanceof DateType) {
            return date_from_unix_date(column);
        }
        if (type instanceof ArrayType array) {
            return transform(column, element -> unpack(element, array.elementType(), array.containsNull()));
        }
        if (type instanceof MapType map) {
            return map_from_entries(transform(
                    column,
                    entry -> struct(
                            unpack(entry.getField(KEY), map.keyType(), false).as(KEY),
                            unpack(entry.getField(VALUE), map.valueType(), map.valueContainsNull())
                                    .as(VALUE))));
        }
        if (type instanceof StructType struct) {
            return fields(column, struct, nullable, (field, of) -> unpack(field, of.dataType(), of.nullable()));
        }
        return column.cast(type);
    }

    private static Column fields(
            Column column, StructType struct, boolean nullable, BiFunction<Column, StructField, Column> change) {
        Column[] fields = Arrays.stream(struct.fields())
                .map(field -> change.apply(column.getField(field.name()), field).as(field.name(), field.metadata()))
                .toArray(Column[]::new);
        return nullable ? when(column.isNull(), lit(null)).otherwise(struct(fields)) : struct(fields);
    }

    /** Whether a value of the type would not come back from a Java object, or only slowly. */
    private static boolean changes(DataType type) {
        if (type instanceof ArrayType array) {
            return changes(array.elementType());
        }
        if (type instanceof StructType struct) {
            return Arrays.stream(struct.fields()).map(StructField::dataType).anyMatch(Packing::changes);
        }
        boolean text = type instanceof StringType && !(type instanceof CharType || type instanceof VarcharType);
        return text || type instanceof TimestampType || type instanceof DateType || type instanceof MapType;
    }
}
