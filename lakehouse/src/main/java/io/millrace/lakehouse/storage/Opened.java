package io.millrace.lakehouse.storage;

import io.millrace.config.InvalidConfigException;
import io.millrace.config.Secret;
import io.millrace.lakehouse.Environment;
import io.millrace.lakehouse.Lakehouse;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.Properties;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.OptionConverters;

/**
 * Hadoop's file system for a URI, opened when it is needed first. It is configured as Spark's is: by {@code core-site.xml}, by {@code
 * spark.hadoop.*} given to the JVM or to the session that runs, and last by the environment; Hadoop then gives both the same one.
 */
final class Opened {
    private static final String HADOOP = "spark.hadoop.";

    private final URI uri;
    private final Environment environment;
    private @Nullable FileSystem fileSystem;

    Opened(URI uri, Environment environment) {
        this.uri = uri;
        this.environment = environment;
    }

    StorageScheme scheme() {
        return StorageScheme.of(uri);
    }

    /** @throws InvalidConfigException if it is not on the class path */
    synchronized FileSystem fileSystem() throws IOException {
        if (fileSystem == null) {
            Configuration configuration = configuration();
            try {
                FileSystem.getFileSystemClass(uri.getScheme(), configuration);
            } catch (IOException | RuntimeException absent) {
                throw missing(absent);
            }
            fileSystem = FileSystem.get(uri, configuration);
        }
        return fileSystem;
    }

    /** Says which library is missing. */
    InvalidConfigException missing(Throwable cause) {
        return InvalidConfigException.of("unity-catalog.warehouse: " + uri + " needs " + scheme().library()
                + ", which is not on the class path (" + StorageScheme.told(cause) + "); " + scheme().remedy());
    }

    private Configuration configuration() {
        var configuration = new Configuration();
        var told = new LinkedHashMap<String, String>(scheme().settings());
        Properties given = System.getProperties();
        given.stringPropertyNames().forEach(name -> told.put(name, given.getProperty(name)));
        running()
                .ifPresent(session ->
                        CollectionConverters.asJava(session.conf().getAll()).forEach(told::put));
        told.putAll(Secret.resolved(environment.spark()));
        told.forEach((name, value) -> {
            if (name.startsWith(HADOOP)) {
                configuration.set(name.substring(HADOOP.length()), value);
            }
        });
        return configuration;
    }

    private static Optional<SparkSession> running() {
        return OptionConverters.toJava(SparkSession.getDefaultSession())
                .filter(session -> !Lakehouse.isRemote(session.getClass()));
    }
}
