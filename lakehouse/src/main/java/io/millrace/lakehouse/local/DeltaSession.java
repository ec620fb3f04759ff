package io.millrace.lakehouse.local;

import io.millrace.config.InvalidConfigException;
import io.millrace.config.Secret;
import io.millrace.lakehouse.Environment;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** The Spark settings of the local backend. */
final class LocalSession {
    private static final String CATALOG_CLASS = "io.millrace.localcatalog.LocalCatalog";
    private static final String KEY = "spark.sql.catalog.";
    private static final String WAREHOUSE = ".warehouse";
    private static final String DELTA_EXTENSION = "io.delta.sql.DeltaSparkSessionExtension";
    private static final String DELTA_CATALOG = "org.apache.spark.sql.delta.catalog.DeltaCatalog";
    private static final int MOST_SHUFFLE_PARTITIONS = 8;

    private final Environment environment;
    private final Path warehouse;

    LocalSession(Environment environment, Path warehouse) {
        this.environment = environment;
        this.warehouse = warehouse;
    }

    /** Returns all settings, those of the environment last. */
    Map<String, String> settings() {
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
        settings.putAll(catalog());
        settings.putAll(Secret.resolved(environment.spark()));
        return settings;
    }

    private Map<String, String> catalog() {
        String key = KEY + environment.catalog();
        var settings = new LinkedHashMap<String, String>();
        settings.put(key, CATALOG_CLASS);
        settings.put(key + WAREHOUSE, warehouse.toString());
        return settings;
    }

    /** Sets the environment's catalog on a running session that has none of that name. */
    void join(SparkSession session) {
        String extensions = session.conf().get("spark.sql.extensions", "");
        if (!List.of(extensions.split("\\s*,\\s*")).contains(DELTA_EXTENSION)) {
            throw InvalidConfigException.of(
                    "the Spark session runs without Delta's extension (spark.sql.extensions is '"
                            + extensions + "'), which cannot be added later; start it with " + hint()
                            + " --conf spark.sql.catalog.spark_catalog=" + DELTA_CATALOG);
        }
        if (!session.conf().contains(KEY + environment.catalog())) {
            catalog().forEach((name, value) -> session.conf().set(name, value));
        }
        requireRoot(session);
    }

    /**
     * Passes if the session's catalog lies in the environment's folder, as models and reports do; a session keeps the folder
     * that it was started with.
     *
     * @throws InvalidConfigException naming both folders
     */
    void requireRoot(SparkSession session) {
        String wanted = warehouse.toString();
        String found = session.conf().get(KEY + environment.catalog() + WAREHOUSE, wanted);
        if (!Path.of(found).toAbsolutePath().normalize().toString().equals(wanted)) {
            throw InvalidConfigException.of("local.root: the Spark session's catalog " + environment.catalog()
                    + " lies in " + found + ", the environment's in " + wanted
                    + "; set local.root to the folder above the session's, or start another session");
        }
    }

    /** Says which settings a session lacks that cannot open the catalog. */
    String hint() {
        var text = new StringBuilder();
        catalog().forEach((key, value) -> text.append("--conf ")
                .append(key)
                .append('=')
                .append(value)
                .append(' '));
        return text.append("--conf spark.sql.extensions=" + DELTA_EXTENSION).toString();
    }
}
