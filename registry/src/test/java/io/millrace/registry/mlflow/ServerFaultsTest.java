package io.millrace.registry.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.config.BackendException;
import io.millrace.config.DataException;
import io.millrace.registry.DatasetInput;
import io.millrace.registry.MetricPoint;
import io.millrace.registry.RunStart;
import io.millrace.registry.mlflow.FakeMlflow.Fault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a call meets when the server, or something before it, fails: how often it is sent, and what the user reads. */
class ServerFaultsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final RunStart START = RunStart.builder("nightly", NOW).build();
    private static final String SEARCH = "POST runs/search";

    @TempDir
    private Path folder;

    private final List<Duration> waits = new ArrayList<>();
    private FakeMlflow server;
    private MlflowTracking tracking;

    @BeforeEach
    void start() throws IOException {
        server = new FakeMlflow();
        tracking = open(Map.of());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private MlflowTracking open(Map<String, String> variables) {
        return Trackings.impatient(server.uri(), folder, waits, Clock.fixed(NOW, ZoneOffset.UTC), variables);
    }

    private BackendException failure() {
        return catchThrowableOfType(BackendException.class, () -> tracking.runs("1"));
    }

    @Test
    void aServerThatIsDownIsTriedForAWhile() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        URI nobody = URI.create("http://127.0.0.1:" + port);
        MlflowTracking none = Trackings.impatient(nobody, folder, waits);

        BackendException failure = catchThrowableOfType(BackendException.class, () -> none.start("1", START));

        assertThat(failure)
                .hasMessage("MLflow server " + nobody + ": POST runs/create failed 7 times, at last: it cannot"
                        + " be reached (connection refused); start the server, or mend tracking.uri");
        assertThat(failure.retryable()).isTrue();
        assertThat(waits).hasSize(6);
        assertThat(waits.get(0)).isBetween(Duration.ofMillis(250), Duration.ofMillis(500));
        assertThat(waits.get(5)).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503, 504})
    void aFaultThatPassesIsWaitedOut(int status) {
        server.plan(SEARCH, Fault.answer(status, ""), Fault.answer(status, "<html><title>Bad</title></html>"));

        assertThat(tracking.runs("1")).isEmpty();

        assertThat(server.calls).containsExactly(SEARCH, SEARCH, SEARCH);
        assertThat(waits).hasSize(2);
    }

    @Test
    void aFaultThatStaysEndsInOneMessageThatTellsWhatWhereAndHow() {
        for (int i = 0; i < 10; i++) {
            server.plan(
                    SEARCH,
                    Fault.answer(503, "{\"error_code\":\"TEMPORARILY_UNAVAILABLE\",\"message\":\"db locked\"}"));
        }

        BackendException failure = failure();

        assertThat(failure)
                .hasMessage(
                        "MLflow server " + server.uri() + ": POST runs/search failed 7 times, at last: it answers 503"
                                + " (db locked); try again later; the server's log tells more");
        assertThat(failure.retryable()).isTrue();
        assertThat(server.calls).hasSize(7);
    }

    @Test
    void waitsAsLongAsTheServerAsks() {
        server.plan(
                SEARCH,
                Fault.answer(429, "Retry-After", "7"),
                Fault.answer(503, "Retry-After", "Sun, 1 Mar 2026 10:00:12 GMT"),
                Fault.answer(429, "Retry-After", "soon"));

        tracking.runs("1");

        assertThat(waits.subList(0, 2)).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(12));
        assertThat(waits.get(2)).isLessThanOrEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void givesUpOnAServerThatAsksForTooMuchPatience() {
        server.plan(SEARCH, Fault.answer(429, "Retry-After", "3600"));

        assertThat(failure())
                .hasMessageContaining("it answers 429 and asks to wait 3600 s; run it again after that time")
                .extracting(BackendException::retryable)
                .isEqualTo(true);
        assertThat(waits).isEmpty();
        assertThat(server.calls).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void aClosedDoorIsToldAtOnceWithoutTheSecret(int status) {
        tracking = open(Map.of("MLFLOW_TRACKING_USERNAME", "ada", "MLFLOW_TRACKING_PASSWORD", "s3cret"));
        server.plan(
                SEARCH,
                Fault.answer(status, "{\"error_code\":\"PERMISSION_DENIED\",\"message\":\"Permission denied\"}"));

        BackendException failure = failure();

        assertThat(failure)
                .hasMessageContaining("it answers " + status + " (Permission denied)")
                .hasMessageContaining("it was shown user ada and MLFLOW_TRACKING_PASSWORD=*****")
                .hasMessageContaining("MLFLOW_TRACKING_TOKEN")
                .hasMessageNotContaining("s3cret");
        assertThat(failure.retryable()).isFalse();
        assertThat(server.calls).hasSize(1);
        assertThat(server.authorizations).containsExactly("Basic YWRhOnMzY3JldA==");
    }

    @Test
    void aLoginPageIsNoAnswer() {
        String page = "<!doctype html><html><head><title>Sign in to Example</title></head></html>";
        server.plan(SEARCH, Fault.answer(200, page));
        server.plan("PUT artifacts/1/" + "0".repeat(31) + "1/artifacts/x", Fault.answer(200, page));
        server.plan(
                "GET artifacts/1/" + "0".repeat(31) + "1/artifacts/y",
                new Fault(200, Map.of("Content-Type", "text/html; charset=utf-8"), page, false));

        assertThat(failure())
                .hasMessageContaining("it answers 200 with a page titled 'Sign in to Example' that is not MLflow's")
                .hasMessageContaining("MLFLOW_TRACKING_TOKEN")
                .extracting(BackendException::retryable)
                .isEqualTo(false);
        assertThat(server.calls).hasSize(1);
        String run = tracking.start("1", START).runId();
        assertThatThrownBy(() -> tracking.logArtifact(run, "x", new byte[] {1}))
                .hasMessageContaining("PUT artifact x failed: it answers 200 with a page titled 'Sign in to Example'");
        tracking.logArtifact(run, "y", new byte[] {1});
        assertThatThrownBy(() -> tracking.findArtifact(run, "y"))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("Sign in to Example");
    }

    @Test
    void aRedirectIsNotFollowedAndItsQueryNotTold() {
        server.plan(SEARCH, Fault.answer(302, "Location", "https://login.example.com/start?state=abc"));

        assertThat(failure())
                .hasMessageContaining("it answers 302 and sends us to https://login.example.com/start;")
                .hasMessageNotContaining("abc");
        assertThat(server.calls).hasSize(1);
    }

    @Test
    void aServerThatIsNotMlflowOfThatVersionIsTold() {
        server.plan(SEARCH, Fault.answer(404, "<html><title>404 Not Found</title></html>"));

        assertThat(failure())
                .hasMessageContaining("it answers 404 titled '404 Not Found'; this takes an MLflow server of version 3")
                .extracting(BackendException::retryable)
                .isEqualTo(false);
    }

    @Test
    void whatMlflowRefusesIsTheDatasFault() {
        server.plan(
                SEARCH, Fault.answer(400, "{\"error_code\":\"INVALID_PARAMETER_VALUE\",\"message\":\"bad filter\"}"));

        assertThatThrownBy(() -> tracking.runs("1"))
                .isInstanceOf(DataException.class)
                .hasMessage("MLflow refuses POST runs/search: bad filter (INVALID_PARAMETER_VALUE)");
        assertThat(server.calls).hasSize(1);
    }

    @Test
    void aBodyThatIsTooLargeForAProxyIsToldAtOnce() {
        String run = tracking.start("1", START).runId();
        server.plan("PUT artifacts/1/" + run + "/artifacts/x", Fault.answer(413, "<html><title>413</title></html>"));

        assertThatThrownBy(() -> tracking.logArtifact(run, "x", new byte[9]))
                .hasMessageContaining(
                        "PUT artifact x failed: it answers 413 titled '413'; raise the limit on request bodies");
    }

    @Test
    void aBatchWhoseAnswerWasLostIsSentAgainSinceItMayBe() {
        String run = tracking.start("1", START).runId();
        server.plan("POST runs/log-batch", Fault.broken().afterTheWork(), Fault.broken());

        tracking.logMetrics(run, List.of(new MetricPoint("auc", 0.8, 0, NOW)));

        assertThat(server.count("POST runs/log-batch")).isEqualTo(3);
    }

    @Test
    void aThreadThatIsInterruptedStopsWaiting() {
        server.plan(SEARCH, Fault.late());
        Thread.currentThread().interrupt();

        assertThat(failure()).hasMessageContaining("Interrupted").hasMessageContaining("POST runs/search");
        assertThat(Thread.interrupted()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://bucket/1/run/artifacts",
                "mlflow-artifacts://other.example.com/1/run/artifacts",
                "file:///no/such/folder/1/run/artifacts"
            })
    void artifactsThatOnlyTheServerReachesAreNamedWithTheRemedy(String location) {
        String run = tracking.start("1", START).runId();
        ((ObjectNode) server.runs.get(0).path("info")).put("artifact_uri", location);

        assertThatThrownBy(() -> tracking.logArtifact(run, "x", new byte[] {1}))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining(location.replace("file://", ""))
                .hasMessageContaining("--serve-artifacts");
        assertThat(Path.of("/no/such/folder")).doesNotExist();
    }

    @Test
    void aContextThatTheServerWouldDropIsRefused() {
        DatasetInput input = new DatasetInput("delays", "v3", "delta_table", "{}", "", "", "training");
        String run = tracking.start("1", START).runId();
        tracking.logInputs(run, List.of(input));
        server.runs.get(0).putObject("inputs").putArray("dataset_inputs").add(MlflowJson.dataset(input));

        tracking.logInputs(run, List.of(input));
        assertThatThrownBy(() -> tracking.logInputs(run, List.of(input, input.withContext("test"))))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("data set delays v3 for 'training' already; MLflow cannot add")
                .hasMessageContaining("log all contexts in one call");
        assertThat(server.count("POST runs/log-inputs")).isEqualTo(1);
    }

    @Test
    void aPathBeforeTheApiIsKept() {
        MlflowTracking below = Trackings.impatient(URI.create(server.uri() + "/team"), folder, waits);

        assertThat(below.runs("1")).isEmpty();

        assertThat(server.calls).containsExactly("POST /team/api/2.0/mlflow/runs/search");
    }
}
