package io.millrace.registry.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.config.BackendException;
import io.millrace.config.DataException;
import io.millrace.models.ModelFolder;
import io.millrace.models.ModelTransfer;
import io.millrace.registry.ModelMetrics;
import io.millrace.registry.ModelSource;
import io.millrace.registry.ModelVersion;
import io.millrace.registry.RunStart;
import io.millrace.registry.SampleModel;
import io.millrace.testkit.FakeStorage;
import io.millrace.testkit.FakeWorkspace.Answer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is a workspace's own: names, signed URLs, versions that are begun and finished. */
class WorkspaceTrackingTest {
    private static final RunStart START =
            RunStart.builder("nightly", Instant.parse("2026-03-01T10:00:00Z")).build();
    private static final String CREATE_VERSION = "POST /api/2.0/mlflow/unity-catalog/model-versions/create";
    private static final String MODEL = "prod.models.delay";

    @TempDir
    private Path folder;

    private final PlayedWorkspace played = new PlayedWorkspace();
    private MlflowTracking tracking;
    private String run;

    @BeforeEach
    void start() {
        tracking = played.impatient(folder);
        run = tracking.start(tracking.experiment("flights"), START).runId();
    }

    @AfterEach
    void close() {
        played.close();
    }

    private ModelSource source(String name) {
        Path model = folder.resolve(name);
        ModelFolder.write(model, SampleModel.content().runId(run).build());
        return ModelSource.of(tracking.logModel(run, name, model, Map.of(), ModelMetrics.of(List.of())));
    }

    private static Answer busy() {
        return Answer.of(503, "TEMPORARILY_UNAVAILABLE", "busy");
    }

    @Test
    void experimentsLieInOneFolderUnlessTheirNameIsAPath() {
        tracking.experiment("team/payments");
        tracking.experiment("/Users/ada@example.com");

        assertThat(played.runs.experiments().keySet())
                .containsExactly(
                        "/Shared/millrace/flights", "/Shared/millrace/team/payments", "/Users/ada@example.com");
        assertThat(played.workspace.requests())
                .filteredOn(line -> line.contains("workspace/mkdirs"))
                .as("the root of the tree is not made")
                .hasSize(3);
    }

    @Test
    void modelsAreInTheCatalogsSchemaUnlessTheirNameIsWhole() {
        ModelVersion ours = tracking.register("Delay", source("a"));
        ModelVersion whole = tracking.register("prod.models.amount", source("b"));

        assertThat(ours.model()).isEqualTo("Delay");
        assertThat(tracking.find("prod.models.delay", 1)).isPresent();
        assertThat(whole.model()).isEqualTo("prod.models.amount");
        assertThat(tracking.find("amount", 1)).isPresent();
        assertThat(tracking.models()).containsExactly("amount", "delay");
        for (String name : List.of("a.b", "a b", ".x", "a.b.c.d")) {
            assertThatThrownBy(() -> tracking.find(name, 1))
                    .as(name)
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("Model name '" + name + "' is refused by Unity Catalog");
        }
    }

    @Test
    void aModelThatIsThereIsNotMadeAgainSinceThatTakesMore() {
        tracking.register("delay", source("a"));
        tracking.register("delay", source("b"));

        assertThat(played.workspace.changes())
                .filteredOn(line -> line.endsWith("registered-models/create"))
                .hasSize(1);
    }

    @Test
    void aSchemaThatIsMissingIsMadeOnce() {
        tracking.register("dev.models.delay", source("a"));
        tracking.register("dev.models.returns", source("b"));

        assertThat(tracking.versions("dev.models.delay")).hasSize(1);
        assertThat(played.workspace.changes())
                .containsOnlyOnce("POST /api/2.1/unity-catalog/schemas")
                .contains("POST /api/2.0/mlflow/unity-catalog/registered-models/create");
    }

