package io.millrace.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.JobJar.Child;
import io.millrace.testkit.Frames;
import io.millrace.testkit.SharedSpark;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Real processes, killed: what they leave behind, once resumed, equals what an undisturbed run makes. MILLRACE_UNDISTURBED names the
 * folder of such a run, if one has been made already.
 */
@Tag("faults")
final class KilledRunTest {
    private static final Path ROOT = SharedSpark.root().resolve("killed");
    private static final Optional<Path> GIVEN =
            Optional.ofNullable(System.getenv("MILLRACE_UNDISTURBED")).map(Path::of);
    private static final Path UNDISTURBED = GIVEN.orElse(ROOT.resolve("undisturbed"));

    @BeforeAll
    static void runUndisturbed() throws Exception {
        if (GIVEN.isPresent()) {
            return;
        }
        try (Child run = JobJar.local(JobJar.payments(UNDISTURBED))) {
            assertThat(run.succeeds()).contains("models:/payment_chargeback@champion");
        }
    }

    @Test
    void aRunKilledTwiceGoesOn() throws Exception {
        Path root = ROOT.resolve("local");
        String[] resume = {};
        for (String last : List.of("customer_payments", "payment_chargeback")) {
            try (Child run = JobJar.local(JobJar.payments(root, resume))) {
                run.awaits(last).dies();
            }
            resume = new String[] {"--resume", "last"};
        }
        try (Child run = JobJar.local(JobJar.payments(root, resume))) {
            assertThat(run.succeeds()).contains("skipped");
        }

        assertSameTables(root);
    }

    @Test
    void threeProcessesShareARunAndOneIsKilled() throws Exception {
        Path root = ROOT.resolve("shared");
        List<String> work = JobJar.payments(root, "--run", "night-1");
        try (Child first = JobJar.local(work)) {
            first.awaits("customer_payments");
            try (Child second = JobJar.local(work);
                    Child third = JobJar.local(work)) {
                second.awaits("night-1");
                first.dies();
                assertThat(third.succeeds()).contains("run night-1: done");
                assertThat(second.succeeds()).contains("run night-1: done");
            }
        }

        assertSameTables(root);
    }

    @Test
    void aClusterThatLosesAnExecutorAndItsDriverMakesTheSameTables() throws Exception {
        Path root = ROOT.resolve("cluster");
        int port = freePort();
        String address = "spark://127.0.0.1:" + port;
        String[] worker = {"--host", "127.0.0.1", "--cores", "1", "--memory", "1500m", "--webui-port", "0", address};
        String workerClass = "org.apache.spark.deploy.worker.Worker";
        try (Child master = JobJar.spark(
                "org.apache.spark.deploy.master.Master",
                "--host",
                "127.0.0.1",
                "--port",
                String.valueOf(port),
                "--webui-port",
                "0")) {
            master.awaits("elected leader");
            try (Child one = JobJar.spark(workerClass, worker);
                    Child other = JobJar.spark(workerClass, worker)) {
                one.awaits("Successfully registered");
                other.awaits("Successfully registered");
                try (Child run = JobJar.submit(address, JobJar.payments(root))) {
                    run.awaits("customer_profile");
                    one.losesItsChildren();
                    run.awaits("payment_requests").awaits("done").dies();
                }
                try (Child run = JobJar.submit(address, JobJar.payments(root, "--resume", "last"))) {
                    assertThat(run.succeeds()).contains("skipped");
                }
            }
        }

        assertSameTables(root);
    }

    private static void assertSameTables(Path root) throws IOException {
        List<String> compared = new ArrayList<>();
        for (Path table : tables(UNDISTURBED)) {
            Path other = root.resolve(UNDISTURBED.relativize(table));
            Frames.assertSameRows(rows(other), rows(table));
            compared.add(UNDISTURBED.relativize(table).toString());
        }
        assertThat(compared)
                .hasSize(18)
                .contains(
                        "warehouse/main/training/payment_requests",
                        "warehouse/main/inference/payment_chargeback",
                        "warehouse/main/monitoring/payment_chargeback_drift_metrics");
    }

    /** All tables but those that tell of the runs themselves. */
    private static List<Path> tables(Path root) throws IOException {
        try (var files = Files.walk(root.resolve("warehouse"), 4)) {
            return files.filter(file -> Files.isDirectory(file.resolve("_delta_log")))
                    .filter(file -> !file.getParent().endsWith("ops"))
                    .sorted()
                    .toList();
        }
    }

    private static Dataset<Row> rows(Path table) {
        return SharedSpark.session()
                .read()
                .format("delta")
                .load(table.toString())
                .drop("run_id", "scored_at", "computed_at");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
