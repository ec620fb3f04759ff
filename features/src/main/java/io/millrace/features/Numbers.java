package io.millrace.features;

import org.apache.spark.sql.Row;

/** Reads numbers of aggregate rows, where SQL gives NULL over no rows. */
final class Numbers {

    private Numbers() {}

    /** Returns the whole number of that name, 0 for NULL. */
    static long longAt(Row row, String name) {
        int index = row.fieldIndex(name);
        return row.isNullAt(index) ? 0 : ((Number) row.get(index)).longValue();
    }

    /** Returns the number of that name, NaN for NULL. */
    static double doubleAt(Row row, String name) {
        int index = row.fieldIndex(name);
        return row.isNullAt(index) ? Double.NaN : ((Number) row.get(index)).doubleValue();
    }
}
