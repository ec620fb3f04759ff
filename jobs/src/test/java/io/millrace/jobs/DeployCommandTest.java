package io.millrace.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.millrace.pipelines.Project;
import io.millrace.testkit.FakeWorkspace;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class DeployCommandTest {
    private static final String PROJECT =
            """
            project = shop
            sources.customers { path = ${project-folder}/customers.parquet, timestamp = changed_at }
            feature-views.customer { entity = [customer_id], timestamp = changed_at, source = customers, features { age = "age" } }
            pipelines.nightly { steps = [ingest, features], schedule { cron = "0 0 3 * * ?" } }
            """;

    @TempDir
    private Path folder;

    private Path project;
    private Path jar;

    private record Outcome(int code, String out, String err) {}

    @BeforeEach
    void write() throws IOException {
        project = Files.writeString(folder.resolve("shop.conf"), PROJECT);
        Files.createDirectories(folder.resolve("conf"));
        Files.createFile(folder.resolve("customers.parquet"));
        Files.writeString(
                folder.resolve("conf/prod.conf"),
                "backend = databricks, catalog = prod, databricks.host = \"https://no-such-host.invalid\"");
        jar = folder.resolve("millrace.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            out.putNextEntry(new ZipEntry("io/millrace/jobs/Main.class"));
        }
    }

    private Outcome run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine =
                Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        int code = commandLine.execute(arguments);
        return new Outcome(code, out.toString(), err.toString());
    }

    private Outcome deploy(String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("deploy", project.toString(), "--env", "prod", "--jar", jar.toString()));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    @Test
    void aBundleIsWrittenWithoutAWorkspace() throws IOException {
        Path bundle = folder.resolve("bundle");

        Outcome outcome = deploy("--bundle", bundle.toString(), "--set", "deploy.retries=4");

        assertThat(outcome.err()).doesNotContain("no-such-host");
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out())
                .contains(bundle.resolve("databricks.yml").toString())
                .contains("databricks bundle validate --target prod");
        assertThat(Files.readString(bundle.resolve("resources/nightly.job.yml")))
                .contains("max_retries: 4", "task_key: features-customer", "\"features:customer\"")
                .doesNotContain("deploy.retries");
    }

    @Test
    void terraformIsWrittenWithoutAWorkspace() throws IOException {
        Path module = folder.resolve("module");

        Outcome outcome = deploy("--terraform", module.toString());

        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).contains(module.resolve("main.tf").toString(), "terraform init && terraform plan");
        assertThat(Files.readString(module.resolve("main.tf"))).contains("resource \"databricks_catalog\" \"catalog\"");
        assertThat(deploy("--actions", folder.resolve("x").toString()).err())
                .contains("is not below the working directory");
    }

    @Test
    void whatCannotBeDeployedIsAUsersMistake() {
        Outcome local = run("deploy", project.toString(), "--jar", jar.toString());
        Outcome both = deploy("--bundle", "x", "--dry-run");
        Outcome misspelt = deploy("--bundle", "x", "--set", "deploy.retires=4");
        Outcome folders = run("deploy", project.toString(), "--env", "prod");

        assertThat(local.code()).isEqualTo(2);
        assertThat(local.err()).contains("backend: is local, whose tables stay on the machine that runs a step");
        assertThat(both.code()).isEqualTo(2);
        assertThat(both.err()).contains("--bundle, --terraform and --actions exclude --dry-run and --prune");
        assertThat(misspelt.code()).isEqualTo(2);
        assertThat(misspelt.err()).contains("deploy.retires: unknown key; did you mean 'retries'?");
        assertThat(folders.code()).isEqualTo(2);
        assertThat(folders.err()).contains("--jar: this command does not run from a jar");
    }

    @Test
    void aPlanRefusesWhatDeployWouldRefuse() {
        Outcome outcome = run("plan", project.toString(), "--set", "deploy.tasks=job");

        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("deploy.tasks: is the text \"job\"; needs one of item, step");
    }

    @Test
    void whatTheWorkspaceRefusesIsAFailureOfAServiceAndTellsNoToken() throws IOException {
        HttpServer strict = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        strict.createContext("/", exchange -> {
            byte[] body = "{\"error_code\":\"UNAUTHENTICATED\",\"message\":\"no\"}".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(401, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        strict.start();
        Path token = Files.writeString(folder.resolve("token"), "dapi-secret");
        String host = "http://127.0.0.1:" + strict.getAddress().getPort();
        String[] sets = {"--env", "prod", "--set", "databricks.token=file:" + token, "--set", "databricks.host=" + host
        };
        try {
            for (List<String> command : List.of(
                    List.of("deploy", project.toString(), "--jar", jar.toString()),
                    List.of("deploy", project.toString(), "--jar", jar.toString(), "--dry-run"),
                    List.of("jobs", "list", project.toString()),
                    List.of("jobs", "run", project.toString()),
                    List.of("jobs", "repair", project.toString(), "7"),
                    List.of("jobs", "cancel", project.toString(), "7"))) {
                Outcome outcome =
                        run(Stream.concat(command.stream(), Arrays.stream(sets)).toArray(String[]::new));

                assertThat(outcome.code()).as(command.toString()).isEqualTo(4);
                assertThat(outcome.err())
                        .contains(host + " does not accept the credentials (401: no)")
                        .contains("another try helps only once that is mended")
                        .doesNotContain("dapi-secret");
            }
        } finally {
            strict.stop(0);
        }
    }

    /** A workspace without a job, that is given on the command line. */
    private Outcome at(FakeWorkspace workspace, String... command) throws IOException {
        Path token = Files.writeString(folder.resolve("token"), FakeWorkspace.TOKEN);
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(
                List.of("--set", "databricks.host=" + workspace.host(), "--set", "databricks.token=file:" + token));
        return run(arguments.toArray(String[]::new));
    }

    private static void isOneError(Outcome outcome, int code, String... parts) {
        assertThat(outcome.code()).as(outcome.err()).isEqualTo(code);
        assertThat(outcome.out()).isEmpty();
        List<String> errors = outcome.err()
                .lines()
                .filter(line -> !line.startsWith("millrace: note: "))
                .filter(line -> !line.equals("millrace: another try helps only once that is mended"))
                .toList();
        assertThat(errors).as(outcome.err()).hasSize(1);
        assertThat(errors.get(0)).startsWith("millrace: ").contains(parts);
    }

    @Test
    void whatUsersDoWrongInAWorkspaceIsOneErrorEach() throws IOException {
        try (FakeWorkspace workspace = FakeWorkspace.start()) {
            workspace.route(
                    "GET /api/2.2/jobs/list",
                    request -> FakeWorkspace.Answer.ok(FakeWorkspace.object()),
                    "name",
                    "limit",
                    "expand_tasks",
                    "page_token");
            workspace.route(
                    "GET /api/2.2/jobs/runs/get",
                    request -> FakeWorkspace.Answer.of(404, "RESOURCE_DOES_NOT_EXIST", "Run 7 does not exist."),
                    "run_id",
                    "include_history",
                    "page_token");
            String file = project.toString();

            isOneError(
                    at(workspace, "jobs", "run", file, "--env", "prod"),
                    4,
                    "job shop-nightly-prod is not in " + workspace.host()
                            + ": it was deleted, or never deployed; deploy it with millrace deploy");
            isOneError(at(workspace, "jobs", "run", file, "weekly", "--env", "prod"), 2, "weekly", "nightly");
            isOneError(
                    at(workspace, "jobs", "run", file, "--env", "prod", "--token", "x".repeat(65)),
                    2,
                    "--token has 65 characters");
            for (String command : List.of("repair", "cancel")) {
                isOneError(
                        at(workspace, "jobs", command, file, "7", "--env", "prod"),
                        4,
                        "run 7: " + workspace.host() + " knows nothing of it (404: Run 7 does not exist.)");
            }
            for (List<String> command : List.of(
                    List.of("deploy", file, "--jar", jar.toString()),
                    List.of("jobs", "list", file),
                    List.of("jobs", "run", file))) {
                isOneError(
                        at(workspace, command.toArray(String[]::new)),
                        2,
                        "backend: is local, whose tables stay on the machine that runs a step");
                isOneError(
                        at(workspace, with(command, "--env", "prod", "--set", "deploy.retires=4")),
                        2,
                        "deploy.retires: unknown key; did you mean 'retries'?");
                isOneError(at(workspace, with(command, "--env", "prd")), 2, "prd");
            }
            assertThat(workspace.changes()).isEmpty();
            workspace.requireNoComplaint();
        }
    }

    private static String[] with(List<String> command, String... more) {
        return Stream.concat(command.stream(), Arrays.stream(more)).toArray(String[]::new);
    }

    @Test
    void aJarThatCannotBeReadIsTold() throws IOException {
        Path text = Files.writeString(folder.resolve("text.jar"), "no jar");
        Path empty = Files.createFile(folder.resolve("empty.jar"));
        for (Path wrong : List.of(text, empty, folder, folder.resolve("gone.jar"))) {
            Outcome outcome = run(
                    "deploy",
                    project.toString(),
                    "--env",
                    "prod",
                    "--jar",
                    wrong.toString(),
                    "--bundle",
                    folder.resolve("bundle").toString());

            isOneError(outcome, 2, wrong.toString(), ";");
            assertThat(folder.resolve("bundle")).doesNotExist();
        }
    }

    @Test
    void argumentsAreReadAsTheMainClassReadsThem() {
        Project read = Project.load(project, "local", Map.of());
        List<String> sound =
                List.of("run", "shop.conf", "nightly", "--run", "1", "--attempt", "0", "--item", "features:customer");

        assertThat(DeployCommand.problem(read, sound)).isEmpty();
        assertThat(DeployCommand.problem(read, replaced(sound, "--item", "--itme")))
                .hasValueSatisfying(problem -> assertThat(problem).contains("Unknown options: '--itme'"));
        assertThat(DeployCommand.problem(read, replaced(sound, "features:customer", "train")))
                .hasValueSatisfying(
                        problem -> assertThat(problem).contains("--item train: the pipeline nightly has no such step"));
        assertThat(DeployCommand.problem(read, replaced(sound, "0", "x"))).isPresent();
        assertThat(DeployCommand.problem(read, replaced(sound, "nightly", "daily")))
                .isPresent();
    }

    private static List<String> replaced(List<String> arguments, String found, String replacement) {
        return arguments.stream()
                .map(argument -> argument.equals(found) ? replacement : argument)
                .toList();
    }

    @Test
    void whatThePlatformDidNotFillInIsNamed() {
        assertThat(Placeholders.problem(List.of("run", "p.conf", "--run", "{{job.run_idd}}", "--attempt", "0")))
                .isEqualTo(Optional.of(
                        "argument 4, --run {{job.run_idd}}: was not filled in by the platform that starts the"
                                + " task; mend the reference"));
        assertThat(Placeholders.problem(List.of("run", "{{x}}.conf")))
                .isEqualTo(Optional.of("argument 2, {{x}}.conf: was not filled in by the platform that starts the task;"
                        + " mend the reference"));
        assertThat(Placeholders.problem(List.of("run", "p.conf", "--run", "17")))
                .isEmpty();
        assertThat(Placeholders.problem(List.of("sql", "SELECT '{{'"))).isEmpty();
        assertThat(Placeholders.problem(List.of())).isEmpty();
    }
}
