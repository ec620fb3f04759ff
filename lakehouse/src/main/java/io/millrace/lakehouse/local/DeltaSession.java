package io.millrace.lakehouse.local;

import io.millrace.config.InvalidConfigException;
import io.millrace.config.Secret;
import io.millrace.lakehouse.Environment;
import io.millrace.lakehouse.UnityLocation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** The Spark settings of a session that this library starts, with Delta and a catalog that is found by its class. */
public final class DeltaSession {
    private static final String KEY = "spark.sql.catalog.";
    private static final String DELTA_EXTENSION = "io.delta.sql.DeltaSparkSessionExtension";
    private static final String DELTA_CATALOG = "org.apache.spark.sql.delta.catalog.DeltaCatalog";
    private static final int MOST_SHUFFLE_PARTITIONS = 8;

    private final Environment environment;
    private final String catalogClass;
    private final Map<String, String> options;
    private final Place place;

    /**
     * Where a catalog lies.
     *
     * @param option the one of the catalog's options that says it
     * @param key the environment's key that says it
     * @param remedy what to do if a session has another
     */
    public record Place(String option, String key, String remedy) {}

    /**
     * Returns the settings of an environment's sessions.
     *
     * @param catalogClass the class of its catalog
     * @param options the catalog's own, without the catalog's name before them
     * @param place which of them says where the catalog lies
     */
    public DeltaSession(Environment environment, String catalogClass, Map<String, String> options, Place place) {
        this.environment = environment;
        this.catalogClass = catalogClass;
        this.options = options;
        this.place = place;
    }

    /** Returns all settings, those of the environment last. */
    public Map<String, String> settings() {
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
        settings.put(key, catalogClass);
        options.forEach((option, value) -> settings.put(key + "." + option, value));
        return settings;
    }

    /**
     * Sets the environment's catalog on a running session that has none of that name.
     *
     * @throws InvalidConfigException if the session runs without Delta, or as {@link #require}
     */
    public void join(SparkSession session) {
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
        require(session);
    }

    /**
     * Passes if the session's catalog lies where the environment's does, as models and reports do; a session keeps the place that it
     * was started with.
     *
     * @throws InvalidConfigException naming both places
     */
    public void require(SparkSession session) {
        String wanted = String.valueOf(options.get(place.option()));
        String found = session.conf().get(KEY + environment.catalog() + "." + place.option(), wanted);
        if (!UnityLocation.folder(found).equals(UnityLocation.folder(wanted))) {
            throw InvalidConfigException.of(place.key() + ": the Spark session's catalog " + environment.catalog()
                    + " lies in " + found + ", the environment's in " + wanted + "; " + place.remedy()
                    + ", or start another session");
        }
    }

    /** Says which settings a session lacks that cannot open the catalog. */
    public String hint() {
        var text = new StringBuilder();
        catalog().forEach((key, value) -> text.append("--conf ")
                .append(key)
                .append('=')
                .append(value)
                .append(' '));
        return text.append("--conf spark.sql.extensions=" + DELTA_EXTENSION).toString();
    }
}
