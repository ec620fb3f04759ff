package io.millrace.deploy.databricks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.BackendException;
import io.millrace.config.InvalidConfigException;
import io.millrace.config.Secret;
import io.millrace.databricks.Workspace;
import io.millrace.databricks.WorkspaceSettings;
import io.millrace.deploy.Fixture;
import io.millrace.testkit.FakeWorkspace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong on the way to a workspace, and what is told of it. */
final class WorkspaceTest {
    private static final String VOLUME = "GET /api/2.1/unity-catalog/volumes/";

    @TempDir
    private Path folder;

    private FakeWorkspace fake;
    private FakeJobs kept;
    private final List<Duration> pauses = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        fake = FakeWorkspace.start();
        fake.volumes().names().add("prod.ops.deploy");
        kept = new FakeJobs(fake);
        Fixture.write(folder.resolve("token"), FakeWorkspace.TOKEN);
    }

    @AfterEach
    void stop() {
        fake.close();
        fake.requireNoComplaint();
    }

    private WorkspaceDeployer deployer(String host) {
        return WorkspaceDeployer.of(
                Fixture.in(folder, Fixture.LEAST).deployment(),
                Workspaces.open(host, folder.resolve("token"), pauses::add),
                WorkspaceDeployer.Others.KEEP);
    }

    private BackendException failure() {
        try {
            deployer(fake.host()).deploy(change -> {});
        } catch (BackendException e) {
            return e;
        }
        throw new AssertionError("the deploy succeeded");
    }

    @Test
    void withoutCredentialsOrHostTheWayToThemIsTold() {
        Optional<Secret> none = Optional.empty();
        Optional<String> profile = Optional.of("of-nobody");
        assertThatThrownBy(() -> Workspace.open(
                        new WorkspaceSettings(Optional.of(fake.host()), none, Optional.empty(), none, profile)))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("databricks: no credentials for a workspace (")
                .hasMessageContaining("set databricks.host and databricks.token in the environment's file");
        assertThatThrownBy(() -> Workspaces.open(fake.host(), folder.resolve("absent"), pauses::add))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("secret file " + folder.resolve("absent") + ": cannot be read");
    }

    @Test
    void aWrongTokenIsNamedAsSuch() {
        Fixture.write(folder.resolve("token"), "dapi-expired");

        BackendException failure = failure();

        assertThat(failure.retryable()).isFalse();
        assertThat(failure)
                .hasMessageContaining("volume prod.ops.deploy: " + fake.host()
                        + " does not accept the credentials (401: Invalid access token); a token may have expired")
                .hasMessageNotContaining("dapi-expired");
    }

    @Test
    void aPlaceWithoutAWorkspaceIsNamedAsSuch() throws IOException {
        assertThatThrownBy(() -> deployer("http://no-such-host.invalid").plan())
                .isInstanceOfSatisfying(
                        BackendException.class, e -> assertThat(e.retryable()).isFalse())
                .hasMessage("volume prod.ops.deploy: there is no workspace at http://no-such-host.invalid"
                        + " (UnknownHostException); check databricks.host");
        String closed;
        try (ServerSocket socket = new ServerSocket(0)) {
            closed = "http://127.0.0.1:" + socket.getLocalPort();
        }
        assertThatThrownBy(() -> deployer(closed).plan())
                .isInstanceOfSatisfying(
                        BackendException.class, e -> assertThat(e.retryable()).isTrue())
                .hasMessageContaining(closed + " cannot be reached (");
        assertThat(pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));
    }

    @Test
    void anotherSiteIsNoWorkspace() {
        fake.next(VOLUME, FakeWorkspace.Answer.text(404, "text/html", "<html><pre>Not here</pre></html>"));

        assertThat(failure())
                .hasMessage("volume prod.ops.deploy: " + fake.host() + " answers 404, and not as a workspace does;"
                        + " check databricks.host, the workspace's own address without a path");
    }

    @Test
    void aMissingPrivilegeIsNamedWithTheStatementThatGivesIt() {
        fake.volumes().names().clear();
        fake.next(
                "POST /api/2.1/unity-catalog/volumes",
                FakeWorkspace.Answer.of(
                        403, "PERMISSION_DENIED", "User does not have CREATE VOLUME on Schema 'prod.ops'."));

        assertThat(failure())
                .hasMessageContaining("forbids it (403: User does not have CREATE VOLUME on Schema 'prod.ops'.)")
                .hasMessageEndingWith(
                        "who owns it gives what is missing: GRANT CREATE VOLUME ON SCHEMA `prod`.`ops` TO `ada@example.com`");
    }

    @Test
    void whereNothingIsNamedAllThatACallNeedsIs() {
        fake.next("PUT /api/2.0/fs/files/", FakeWorkspace.Answer.of(403, "PERMISSION_DENIED", "Access denied."));

        assertThat(failure())
                .hasMessageEndingWith(
                        "who owns it gives what is missing: GRANT USE CATALOG ON CATALOG `prod` TO `ada@example.com`;"
                                + " GRANT USE SCHEMA ON SCHEMA `prod`.`ops` TO `ada@example.com`;"
                                + " GRANT READ VOLUME, WRITE VOLUME ON VOLUME `prod`.`ops`.`deploy` TO `ada@example.com`");

        fake.next("POST /api/2.2/jobs/create", FakeWorkspace.Answer.of(403, "PERMISSION_DENIED", "not yours"));
        assertThat(failure())
                .hasMessageEndingWith("Can Manage in the job's permissions, and the use of its run-as principal and"
                        + " cluster policy");
    }

    @Test
    void aSchemaThatIsNotThereIsNamed() {
        fake.volumes().names().clear();
        fake.next(
                "POST /api/2.1/unity-catalog/volumes",
                FakeWorkspace.Answer.of(404, "SCHEMA_DOES_NOT_EXIST", "Schema 'prod.ops' does not exist."));

        assertThat(failure())
                .hasMessageContaining("volume prod.ops.deploy: " + fake.host()
                        + " knows nothing of it (404: Schema 'prod.ops' does not exist.)");
    }

    @Test
    void aBusyWorkspaceIsGivenTheTimeThatItAsksForAlsoForAnUpload() {
        var busy = FakeWorkspace.Answer.of(429, Map.of("Retry-After", "7"), "REQUEST_LIMIT_EXCEEDED", "");
        fake.next(VOLUME, busy);
        fake.next("PUT /api/2.0/fs/files/", busy);
        fake.next("POST /api/2.2/jobs/create", busy);

        deployer(fake.host()).deploy(change -> {});

        assertThat(pauses).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(7), Duration.ofSeconds(7));
        assertThat(kept.settings).hasSize(2);
        assertThat(fake.volumes().files().entrySet().stream()
                        .filter(file -> file.getKey().endsWith(".jar"))
                        .map(file -> file.getValue().length))
                .containsExactly((int) folder.resolve("millrace.jar").toFile().length());
    }

    @Test
    void aWorkspaceThatAsksForTooMuchTimeIsNotWaitedFor() {
        fake.next(
                VOLUME,
                FakeWorkspace.Answer.of(429, Map.of("Retry-After", "3600"), "REQUEST_LIMIT_EXCEEDED", "slow down"));

        BackendException failure = failure();

        assertThat(failure.retryable()).isTrue();
        assertThat(failure).hasMessageContaining("is busy or out of order (429: slow down); try again later");
        assertThat(pauses).isEmpty();
    }

    @Test
    void readingIsTriedAgainAndAnEffectIsNot() {
        fake.next(VOLUME, FakeWorkspace.Answer.of(503, "TEMPORARILY_UNAVAILABLE", "moment"));
        fake.next(VOLUME, FakeWorkspace.Answer.of(502, "BAD_GATEWAY", "moment"));
        fake.next("POST /api/2.2/jobs/create", FakeWorkspace.Answer.of(503, "TEMPORARILY_UNAVAILABLE", "moment"));

        assertThat(failure().retryable()).isTrue();
        assertThat(pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
    }

    @Test
    void theTokenIsInNoMessageAndInNoLog() {
        String echo = "token " + FakeWorkspace.TOKEN + " is odd";
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        StringWriter traces = new StringWriter();
        System.setOut(new PrintStream(seen, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(seen, true, StandardCharsets.UTF_8));
        try {
            for (int status : List.of(400, 401, 403, 404, 429, 500)) {
                fake.next(
                        "PUT /api/2.0/fs/directories",
                        FakeWorkspace.Answer.of(status, Map.of("Retry-After", "9999"), "ODD", echo));
                failure().printStackTrace(new PrintWriter(traces, true));
            }
            deployer(fake.host())
                    .deploy(change -> seen.writeBytes(change.toString().getBytes(StandardCharsets.UTF_8)));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }

        assertThat(traces.toString()).contains("token *** is odd").doesNotContain(FakeWorkspace.TOKEN);
        assertThat(seen.toString(StandardCharsets.UTF_8)).doesNotContain(FakeWorkspace.TOKEN);
        assertThat(kept.settings.toString()).doesNotContain(FakeWorkspace.TOKEN);
        assertThat(fake.volumes().files().values())
                .allSatisfy(file ->
                        assertThat(new String(file, StandardCharsets.UTF_8)).doesNotContain(FakeWorkspace.TOKEN));
    }
}
