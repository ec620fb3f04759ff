package io.millrace.lakehouse.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.InvalidConfigException;
import io.millrace.lakehouse.Backend;
import io.millrace.lakehouse.Environment;
import io.millrace.lakehouse.UnityLocation;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StorageSettingsTest {
    private static Environment environment(String warehouse, Optional<String> commitTable, Map<String, String> spark) {
        return Environment.builder("lab")
                .backend(Backend.Kind.OSS)
                .unityCatalog(Optional.of(new UnityLocation(
                        URI.create("http://uc:8080"), Optional.empty(), URI.create(warehouse), commitTable)))
                .spark(spark)
                .build();
    }

    private static StorageSettings settings(Environment environment) {
        return StorageSettings.of(environment.unityCatalog().orElseThrow(), environment);
    }

    @Test
    void waitingForAServiceIsBoundedUnlessTheEnvironmentSaysHowLong() {
        Environment environment =
                environment("s3a://lab/w", Optional.empty(), Map.of("spark.hadoop.fs.s3a.retry.limit", "9"));

        assertThat(Backend.of(environment).sessionSettings())
                .containsEntry("spark.hadoop.fs.s3a.retry.limit", "9")
                .containsEntry("spark.hadoop.fs.s3a.attempts.maximum", "2")
                .containsEntry("spark.hadoop.fs.s3a.retry.throttle.limit", "5")
                .containsEntry("spark.hadoop.fs.s3a.connection.timeout", "20s")
                .doesNotContainKey("spark.delta.logStore.s3a.impl");
        assertThat(Backend.of(environment("file:///w", Optional.empty(), Map.of()))
                        .sessionSettings())
                .noneSatisfy((name, value) -> assertThat(name).startsWith("spark.hadoop."));
    }

    @Test
    void aCommitTableSetsDeltasLogStoreAndIsRefusedWithoutItsClass() {
        Environment environment = environment("s3a://lab/w", Optional.of("commits"), Map.of());

        assertThat(Backend.of(environment).sessionSettings())
                .containsEntry("spark.delta.logStore.s3a.impl", "io.delta.storage.S3DynamoDBLogStore")
                .containsEntry("spark.io.delta.storage.S3DynamoDBLogStore.ddb.tableName", "commits");
        assertThatThrownBy(() -> settings(environment).check())
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("unity-catalog.commit-table: commits by DynamoDB need delta-storage-s3-dynamodb");
    }

    @Test
    void theEnvironmentsOwnLogStoreIsTaken() {
        Environment environment = environment(
                "s3a://lab/w", Optional.of("commits"), Map.of("spark.delta.logStore.s3a.impl", "org.example.Store"));

        settings(environment).check();

        assertThat(Backend.of(environment).sessionSettings())
                .containsEntry("spark.delta.logStore.s3a.impl", "org.example.Store");
    }
}
