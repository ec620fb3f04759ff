package io.millrace.lakehouse.storage;

import io.millrace.config.InvalidConfigException;
import io.millrace.lakehouse.Environment;
import io.millrace.lakehouse.UnityLocation;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a Spark session is told of object storage: how long to wait for it, and how Delta commits there.
 *
 * <p>Delta commits a version by making a file that must not be there yet. On S3 its own way does so within one driver only; with a DynamoDB
 * table, of {@code delta-storage-s3-dynamodb}, among all.
 */
public final class StorageSettings {
    private static final Logger LOG = LoggerFactory.getLogger(StorageSettings.class);
    private static final String LOG_STORE = "spark.delta.logStore.s3a.impl";
    private static final String LOG_STORE_OF_ALL = "spark.delta.logStore.class";
    private static final String DYNAMO_STORE = "io.delta.storage.S3DynamoDBLogStore";
    private static final String DYNAMO_TABLE = "spark.io.delta.storage.S3DynamoDBLogStore.ddb.tableName";

    private final UnityLocation location;
    private final Environment environment;

    private StorageSettings(UnityLocation location, Environment environment) {
        this.location = location;
        this.environment = environment;
    }

    /** Returns the settings of a warehouse. Touches nothing. */
    public static StorageSettings of(UnityLocation location, Environment environment) {
        return new StorageSettings(location, environment);
    }

    /** Returns Spark's settings by full name; the environment's own are not among them, and win. */
    public Map<String, String> ofSession() {
        var settings = new LinkedHashMap<String, String>(
                StorageScheme.of(location.warehouse()).settings());
        location.commitTable().ifPresent(table -> {
            settings.put(LOG_STORE, DYNAMO_STORE);
            settings.put(DYNAMO_TABLE, table);
        });
        return Collections.unmodifiableMap(settings);
    }

    /**
     * Passes if Delta can commit there; warns where only one driver at a time may.
     *
     * @throws InvalidConfigException if the class that commits by DynamoDB is not on the class path
     */
    public void check() {
        Optional<String> store = logStore();
        if (store.filter(DYNAMO_STORE::equals).isPresent() && !isThere(DYNAMO_STORE)) {
            throw InvalidConfigException.of(
                    "unity-catalog.commit-table: commits by DynamoDB need delta-storage-s3-dynamodb, which is "
                            + "not on the class path; add its jar (docs/object-storage.md)");
        }
        if (location.isOnS3() && store.isEmpty()) {
            LOG.warn(
                    "Tables in {} are committed by Delta's single-driver log store: while two processes write to one table at once, a commit"
                            + " can be lost. Let one process at a time write, or set unity-catalog.commit-table"
                            + " (docs/object-storage.md)",
                    location.warehouse());
        }
    }

    private Optional<String> logStore() {
        return Optional.ofNullable(environment.spark().get(LOG_STORE))
                .or(() -> Optional.ofNullable(environment.spark().get(LOG_STORE_OF_ALL)))
                .or(() -> location.commitTable().map(table -> DYNAMO_STORE));
    }

    private static boolean isThere(String name) {
        try {
            Class.forName(name, false, Thread.currentThread().getContextClassLoader());
            return true;
        } catch (ClassNotFoundException absent) {
            return false;
        }
    }
}
