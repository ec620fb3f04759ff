package io.millrace.features;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Computes joins by the contract on time: definition, spine and rows in, joined rows out.
 *
 * <p>{@link PointInTimeJoin} checks definitions, columns, keys and types before it asks an engine, prepares rows before and
 * names columns after: an engine does none of that. What all engines must give, to the last bit, is the test
 * {@code PointInTimeContract} in the module {@code contracts}.
 */
public interface PointInTimeEngine {

    /**
     * Returns each row of the plan's spine once, with its columns as they are, a column {@link JoinPlan#feature} for each
     * feature of each lookup and, if the plan wants diagnostics, {@link JoinPlan#age} and {@link JoinPlan#cause} of each
     * lookup. The order of rows and columns is free; what else comes out is dropped.
     *
     * <p>Starts no Spark job. Errors of the data, such as ties, are {@link io.millrace.config.DataException}s when rows are
     * read.
     */
    Dataset<Row> join(JoinPlan plan);
}
