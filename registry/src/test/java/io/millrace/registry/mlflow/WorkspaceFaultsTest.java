package io.millrace.registry.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.config.BackendException;
import io.millrace.config.DataException;
import io.millrace.lakehouse.TrackingLocation;
import io.millrace.models.ModelFolder;
import io.millrace.registry.ModelMetrics;
import io.millrace.registry.ModelSource;
import io.millrace.registry.RunStart;
import io.millrace.registry.SampleModel;
import io.millrace.registry.Tracking;
import io.millrace.testkit.FakeWorkspace;
import io.millrace.testkit.FakeWorkspace.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a call meets when a workspace does not let it in or is busy, and what the user reads. */
class WorkspaceFaultsTest {
    private static final RunStart START =
            RunStart.builder("nightly", Instant.parse("2026-03-01T10:00:00Z")).build();
    private static final String CATALOG = "/api/2.0/mlflow/unity-catalog/";
    private static final String SEARCH = "POST /api/2.0/mlflow/runs/search";

    @TempDir
    private Path folder;

    private final PlayedWorkspace played = new PlayedWorkspace();
    private MlflowTracking tracking;

    @BeforeEach
    void start() {
        tracking = played.impatient(folder);
    }

    @AfterEach
    void close() {
        played.close();
    }

    private ModelSource source() {
        String run = tracking.start(tracking.experiment("flights"), START).runId();
        Path model = folder.resolve("model");
        ModelFolder.write(model, SampleModel.content().runId(run).build());
        return ModelSource.of(tracking.logModel(run, "model", model, Map.of(), ModelMetrics.of(List.of())));
    }

    private BackendException failure() {
        return catchThrowableOfType(BackendException.class, () -> tracking.runs("1"));
    }

    private static Answer forbidden(String said) {
        return Answer.of(403, "PERMISSION_DENIED", said);
    }

    @Test
    void aTokenThatIsNotTakenIsToldAtOnceWithoutIt() {
        TrackingLocation location = new TrackingLocation.Workspace(
                played.settings(folder, "dapi-of-yesterday"), PlayedWorkspace.CATALOG, folder.resolve("downloads"));

        assertThatThrownBy(() -> Tracking.open(location))
                .isInstanceOf(BackendException.class)
                .hasMessage("Databricks workspace " + played.workspace.host()
                        + ": POST experiments/search failed: it answers 401 (Invalid access token); it was shown"
                        + " credentials of the kind pat; a token may have expired: make a new one, then set databricks.host"
                        + " and databricks.token in the environment's file, DATABRICKS_HOST and DATABRICKS_TOKEN, or a"
                        + " profile of ~/.databrickscfg");
        assertThat(played.workspace.requests()).hasSize(1);
    }

    @Test
    void whatIsMissingForRunsIsAPermissionOfTheExperiment() {
        played.workspace.next(SEARCH, forbidden("ada does not have permission"));

        assertThat(failure())
                .hasMessageContaining("it answers 403 (ada does not have permission)")
                .hasMessageContaining("Can Edit in its permissions")
                .extracting(BackendException::retryable)
                .isEqualTo(false);
    }