    @Test
    void tagsOfVersionsBearNamesThatUnityCatalogTakes() {
        Map<String, String> tags = Map.of("millrace.run_id", "r1", "stage", "new");
        ModelVersion version = tracking.register("delay", source("a").withTags(tags));

        assertThat(version.tags()).isEqualTo(tags);
        assertThat(MlflowJson.map(played.models.versions(MODEL).get(0).path("tags")))
                .isEqualTo(Map.of("millrace_run_id", "r1", "stage", "new"));
        assertThatThrownBy(() -> tracking.tag("delay", 1, Map.of("team.name", "x")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("Unity Catalog takes no tag named 'team.name'");
        assertThatThrownBy(() -> tracking.tag("delay", 1, Map.of("why", "x".repeat(1001))))
                .hasMessageContaining("limit for tag why is 1000 characters; it has 1001");
    }

    @Test
    void aVersionIsMadeThenFilledThenFinished() {
        tracking.register("delay", source("a"));

        List<String> calls = played.workspace.changes().stream()
                .map(line -> line.replaceFirst("\\?.*", ""))
                .filter(line -> line.contains("mlflow/unity-catalog") || line.contains("/signed/Models/"))
                .filter(line -> !line.contains("temporary-credentials"))
                .toList();
        String files = "PUT /signed/Models/prod/models/delay/1/";
        assertThat(calls.get(1)).isEqualTo(CREATE_VERSION);
        assertThat(calls.subList(2, calls.size() - 1)).allMatch(line -> line.startsWith(files));
        assertThat(calls.get(calls.size() - 2)).isEqualTo(files + ModelTransfer.MANIFEST);
        assertThat(calls.get(calls.size() - 1)).endsWith("model-versions/finalize");
    }

    @Test
    void aVersionThatWasNotFilledIsNotServedAndFinishedByTheNextTry() {
        ModelSource source = source("a");
        for (int i = 0; i < 7; i++) {
            played.workspace.next("PUT /signed/Models/prod/models/delay/1/millrace/manifest.json", busy());
        }

        assertThatThrownBy(() -> tracking.register("delay", source))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("PUT artifact millrace/manifest.json failed 7 times, at last: it answers 503");
        assertThat(tracking.find("delay", 1)).isEmpty();
        assertThat(tracking.versions("delay")).isEmpty();
        assertThatThrownBy(() -> tracking.compareAndSetAlias("delay", "champion", OptionalLong.empty(), 1))
                .hasMessageContaining("delay has no version 1");
        ModelVersion finished = played.impatient(folder).register("delay", source);

        assertThat(finished.version()).isEqualTo(1);
        assertThat(played.models.versions(MODEL)).hasSize(1);
        assertThat(ModelFolder.load(tracking.download(finished)).modelId()).isEqualTo(source.modelId());
    }

    @Test
    void anAliasOfAVersionThatIsNotReadyServesNothing() {
        tracking.register("delay", source("a"));
        tracking.compareAndSetAlias("delay", "champion", OptionalLong.empty(), 1);
        played.models.versions(MODEL).get(0).put("status", "FAILED_REGISTRATION");

        assertThat(tracking.findByAlias("delay", "champion")).isEmpty();
    }

    @Test
    void aVersionWhoseRegistrationFailedIsMadeAnew() {
        ModelSource source = source("a");
        tracking.register("delay", source);
        played.models.versions(MODEL).get(0).put("status", "FAILED_REGISTRATION");

        assertThat(tracking.register("delay", source).version()).isEqualTo(2);
        assertThat(tracking.versions("delay")).extracting(ModelVersion::version).containsExactly(2L);
    }

    @Test
    void whatWasDoneAndNotAnsweredIsFound() {
        ModelSource source = source("a");
        played.workspace.afterDoing(CREATE_VERSION, busy());
        played.workspace.afterDoing("POST /api/2.0/mlflow/unity-catalog/model-versions/finalize", busy());
        played.workspace.afterDoing("POST /api/2.0/mlflow/unity-catalog/registered-models/alias", busy());

        assertThat(tracking.register("delay", source).version()).isEqualTo(1);
        assertThat(tracking.compareAndSetAlias("delay", "champion", OptionalLong.empty(), 1))
                .isTrue();

        assertThat(played.models.versions(MODEL)).hasSize(1);
        assertThat(played.workspace.requests())
                .filteredOn(line -> line.equals(CREATE_VERSION))
                .hasSize(1);
    }

    @Test
    void whoRegistersTheSameSourceSecondTakesTheirVersionBack() {
        ModelSource source = source("a");
        played.workspace.before(CREATE_VERSION, () -> played.impatient(folder).register("delay", source));

        assertThat(tracking.register("delay", source).version()).isEqualTo(1);

        assertThat(played.models.versions(MODEL)).hasSize(1);
    }

    @Test
    void aModelWithoutSignatureIsRefusedBeforeAnythingIsMade() {
        ModelSource source = source("a");
        String mlModel = source.folder().getPath() + "/MLmodel";
        String text = new String(played.storage.files().get(mlModel), StandardCharsets.UTF_8);
        played.storage
                .files()
                .put(mlModel, text.replace("  outputs:", "  nothing:").getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> tracking.register("delay", source))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("MLmodel has no outputs in its signature, which Unity Catalog demands");
        assertThat(played.workspace.requests()).noneMatch(line -> line.contains("unity-catalog"));
    }

    @Test
    void filesOfVersionsTravelThroughAWorkspaceThatOffersIt() {
        played.models.throughWorkspace();
        ModelSource source = source("a");

        ModelVersion version = tracking.register("delay", source);

        assertThat(ModelFolder.load(tracking.download(version)).model()).isEqualTo(SampleModel.model());
        assertThat(played.workspace.requests()).noneMatch(line -> line.contains("/signed/Models/"));
    }

    @Test
    void storageThatTakesCredentialsOfTheCloudIsRefused() {
        played.models.customerHosted();

        assertThatThrownBy(() -> tracking.register("delay", source("a")))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("The files of model " + MODEL + " lie in storage that the workspace gives"
                        + " credentials of AWS for")
                .hasMessageContaining("Files API")
                .hasMessageNotContaining(FakeStorage.SECRET);
    }

    @ParameterizedTest
    @ValueSource(strings = {"AWS_PRESIGNED_URL", "GCP_SIGNED_URL", "AZURE_SAS_URI", "AZURE_ADLS_GEN2_SAS_URI"})
    void artifactsTravelByEachKindOfSignedUrl(String type) {
        played.storage.ofType(type);

        tracking.logArtifact(run, "plots/a & b.svg", new byte[] {1, 2});
        tracking.logArtifact(run, "empty", new byte[0]);

        assertThat(tracking.findArtifact(run, "plots/a & b.svg")).hasValue(new byte[] {1, 2});
        assertThat(tracking.findArtifact(run, "empty")).hasValue(new byte[0]);
    }

    @Test
    void anotherKindOfCredentialIsRefused() {
        played.storage.ofType("MOON_URL");

        assertThatThrownBy(() -> tracking.logArtifact(run, "a", new byte[] {1}))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("a credential of type 'MOON_URL'");
    }

    @Test
    void aUrlThatHasExpiredIsSignedAnewOnce() {
        played.workspace.before("PUT /signed/", played.storage::expire);

        tracking.logArtifact(run, "a", new byte[] {1});

        assertThat(tracking.findArtifact(run, "a")).hasValue(new byte[] {1});
        played.workspace.before("GET /signed/", played.storage::expire);
        played.workspace.before("GET /signed/", played.storage::expire);
        assertThatThrownBy(() -> tracking.findArtifact(run, "a"))
                .isInstanceOf(BackendException.class)
                .hasMessage(
                        "Cloud storage " + played.workspace.host()
                                + ": GET artifact a failed: it answers 403 (AccessDenied) to a URL that was just signed; let this"
                                + " machine reach that storage: its firewall, or a proxy between, may close it to this network");
    }

    @Test
    void artifactsElsewhereAreNamedWithTheRemedy() {
        ((ObjectNode) played.runs.runs().get(run).path("info"))
                .put("artifact_uri", "dbfs:/Volumes/a/b/c/1/run/artifacts");

        assertThatThrownBy(() -> tracking.logArtifact(run, "a", new byte[] {1}))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("keeps these artifacts at dbfs:/Volumes/a/b/c/1/run/artifacts")
                .hasMessageContaining("dbfs:/databricks/mlflow-tracking");
    }

    @Test
    void signaturesStandInNoMessage() {
        for (int i = 0; i < 7; i++) {
            played.workspace.next(
                    "PUT /signed/", Answer.text(503, "text/plain", "at ?X-Amz-Signature=" + FakeStorage.SECRET));
        }
        Throwable busy = catchThrowable(() -> tracking.logArtifact(run, "a", new byte[] {1}));
        tracking.logArtifact(run, "a", new byte[] {1});
        played.workspace.before("GET /signed/", () -> played.storage.files().clear());
        Throwable gone = catchThrowable(() -> tracking.findArtifact(run, "a"));

        assertThat(busy).hasMessageContaining("failed 7 times, at last: it answers 503; try again later");
        assertThat(gone).hasMessageContaining("it answers 404 (NoSuchKey)");
        for (Throwable problem : List.of(busy, gone)) {
            for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
                assertThat(cause.toString()).doesNotContain(FakeStorage.SECRET);
            }
        }
    }
}
