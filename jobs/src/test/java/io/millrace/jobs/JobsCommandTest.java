package io.millrace.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the commands print of a workspace that has one job, and how they end. */
final class JobsCommandTest {
    private static final String TAGS =
            "\"tags\":{\"millrace_project\":\"shop\",\"millrace_environment\":\"prod\",\"millrace_pipeline\":\"nightly\"}";
    private static final String JOB = "{\"job_id\":7,\"settings\":{\"name\":\"shop-nightly-prod\"," + TAGS
            + ",\"schedule\":{\"quartz_cron_expression\":\"0 0 3 * * ?\",\"timezone_id\":\"UTC\"}}}";

    @TempDir
    private Path folder;

    private HttpServer workspace;
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();

    private record Outcome(int code, String out, String err) {}

    @BeforeEach
    void start() throws IOException {
        workspace = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        workspace.createContext("/", this::answer);
        workspace.start();
        Files.writeString(folder.resolve("token"), "dapi-secret");
        Files.writeString(
                folder.resolve("shop.conf"),
                """
                project = shop
                sources.customers { path = customers.parquet, timestamp = changed_at }
                pipelines.nightly.steps = [ingest]
                """);
        Files.createDirectories(folder.resolve("conf"));
        Files.writeString(folder.resolve("conf/prod.conf"), "backend = databricks, catalog = prod");
        answers.put("GET /api/2.2/jobs/list", "{\"jobs\":[" + JOB + "]}");
        answers.put("GET /api/2.2/jobs/get", JOB);
        answers.put("GET /api/2.2/jobs/runs/list", "{\"runs\":[" + run("SUCCESS") + "]}");
        answers.put("GET /api/2.2/jobs/runs/get", run("SUCCESS"));
        answers.put("POST /api/2.2/jobs/run-now", "{\"run_id\":41}");
        answers.put("POST /api/2.2/jobs/runs/repair", "{\"repair_id\":1}");
        answers.put("POST /api/2.2/jobs/runs/cancel", "{}");
        answers.put("GET /api/2.2/jobs/runs/get-output", "{\"error\":\"the job failed with exit code 3\"}");
    }

    @AfterEach
    void stop() {
        workspace.stop(0);
    }

    private static String run(String code) {
        String status = "\"status\":{\"state\":\"TERMINATED\",\"termination_details\":{\"code\":\"" + code + "\"}}";
        return "{\"run_id\":41,\"job_id\":7,\"run_page_url\":\"https://w/41\"," + status
                + ",\"tasks\":[{\"task_key\":\"ingest-customers\",\"run_id\":42,\"start_time\":1000,\"end_time\":3500,"
                + status
                + "}]}";
    }

    private void answer(HttpExchange exchange) throws IOException {
        String call =
                exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
        bodies.add(call + " " + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        byte[] body = answers.getOrDefault(call, "{}").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private Outcome jobs(String... arguments) {
        List<String> command = new ArrayList<>(
                List.of("jobs", arguments[0], folder.resolve("shop.conf").toString()));
        command.addAll(List.of(arguments).subList(1, arguments.length));
        command.addAll(List.of("--env", "prod", "--set", "databricks.token=file:" + folder.resolve("token")));
        command.addAll(List.of(
                "--set",
                "databricks.host=http://127.0.0.1:" + workspace.getAddress().getPort()));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine =
                Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return new Outcome(commandLine.execute(command.toArray(String[]::new)), out.toString(), err.toString());
    }

    @Test
    void listsJobsWithTheirNewestRuns() {
        Outcome outcome = jobs("list", "--format", "csv");

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out().lines())
                .containsExactly(
                        "pipeline,job,id,starts,run,state,page",
                        "nightly,shop-nightly-prod,7,0 0 3 * * ? UTC,41,SUCCESS,https://w/41");
    }

    @Test
    void whatIsNotDeployedIsListedAsThat() {
        answers.put("GET /api/2.2/jobs/list", "{}");

        assertThat(jobs("list", "--format", "csv").out()).contains("nightly,shop-nightly-prod,,not deployed,,,");
    }

    @Test
    void startsARunWithItsTokenAndFollowsIt() {
        Outcome outcome = jobs("run", "nightly", "--token", "night-1", "--format", "csv");

        assertThat(outcome.code()).isZero();
        assertThat(outcome.err()).isEqualToNormalizingNewlines("run 41 of nightly\ningest-customers success 2.5 s\n");
        assertThat(outcome.out()).contains("nightly,41,success");
        assertThat(bodies)
                .anyMatch(body -> body.startsWith("POST /api/2.2/jobs/run-now") && body.contains("\"night-1\""));
    }

    @Test
    void withoutWaitingARunIsOnlyStarted() {
        Outcome outcome = jobs("run", "--no-wait", "--format", "csv");

        assertThat(outcome.out()).contains("nightly,41,started");
        assertThat(bodies).noneMatch(body -> body.startsWith("GET /api/2.2/jobs/runs/get"));
    }

    @Test
    void aFailedRunEndsTheCommandAsItsTaskEnded() {
        answers.put("GET /api/2.2/jobs/runs/get", run("RUN_EXECUTION_ERROR"));

        Outcome outcome = jobs("run");

        assertThat(outcome.code()).isEqualTo(3);
        assertThat(outcome.err())
                .contains("ingest-customers run_execution_error 2.5 s")
                .contains(
                        "run 41 ended as RUN_EXECUTION_ERROR; ingest-customers RUN_EXECUTION_ERROR: the job failed with exit code 3");
    }

    @Test
    void repairsAndCancelsARun() {
        Outcome repaired = jobs("repair", "41");
        Outcome cancelled = jobs("cancel", "41");

        assertThat(repaired.code()).isZero();
        assertThat(repaired.err()).contains("ingest-customers success");
        assertThat(cancelled.code()).isZero();
        assertThat(bodies)
                .anyMatch(body -> body.startsWith("POST /api/2.2/jobs/runs/repair")
                        && body.contains("\"rerun_all_failed_tasks\":true"))
                .anyMatch(body -> body.startsWith("POST /api/2.2/jobs/runs/cancel") && body.contains("\"run_id\":41"));
    }

    @Test
    void aTokenThatIsTooLongIsAUsersMistake() {
        Outcome outcome = jobs("run", "--token", "x".repeat(65));

        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("--token has 65 characters; a workspace takes 1 to 64");
    }
}
