package io.millrace.lakehouse;

import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.timestamp_micros;

import io.millrace.config.DataException;
import io.millrace.config.EpochMicros;
import io.millrace.config.SqlName;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/** Turns a source's wall-clock and whole-number times into instants. */
final class SourceTimes {

    private SourceTimes() {}

    /** Converts every TIMESTAMP_NTZ column if there is a zone, and the declared whole-number columns if there is a unit. */
    static Dataset<Row> convert(Source source, Dataset<Row> rows) {
        Dataset<Row> converted = rows;
        for (StructField field : rows.schema().fields()) {
            String quoted = SqlName.quoted(field.name());
            if (source.zone().isPresent() && field.dataType().equals(DataTypes.TimestampNTZType)) {
                converted =
                        converted.withColumn(field.name(), instant(source.zone().get(), quoted));
            } else if (source.unit().isPresent() && timeColumns(source).contains(field.name()) && isWhole(field)) {
                converted =
                        converted.withColumn(field.name(), source.unit().get().instant(quoted));
            }
        }
        return converted;
    }

    /** By arithmetic on microseconds: a cast would go through the wall clock of the session's zone, which skips and repeats. */
    private static Column instant(String zone, String wallClock) {
        String utc = "convert_timezone('" + zone + "', 'UTC', " + wallClock + ")";
        return timestamp_micros(expr(EpochMicros.ofWallClock(utc)));
    }

    /** Fails if the timestamp or an availability column is missing or no instant; says what to declare. */
    static void require(Source source, Dataset<Row> rows) {
        String found = String.join(", ", rows.columns());
        for (String column : timeColumns(source)) {
            StructField field = Arrays.stream(rows.schema().fields())
                    .filter(each -> each.name().equals(column))
                    .findFirst()
                    .orElseThrow(() -> new DataException("source " + source.name() + ": there is no time column '"
                            + column + "'; the columns are " + found));
            if (!field.dataType().equals(DataTypes.TimestampType)) {
                throw new DataException("source " + source.name() + ": the time column " + column + " is "
                        + field.dataType().sql() + ", not TIMESTAMP; " + remedy(source, field));
            }
        }
        for (String column : source.available().keySet()) {
            if (!Arrays.asList(rows.columns()).contains(column)) {
                throw new DataException("source " + source.name() + ": available names the column '" + column
                        + "', which is not there; the columns are " + found);
            }
        }
    }

    private static String remedy(Source source, StructField field) {
        if (field.dataType().equals(DataTypes.TimestampNTZType)) {
            return "declare the zone of its wall clock, zone = UTC";
        }
        return isWhole(field) && source.unit().isEmpty()
                ? "declare what it counts, unit = seconds, milliseconds, microseconds or nanoseconds"
                : "make it one under columns, for example " + field.name() + " = \"to_timestamp(" + field.name()
                        + ")\"";
    }

    private static boolean isWhole(StructField field) {
        return field.dataType().equals(DataTypes.LongType) || field.dataType().equals(DataTypes.IntegerType);
    }

    private static Set<String> timeColumns(Source source) {
        Set<String> columns = new LinkedHashSet<>();
        source.timestamp().ifPresent(columns::add);
        columns.addAll(source.available().values());
        return columns;
    }
}
