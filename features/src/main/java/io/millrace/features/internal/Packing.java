package io.millrace.features.internal;

import static org.apache.spark.sql.functions.date_from_unix_date;
import static org.apache.spark.sql.functions.timestamp_micros;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.unix_micros;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.TimestampType;

/**
 * How column values travel through the engine: instants as microseconds and days as numbers of days, everything else as it
 * is. Spark converts these without building Java date objects for each row, and no calendar or zone can touch them.
 */
final class Packing {

    private Packing() {}

    static DataType packedType(DataType type) {
        if (type instanceof TimestampType) {
            return DataTypes.LongType;
        }
        return type instanceof DateType ? DataTypes.IntegerType : type;
    }

    static Column pack(Column column, DataType type) {
        if (type instanceof TimestampType) {
            return unix_micros(column);
        }
        return type instanceof DateType ? unix_date(column) : column;
    }

    static Column unpack(Column column, DataType type) {
        if (type instanceof TimestampType) {
            return timestamp_micros(column);
        }
        return type instanceof DateType ? date_from_unix_date(column) : column;
    }
}
