package io.millrace.features.internal;

import io.millrace.config.EpochMicros;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.HexFormat;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampType;

/** The key whose rows are being read, in words. */
interface KeyText {

    /** Returns text such as {@code origin = EWR, dest = LAX}. */
    String describe();

    /** Returns a packed key value of a type as people write it; bytes that are no text as hexadecimal digits. */
    static String of(Object packed, DataType type) {
        if (packed instanceof byte[] bytes) {
            String text = new String(bytes, StandardCharsets.UTF_8);
            boolean whole = type instanceof StringType && text.indexOf('\uFFFD') < 0;
            return whole ? text : "X'" + HexFormat.of().withUpperCase().formatHex(bytes) + "'";
        }
        if (packed instanceof Long micros && type instanceof TimestampType) {
            return EpochMicros.instant(micros).toString();
        }
        return packed instanceof Integer day ? dayOrNumber(day, type) : String.valueOf(packed);
    }

    private static String dayOrNumber(int value, DataType type) {
        return type instanceof DateType ? LocalDate.ofEpochDay(value).toString() : Integer.toString(value);
    }
}
