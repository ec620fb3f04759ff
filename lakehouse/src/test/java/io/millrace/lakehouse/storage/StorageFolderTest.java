package io.millrace.lakehouse.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.BackendException;
import io.millrace.config.InvalidConfigException;
import io.millrace.lakehouse.Environment;
import io.millrace.lakehouse.FilesContract;
import io.millrace.lakehouse.LeaseContract;
import io.millrace.lakehouse.LeaseState;
import io.millrace.lakehouse.LeaseStore;
import io.millrace.lakehouse.StoredFiles;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** On a file system in memory, of the schemes whose ways differ; with a real client in {@code S3Test}. */
class StorageFolderTest {
    private static final LeaseState TAKEN = new LeaseState(1, "a", Instant.parse("2026-03-01T00:00:00Z"));

    private static StorageFolder folder(String scheme, String bucket) {
        Environment environment = Environment.builder("lab")
                .spark(Map.of("spark.hadoop.fs." + scheme + ".impl", MemoryFileSystem.class.getName()))
                .build();
        return new StorageFolder(URI.create(scheme + "://" + bucket + "/warehouse"), environment);
    }

    /** A bucket of its own, made by the first call. */
    private final String bucket = "bucket-" + UUID.randomUUID();

    private final StorageFolder folder = folder("s3a", bucket);
    private final StorageLeases leases = new StorageLeases(folder);

    private MemoryFileSystem memory() {
        folder.requireReachable();
        return MemoryFileSystem.of(bucket);
    }

    @Nested
    class LeasesThatArePutWhole extends LeaseContract {
        @Override
        protected LeaseStore store() {
            return new StorageLeases(folder("s3a", "leases"));
        }
    }

    @Nested
    class LeasesThatAreRenamed extends LeaseContract {
        @Override
        protected LeaseStore store() {
            return new StorageLeases(folder("abfss", "leases"));
        }
    }

    @Nested
    class FilesThatArePutWhole extends FilesContract {
        @Override
        protected StoredFiles files() {
            return new StorageFiles(folder("s3a", "files"));
        }
    }

    @Test
    void aFileThatIsRenamedIntoItsPlaceTakesThatOfAnother() {
        StorageFiles files = new StorageFiles(folder("abfss", bucket));
        var page = files.location(List.of("reports", "a b.html"));

        files.write(page, new byte[] {1});
        files.write(page, new byte[] {2});

        assertThat(files.read(page)).hasValue(new byte[] {2});
        assertThat(MemoryFileSystem.of(bucket).files()).hasSize(1);
    }

    @Test
    void fewStatesOfALeaseStay() {
        Optional<LeaseState> now = Optional.empty();
        for (int i = 1; i <= 50; i++) {
            LeaseState next = new LeaseState(i, "a", TAKEN.until());
            assertThat(leases.replace("run", now, next)).isTrue();
            now = Optional.of(next);
        }

        assertThat(memory().files()).hasSize(8);
        assertThat(leases.read("run")).isEqualTo(now);
    }

    @Test
    void aWriterThatWakesWhenItsNumberIsGoneReplacesNothing() {
        Optional<LeaseState> now = Optional.empty();
        for (int i = 1; i <= 20; i++) {
            LeaseState next = new LeaseState(i, "a", TAKEN.until());
            assertThat(leases.replace("run", now, next)).isTrue();
            now = Optional.of(next);
        }
        String removed = "run/" + "0".repeat(18) + "3.json";
        assertThat(folder.read(removed)).isEmpty();
        LeaseState late = new LeaseState(3, "late", TAKEN.until());

        boolean replaced =
                new StorageLeases(folder).replace("run", Optional.of(new LeaseState(2, "a", TAKEN.until())), late);
        folder.create(removed, "{}".getBytes(StandardCharsets.UTF_8)); // as one that died right then

        assertThat(replaced).isFalse();
        assertThat(leases.read("run")).isEqualTo(now);
        assertThat(leases.replace("run", now, new LeaseState(21, "b", TAKEN.until())))
                .isTrue();
        assertThat(folder.read(removed)).isEmpty();
    }

    @Test
    void aCreationWhoseAnswerIsLostIsOne() {
        memory().fail(MemoryFileSystem.Fault.ANSWER_OF_PUT_LOST);

        assertThat(leases.replace("run", Optional.empty(), TAKEN)).isTrue();
        assertThat(leases.read("run")).hasValue(TAKEN);
    }

    @Test
    void aFailureLeavesTheStateAsItWas() {
        assertThat(leases.replace("run", Optional.empty(), TAKEN)).isTrue();
        LeaseState next = new LeaseState(2, "b", TAKEN.until());

        memory().fail(MemoryFileSystem.Fault.PUT_FAILS);
        assertThatThrownBy(() -> leases.replace("run", Optional.of(TAKEN), next))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("s3a://" + bucket + "/warehouse/run/" + "0".repeat(18) + "2.json");
        memory().fail(MemoryFileSystem.Fault.LISTING_FAILS);
        assertThatThrownBy(() -> leases.read("run")).isInstanceOf(BackendException.class);

        assertThat(leases.read("run")).hasValue(TAKEN);
        assertThat(leases.replace("run", Optional.of(TAKEN), next)).isTrue();
    }

    @Test
    void aServiceThatTakesConditionalWritesForPlainOnesIsRefused() {
        memory().forgetConditions();

        assertThatThrownBy(() -> leases.replace("run", Optional.empty(), TAKEN))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("If-None-Match")
                .hasMessageContaining("use one that knows conditional writes");
    }

    @Test
    void aFileSystemThatIsNotThereIsNamedWithWhatToAdd() {
        Environment environment = Environment.builder("lab").build();
        StorageFolder s3 = new StorageFolder(URI.create("s3a://nowhere/warehouse"), environment);
        StorageFolder google = new StorageFolder(URI.create("gs://nowhere/warehouse"), environment);

        assertThatThrownBy(s3::requireReachable)
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining(
                        "unity-catalog.warehouse: s3a://nowhere/warehouse needs hadoop-aws, which is not on the class path")
                .hasMessageContaining("--packages org.apache.hadoop:hadoop-aws:3.4.");
        assertThatThrownBy(google::requireReachable)
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("needs gcs-connector");
    }
}