    @Test
    void whatIsMissingForModelsIsNamedWithItsStatements() {
        ModelSource source = source();
        String to = " TO `" + FakeWorkspace.USER + "`";
        String use = "GRANT USE CATALOG ON CATALOG `prod`" + to + "; GRANT USE SCHEMA";
        String model = " ON FUNCTION `prod`.`models`.`delay`" + to;

        played.workspace.next("POST " + CATALOG + "registered-models/create", forbidden("no"));
        assertThatThrownBy(() -> tracking.register("delay", source))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining(use + ", CREATE MODEL ON SCHEMA `prod`.`models`" + to);
        played.workspace.next("POST " + CATALOG + "model-versions/create", forbidden("no"));
        assertThatThrownBy(() -> tracking.register("delay", source))
                .hasMessageContaining(use + " ON SCHEMA `prod`.`models`" + to + "; GRANT EXECUTE, MANAGE" + model);
        tracking.register("delay", source);
        played.workspace.next("POST " + CATALOG + "model-versions/set-tag", forbidden("no"));
        assertThatThrownBy(() -> tracking.tag("delay", 1, Map.of("a", "b")))
                .hasMessageContaining("GRANT EXECUTE, APPLY TAG" + model);
        played.workspace.next("POST " + CATALOG + "registered-models/alias", forbidden("no"));
        assertThatThrownBy(() -> tracking.compareAndSetAlias("delay", "champion", OptionalLong.empty(), 1))
                .hasMessageContaining("GRANT EXECUTE, MANAGE" + model);
        played.workspace.next("GET " + CATALOG + "registered-models/get", forbidden("no"));
        assertThatThrownBy(() -> tracking.findByAlias("delay", "champion"))
                .hasMessageContaining("GRANT EXECUTE" + model)
                .hasMessageNotContaining("MANAGE");
        played.workspace.next("POST /api/2.0/fs/create-download-url", forbidden("no"));
        assertThatThrownBy(() -> tracking.download(tracking.versions("delay").get(0)))
                .hasMessageContaining("GRANT EXECUTE" + model)
                .hasMessageNotContaining("MANAGE");
    }

    @Test
    void whatTheWorkspaceNamesIsWhatIsGranted() {
        played.workspace.next(
                "GET " + CATALOG + "registered-models/get",
                forbidden("User does not have EXECUTE on Routine or Model 'prod.models.delay'."));

        assertThatThrownBy(() -> tracking.findByAlias("delay", "champion"))
                .hasMessageEndingWith(
                        "who owns it gives what is missing: GRANT EXECUTE ON FUNCTION `prod`.`models`.`delay` TO `"
                                + FakeWorkspace.USER + "`");
    }

    @Test
    void waitsAsLongAsTheWorkspaceAsks() {
        Answer busy = Answer.of(429, Map.of("Retry-After", "7"), "REQUEST_LIMIT_EXCEEDED", "too many");
        played.workspace.next(SEARCH, busy);
        played.workspace.next("POST " + CATALOG + "model-versions/finalize", busy);

        tracking.runs("1");
        tracking.register("delay", source());

        assertThat(played.waits).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(7));
    }

    @Test
    void aFaultThatStaysIsTheWorkspaces() {
        for (int i = 0; i < 7; i++) {
            played.workspace.next(SEARCH, Answer.of(503, "TEMPORARILY_UNAVAILABLE", "maintenance"));
        }

        assertThat(failure())
                .hasMessage("Databricks workspace " + played.workspace.host()
                        + ": POST runs/search failed 7 times, at last: it answers 503 (maintenance); try again later; the"
                        + " status page of Databricks tells more")
                .extracting(BackendException::retryable)
                .isEqualTo(true);
    }

    @Test
    void anAddressThatIsNoWorkspaceIsTold() {
        played.workspace.next(SEARCH, Answer.text(404, "text/html", "<html><title>Not here</title></html>"));
        assertThat(failure()).hasMessageContaining("check databricks.host, the workspace's own address without a path");

        played.workspace.next(SEARCH, Answer.text(200, "text/html", "<html><title>Sign in</title></html>"));
        assertThat(failure()).hasMessageContaining("a page titled 'Sign in'").hasMessageContaining("databricks.token");
    }

    @Test
    void aTokenThatIsRepeatedInAnAnswerIsNotTold() {
        String echo = "you sent Authorization: Bearer " + FakeWorkspace.TOKEN + " and " + FakeWorkspace.TOKEN;
        played.workspace.next(SEARCH, Answer.of(400, "INVALID_PARAMETER_VALUE", echo));
        assertThatThrownBy(() -> tracking.runs("1"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("refuses POST runs/search: you sent Authorization: *** and ***")
                .hasMessageNotContaining(FakeWorkspace.TOKEN);
        for (int status : List.of(401, 403, 413, 418)) {
            played.workspace.next(SEARCH, Answer.text(status, "text/plain", echo));
            assertThat(failure()).hasMessageContaining("***").hasMessageNotContaining(FakeWorkspace.TOKEN);
        }
    }
}
