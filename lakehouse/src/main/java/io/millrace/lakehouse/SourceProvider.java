package io.millrace.lakehouse;

import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Rows made by a class instead of read from files; a project names the class as {@code sources.<name>.provider}.
 *
 * <p>The class is public and has a public constructor without parameters.
 */
public interface SourceProvider {

    /**
     * Returns the rows; the same options give the same rows, whatever the number of partitions.
     *
     * <p>Starts no Spark job itself.
     *
     * @param options the source's {@code options}, as texts
     * @throws IllegalArgumentException if an option is missing or wrong; names the option and its value
     */
    Dataset<Row> read(SparkSession spark, Map<String, String> options);

    /**
     * Returns a text that changes whenever {@link #read} would give other rows for the same options.
     *
     * <p>A version number of the code is enough when the options decide the rest. Starts no Spark job.
     */
    String fingerprint(Map<String, String> options);
}
