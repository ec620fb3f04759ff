package io.millrace.lakehouse;

import io.millrace.config.InvalidConfigException;
import io.millrace.config.Secret;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.spark.sql.SparkSession;

/** The Spark settings of the local backend. */
final class LocalSession {
    private static final String CATALOG_CLASS = "io.millrace.localcatalog.LocalCatalog";
    private static final String KEY = "spark.sql.catalog.";
    private static final String WAREHOUSE = ".warehouse";
    private static final String DELTA_EXTENSION = "io.delta.sql.DeltaSparkSessionExtension";
    private static final String DELTA_CATALOG = "org.apache.spark.sql.delta.catalog.DeltaCatalog";
    private static final int MOST_SHUFFLE_PARTITIONS = 8;

    /** Settings of every session that writes: Spark's default for times, INT96, overflows in other readers and before 1678. */
    static final Map<String, String> WRITING = Map.of("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS");

    private LocalSession() {}

    /** Returns all settings, those of the environment last. */
    static Map<String, String> settings(Environment environment) {
        var settings = new LinkedHashMap<String, String>();
        String master = System.getProperty("spark.master");
        if (master == null) {
            settings.put("spark.master", "local[*]");
        }
        if (master == null || master.startsWith("local")) {
            settings.put("spark.driver.host", "127.0.0.1");
            settings.put("spark.driver.bindAddress", "127.0.0.1");
        }
        int cores = Runtime.getRuntime().availableProcessors();
        String partitions = Integer.toString(Math.min(MOST_SHUFFLE_PARTITIONS, 2 * cores));
        settings.put("spark.app.name", "millrace");
        settings.put("spark.ui.enabled", "false");
        settings.put("spark.ui.showConsoleProgress", "false");
        settings.put("spark.sql.session.timeZone", "UTC");
        settings.put("spark.sql.ansi.enabled", "true");
        settings.put("spark.sql.shuffle.partitions", partitions);
        settings.put("spark.sql.sources.default", "delta");
        settings.put("spark.sql.sources.parallelPartitionDiscovery.parallelism", partitions);
        settings.put("spark.sql.legacy.parameterSubstitution.constantsOnly", "true");
        settings.putAll(WRITING);
        settings.put(
                "spark.sql.warehouse.dir",
                environment.localRoot().resolve("spark-warehouse").toString());
        settings.put("spark.databricks.delta.snapshotPartitions", "2");
        // Guards partitions by time, which no table here has; costs two jobs a commit unless the JVM's zone is UTC.
        settings.put("spark.databricks.delta.allFilesInCrc.verificationMode.forceOnNonUTC.enabled", "false");
        // HotSpot takes a quarter of a minute for a method of 5,000 bytes, as wide rows make them, and never compiles
        // 8,000.
        settings.put("spark.sql.codegen.hugeMethodLimit", "3000");
        // One process: without this every generated class asks the driver over the network for names that do not exist.
        settings.put("spark.sql.artifact.isolation.enabled", "false");
        settings.put("spark.sql.extensions", DELTA_EXTENSION);
        settings.put("spark.sql.catalog.spark_catalog", DELTA_CATALOG);
        settings.putAll(catalog(environment));
        settings.putAll(Secret.resolved(environment.spark()));
        return settings;
    }

    /**
     * Returns the settings to start a session with, beside those that were given to the JVM, as spark-submit gives what
     * {@code --conf} says: they win over ours, the environment's over both.
     */
    static Map<String, String> beside(Properties given, Environment environment) {
        var settings = new LinkedHashMap<>(settings(environment));
        settings.keySet()
                .removeIf(key ->
                        given.getProperty(key) != null && !environment.spark().containsKey(key));
        return settings;
    }

    private static Map<String, String> catalog(Environment environment) {
        String key = KEY + environment.catalog();
        var settings = new LinkedHashMap<String, String>();
        settings.put(key, CATALOG_CLASS);
        settings.put(key + WAREHOUSE, environment.warehouse().toString());
        return settings;
    }

    /** Sets the environment's catalog on a running session that has none of that name. */
    static void join(SparkSession session, Environment environment) {
        String extensions = session.conf().get("spark.sql.extensions", "");
        if (!List.of(extensions.split("\\s*,\\s*")).contains(DELTA_EXTENSION)) {
            throw InvalidConfigException.of(
                    "the Spark session runs without Delta's extension (spark.sql.extensions is '"
                            + extensions + "'), which cannot be added later; start it with " + hint(environment)
                            + " --conf spark.sql.catalog.spark_catalog=" + DELTA_CATALOG);
        }
        if (!session.conf().contains(KEY + environment.catalog())) {
            catalog(environment).forEach((name, value) -> session.conf().set(name, value));
        }
        requireRoot(session, environment);
    }

    /**
     * Passes if the session's catalog lies in the environment's folder, as models and reports do; a session keeps the folder
     * that it was started with.
     *
     * @throws InvalidConfigException naming both folders
     */
    static void requireRoot(SparkSession session, Environment environment) {
        String wanted = environment.warehouse().toString();
        String warehouse = session.conf().get(KEY + environment.catalog() + WAREHOUSE, wanted);
        if (!Path.of(warehouse).toAbsolutePath().normalize().toString().equals(wanted)) {
            throw InvalidConfigException.of("local.root: the Spark session's catalog " + environment.catalog()
                    + " lies in " + warehouse + ", the environment's in " + wanted
                    + "; set local.root to the folder above the session's, or start another session");
        }
    }

    /** Says which settings a session lacks that cannot open the catalog. */
    static String hint(Environment environment) {
        var text = new StringBuilder();
        catalog(environment).forEach((key, value) -> text.append("--conf ")
                .append(key)
                .append('=')
                .append(value)
                .append(' '));
        return text.append("--conf spark.sql.extensions=" + DELTA_EXTENSION).toString();
    }
}
