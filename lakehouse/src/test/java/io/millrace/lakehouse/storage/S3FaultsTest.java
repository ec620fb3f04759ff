package io.millrace.lakehouse.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.config.BackendException;
import io.millrace.lakehouse.Backend;
import io.millrace.lakehouse.Environment;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.lakehouse.Layer;
import io.millrace.lakehouse.LeaseState;
import io.millrace.lakehouse.UnityLocation;
import io.millrace.lakehouse.Write;
import io.millrace.lakehouse.WriteResult;
import io.millrace.testkit.SharedSpark;
import io.millrace.testkit.UnityServers;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** With the client of {@code s3a://} over a service that fails, by the profile {@code s3}. */
@EnabledIfEnvironmentVariable(named = "MILLRACE_S3", matches = ".+")
class S3FaultsTest {
    private static final LeaseState FIRST = new LeaseState(1, "a", Instant.parse("2026-03-01T00:00:00Z"));
    private static final LeaseState SECOND = new LeaseState(2, "b", Instant.parse("2026-03-01T00:00:00Z"));
    private static final int MANY = 1000;

    private final String bucket = "faulty-" + UUID.randomUUID();
    private final FaultyS3 s3 = new FaultyS3(URI.create(System.getenv("MILLRACE_S3")), bucket);
    private final StorageFolder folder =
            new StorageFolder(URI.create("s3a://" + bucket + "/warehouse"), environment(Map.of()));
    private final StorageLeases leases = new StorageLeases(folder);

    private Environment environment(Map<String, String> more) {
        var spark = new LinkedHashMap<String, String>();
        String own = "spark.hadoop.fs.s3a.bucket." + bucket + ".";
        spark.put(own + "endpoint", s3.uri());
        spark.put(own + "retry.interval", "10ms");
        spark.put(own + "retry.throttle.interval", "10ms");
        spark.put(own + "connection.timeout", "1s");
        spark.putAll(more);
        return Environment.builder("lab")
                .backend(Backend.Kind.OSS)
                .catalog("faulty_" + bucket.substring(7, 15))
                .localRoot(SharedSpark.root().resolve(bucket))
                .unityCatalog(Optional.of(new UnityLocation(
                        UnityServers.shared(), Optional.empty(), URI.create("s3a://" + bucket + "/warehouse"))))
                .spark(spark)
                .build();
    }

    /** S3A waits for fifteen seconds at least, but in tests. */
    @BeforeAll
    static void waitForLess() throws ReflectiveOperationException {
        Class.forName("org.apache.hadoop.fs.s3a.impl.AWSClientConfig")
                .getMethod("setMinimumOperationDuration", Duration.class)
                .invoke(null, Duration.ZERO);
    }

    @AfterEach
    void close() {
        s3.close();
    }

    private static BackendException failed(ThrowingCallable work) {
        return catchThrowableOfType(BackendException.class, work);
    }

    @Test
    void aServiceThatIsBusyForAWhileIsWaitedFor() {
        s3.plan(call -> true, FaultyS3.Fault.SLOW_DOWN, 3);

        assertThat(leases.replace("run", Optional.empty(), FIRST)).isTrue();
        assertThat(s3.mend()).isEqualTo(3);
        assertThat(leases.read("run")).hasValue(FIRST);
    }

    @Test
    void aServiceThatStaysBusyIsToldOfAfterABoundedNumberOfTries() {
        assertThat(leases.replace("run", Optional.empty(), FIRST)).isTrue();
        s3.plan(call -> true, FaultyS3.Fault.SLOW_DOWN, MANY);

        BackendException failure = failed(() -> leases.replace("run", Optional.of(FIRST), SECOND));

        assertThat(failure)
                .hasMessageContaining("s3a://" + bucket + "/warehouse/run")
                .hasMessageContaining("Status Code: 503")
                .hasMessageContaining(
                        "the object storage failed in every one of several tries: start again when it answers");
        assertThat(failure.getMessage().lines()).hasSize(1);
        assertThat(s3.mend()).isBetween(2, 30);
        assertThat(leases.read("run")).hasValue(FIRST);
        assertThat(leases.replace("run", Optional.of(FIRST), SECOND)).isTrue();
    }

    @Test
    void aServiceThatDoesNotAnswerIsGivenUp() {
        s3.plan(call -> true, FaultyS3.Fault.SILENT, MANY);

        assertThat(failed(folder::requireReachable))
                .hasMessageContaining("look into s3a://" + bucket)
                .hasMessageContaining("the object storage failed in every one of several tries");
        assertThat(s3.mend()).isBetween(2, 30);
    }

    @Test
    void credentialsThatHaveEndedAreToldOfAtOnce() {
        assertThat(leases.replace("run", Optional.empty(), FIRST)).isTrue();
        s3.plan(call -> true, FaultyS3.Fault.EXPIRED, MANY);

        BackendException failure = failed(() -> leases.read("run"));

        assertThat(failure).hasMessageContaining("the credentials for the object storage have ended");
        assertThat(failure.getMessage()).doesNotContain(System.getenv("AWS_SECRET_ACCESS_KEY"));
        assertThat(s3.mend()).isBetween(1, 12);
        assertThat(leases.read("run")).hasValue(FIRST);
    }

    @Test
    void credentialsThatAreRefusedAreToldOfAtOnce() {
        s3.plan(call -> true, FaultyS3.Fault.FORBIDDEN, MANY);

        assertThat(failed(() -> leases.replace("run", Optional.empty(), FIRST)))
                .hasMessageContaining("the object storage refuses these credentials");
        assertThat(s3.mend()).isBetween(1, 3);
    }

    @Test
    void aListingThatBreaksOffIsNeverTakenForAShortOne() {
        assertThat(leases.replace("run", Optional.empty(), FIRST)).isTrue();
        s3.plan(call -> call.contains("list-type=2"), FaultyS3.Fault.HALF, MANY);

        assertThatThrownBy(() -> new StorageLeases(folder).read("run")).isInstanceOf(BackendException.class);

        assertThat(s3.mend()).isBetween(1, 30);
        s3.plan(call -> call.contains("list-type=2"), FaultyS3.Fault.HALF, 1);
        assertThat(leases.read("run")).hasValue(FIRST);
    }

    @Test
    void aWriteThatFailedIsWrittenByTheNextOneAndNothingIsLost() {
        Lakehouse lakehouse = Lakehouse.join(SharedSpark.session().newSession(), environment(Map.of()));
        var table = lakehouse.table(Layer.OPS, "numbers");
        Dataset<Row> ten = lakehouse.spark().range(10).toDF("id");
        Dataset<Row> twenty = lakehouse.spark().range(20).toDF("id");
        lakehouse.tables().replace(table, ten, Write.of("numbers", 1, "first"));

        s3.plan(call -> call.startsWith("PUT") && call.contains("/_delta_log/"), FaultyS3.Fault.SLOW_DOWN, MANY);
        BackendException failure =
                failed(() -> lakehouse.tables().replace(table, twenty, Write.of("numbers", 2, "second")));
        assertThat(s3.mend()).isBetween(2, 60);

        assertThat(failure).hasMessageContaining("start again when it answers; what is done stays");
        assertThat(lakehouse.tables().read(table).count()).isEqualTo(10);
        WriteResult again = lakehouse.tables().replace(table, twenty, Write.of("numbers", 2, "second"));
        assertThat(again.outcome()).isEqualTo(WriteResult.Outcome.WRITTEN);
        assertThat(lakehouse.tables().read(table).count()).isEqualTo(20);
    }
}
