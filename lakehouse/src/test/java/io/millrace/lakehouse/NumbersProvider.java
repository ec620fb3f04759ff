package io.millrace.lakehouse;

import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The numbers from 0 to {@code options.rows}. */
public final class NumbersProvider implements SourceProvider {

    @Override
    public Dataset<Row> read(SparkSession spark, Map<String, String> options) {
        String rows = options.getOrDefault("rows", "0");
        if (!rows.matches("[0-9]+")) {
            throw new IllegalArgumentException("rows is " + rows + "; write a whole number");
        }
        return spark.range(Long.parseLong(rows)).toDF("n");
    }

    @Override
    public String fingerprint(Map<String, String> options) {
        return "numbers-1";
    }
}
