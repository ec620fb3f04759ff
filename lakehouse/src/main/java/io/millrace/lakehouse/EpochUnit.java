package io.millrace.lakehouse;

import static org.apache.spark.sql.functions.expr;

import org.apache.spark.sql.Column;

/** What a whole number that stands for a time counts, from 1970-01-01T00:00:00Z. */
public enum EpochUnit {
    /** Seconds. */
    SECONDS,
    /** Thousandths of a second. */
    MILLISECONDS,
    /** Millionths of a second. */
    MICROSECONDS,
    /** Billionths of a second; the last three digits are cut off, towards the past. */
    NANOSECONDS;

    /** Returns the instant that the whole number in the SQL column {@code quotedName} stands for; NULL gives NULL. */
    Column instant(String quotedName) {
        return switch (this) {
            case SECONDS -> expr("timestamp_seconds(" + quotedName + ")");
            case MILLISECONDS -> expr("timestamp_millis(" + quotedName + ")");
            case MICROSECONDS -> expr("timestamp_micros(" + quotedName + ")");
            case NANOSECONDS -> expr("timestamp_micros(cast(floor(" + quotedName + " / 1000BD) as bigint))");
        };
    }
}
