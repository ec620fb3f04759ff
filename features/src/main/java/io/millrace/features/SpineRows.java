package io.millrace.features;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The rows of a spine's source, before its condition.
 *
 * @param rows all columns of the source
 * @param availability when columns of the source become known, if that is later than the row's time
 */
public record SpineRows(Dataset<Row> rows, Availability availability) {

    /** Returns rows all of whose columns are known at the spine time. */
    public static SpineRows of(Dataset<Row> rows) {
        return new SpineRows(rows, Availability.immediate());
    }
}
