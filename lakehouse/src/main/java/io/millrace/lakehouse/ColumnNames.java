package io.millrace.lakehouse;

import java.util.Arrays;
import java.util.Map;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;

/** Names of columns that Parquet files do not take, and Delta tables only when they map names to names of the files. */
final class ColumnNames {

    /** The property of a table that maps names. */
    static final Map<String, String> MAPPING = Map.of("delta.columnMapping.mode", "name");

    private static final String REFUSED = " ,;{}()\n\t=";

    private ColumnNames() {}

    /** Whether a table of these properties maps names. */
    static boolean isMapped(Map<String, String> properties) {
        return properties.entrySet().containsAll(MAPPING.entrySet());
    }

    /** Whether a column of the type, or one inside of it, has such a name. */
    static boolean needMapping(DataType type) {
        if (type instanceof StructType struct) {
            return Arrays.stream(struct.fields())
                    .anyMatch(field -> field.name().chars().anyMatch(c -> REFUSED.indexOf(c) >= 0)
                            || needMapping(field.dataType()));
        }
        if (type instanceof MapType map) {
            return needMapping(map.keyType()) || needMapping(map.valueType());
        }
        return type instanceof ArrayType array && needMapping(array.elementType());
    }
}
