package io.millrace.lakehouse;

import java.util.LinkedHashMap;
import java.util.Map;

/** The Spark settings of the local backend. */
final class LocalSession {
    private static final String CATALOG_CLASS = "io.millrace.localcatalog.LocalCatalog";
    private static final int MOST_SHUFFLE_PARTITIONS = 8;

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
        settings.put(
                "spark.sql.warehouse.dir",
                environment.localRoot().resolve("spark-warehouse").toString());
        settings.put("spark.databricks.delta.snapshotPartitions", "2");
        // Guards partitions by time, which no table here has; costs two jobs a commit unless the JVM's zone is UTC.
        settings.put("spark.databricks.delta.allFilesInCrc.verificationMode.forceOnNonUTC.enabled", "false");
        // HotSpot never compiles a longer method: wide rows would be serialised by the interpreter.
        settings.put("spark.sql.codegen.hugeMethodLimit", "8000");
        // One process: without this every generated class asks the driver over the network for names that do not exist.
        settings.put("spark.sql.artifact.isolation.enabled", "false");
        settings.put("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension");
        settings.put("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog");
        settings.putAll(catalog(environment));
        settings.putAll(Secret.resolved(environment.spark()));
        return settings;
    }

    private static Map<String, String> catalog(Environment environment) {
        String key = "spark.sql.catalog." + environment.catalog();
        var settings = new LinkedHashMap<String, String>();
        settings.put(key, CATALOG_CLASS);
        settings.put(key + ".warehouse", environment.warehouse().toString());
        return settings;
    }

    /** Says which settings a session lacks that cannot open the catalog. */
    static String hint(Environment environment) {
        var text = new StringBuilder();
        catalog(environment).forEach((key, value) -> text.append("--conf ")
                .append(key)
                .append('=')
                .append(value)
                .append(' '));
        return text.append("--conf spark.sql.extensions=io.delta.sql.DeltaSparkSessionExtension")
                .toString();
    }
}
