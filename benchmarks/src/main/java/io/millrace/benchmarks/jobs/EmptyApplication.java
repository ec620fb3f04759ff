package io.millrace.benchmarks.jobs;

import java.io.IOException;
import org.apache.spark.sql.SparkSession;

/** The least that a Spark application does before its work can begin: it opens a session and runs one trivial job. */
public final class EmptyApplication {
    static final String READY = "empty application is ready";

    private EmptyApplication() {}

    /** Opens the session, counts a few numbers and says so. */
    public static void main(String[] arguments) throws IOException {
        try (SparkSession spark =
                SparkSession.builder().appName("empty application").getOrCreate()) {
            long count = spark.range(100).count();
            System.err.println(READY + ": " + count);
        }
    }
}
