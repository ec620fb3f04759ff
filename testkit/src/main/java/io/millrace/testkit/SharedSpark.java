package io.millrace.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/**
 * The one Spark session of a test JVM: two local cores, UTC, ANSI, Delta, and the catalog {@code main} as a folder.
 *
 * <p>It starts on first use and stops when the JVM exits, which also removes its folder. Tests share the tables, and classes
 * run side by side: give each its own schema or table names, and a session of its own if it changes a setting.
 *
 * <p>If {@code SPARK_REMOTE} names a server of Spark Connect, the session is a remote one with the same settings: the server
 * runs on this machine, with Delta's extension and with Delta and the local catalog on its class path.
 */
public final class SharedSpark {
    private SharedSpark() {}

    private static final String LOCAL_CATALOG = "io.millrace.localcatalog.LocalCatalog";
    private static final boolean REMOTE = System.getenv("SPARK_REMOTE") != null;

    /** Returns whether the session is a remote one. */
    public static boolean isRemote() {
        return REMOTE;
    }

    /** Returns the session. Safe from any thread. */
    public static SparkSession session() {
        return Started.SESSION;
    }

    /** Returns a session of its own over the same tables, for tests that change its settings. */
    public static SparkSession newSession() {
        SparkSession session = session().newSession();
        if (REMOTE) { // which takes nothing over
            Started.prepare(session);
        }
        return session;
    }

    /** Returns a session with that zone over the same tables, beside which others go on in UTC. */
    public static SparkSession session(String zone) {
        SparkSession session = newSession();
        session.conf().set("spark.sql.session.timeZone", zone);
        return session;
    }

    /** Returns a session that knows no table yet and has a catalog of that name more, over the folder. */
    public static SparkSession session(String catalog, Path warehouse) {
        SparkSession session = newSession();
        session.conf().set("spark.sql.catalog." + catalog, LOCAL_CATALOG);
        session.conf().set("spark.sql.catalog." + catalog + ".warehouse", warehouse.toString());
        return session;
    }

    /** Returns the temporary folder of this JVM's tests; the catalog lies in {@code root()/warehouse}. */
    public static Path root() {
        return Started.ROOT;
    }

    private static final class Started {
        static final Path ROOT = folder();
        static final SparkSession SESSION = start();

        private static SparkSession start() {
            SparkSession session = REMOTE ? connect() : local();
            Runtime.getRuntime().addShutdownHook(new Thread(SharedSpark::removeRoot));
            return session;
        }

        private static SparkSession connect() {
            SparkSession session = SparkSession.builder().getOrCreate();
            prepare(session);
            return session;
        }

        static void prepare(SparkSession remote) {
            settings().forEach((key, value) -> remote.conf().set(key, value));
            TestClasses.sendTo(remote);
        }

        private static SparkSession local() {
            SparkSession.Builder builder = SparkSession.builder()
                    .master("local[2]")
                    .appName("millrace-tests")
                    .config("spark.driver.host", "127.0.0.1")
                    .config("spark.driver.bindAddress", "127.0.0.1")
                    .config("spark.ui.enabled", "false")
                    .config(
                            "spark.sql.warehouse.dir",
                            ROOT.resolve("spark-warehouse").toString())
                    .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
                    .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog");
            settings().forEach(builder::config);
            return builder.getOrCreate();
        }

        /** What can be set on any session. */
        private static Map<String, String> settings() {
            var settings = new LinkedHashMap<String, String>();
            settings.put("spark.sql.session.timeZone", "UTC");
            settings.put("spark.sql.ansi.enabled", "true");
            settings.put("spark.sql.shuffle.partitions", "2");
            settings.put("spark.sql.sources.default", "delta");
            settings.put("spark.sql.sources.parallelPartitionDiscovery.parallelism", "2");
            settings.put("spark.sql.legacy.parameterSubstitution.constantsOnly", "true");
            settings.put("spark.sql.catalog.main", LOCAL_CATALOG);
            settings.put(
                    "spark.sql.catalog.main.warehouse",
                    ROOT.resolve("warehouse").toString());
            return settings;
        }

        private static Path folder() {
            try {
                return Files.createTempDirectory("millrace-tests");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void removeRoot() {
        Started.SESSION.stop();
        try (Stream<Path> files = Files.walk(Started.ROOT)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
