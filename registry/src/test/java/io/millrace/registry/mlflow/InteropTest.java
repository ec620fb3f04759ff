package io.millrace.registry.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.models.ModelFolder;
import io.millrace.registry.DatasetInput;
import io.millrace.registry.ExperimentTracker;
import io.millrace.registry.LoggedModel;
import io.millrace.registry.MetricPoint;
import io.millrace.registry.ModelMetrics;
import io.millrace.registry.ModelRegistry;
import io.millrace.registry.ModelSource;
import io.millrace.registry.ModelVersion;
import io.millrace.registry.RunStart;
import io.millrace.registry.RunStatus;
import io.millrace.registry.SampleModel;
import io.millrace.registry.local.LocalTracking;
import io.millrace.testkit.MlflowServer;
import io.millrace.testkit.Python;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The local file and a real MLflow server over it tell the same, whoever wrote. */
@Tag("data")
class InteropTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00.250Z");

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("mlflow.db");
    }

    private LocalTracking local() {
        return LocalTracking.open(file(), folder.resolve("artifacts"));
    }

    /** Records one of everything; returns the run. */
    private <T extends ExperimentTracker & ModelRegistry> String record(T store, String experiment, String name) {
        String run = store.start(
                        store.experiment(experiment),
                        RunStart.builder(name, START)
                                .user("ada")
                                .tag("team", "ışık")
                                .build())
                .runId();
        store.logParams(run, Map.of("eta", "0.1", "empty", ""));
        store.logMetrics(
                run,
                List.of(
                        point("loss", 0.5, 0),
                        point("loss", 1.0 / 3.0, 1),
                        point("undefined", Double.NaN, 0),
                        point("up", Double.POSITIVE_INFINITY, 0)));
        store.logInputs(
                run,
                List.of(
                        new DatasetInput("main.training.x", "v3", "delta_table", "{\"a\":1}", "{}", "{}", "training"),
                        new DatasetInput("main.training.x", "v3", "delta_table", "{\"a\":1}", "{}", "{}", "test"),
                        new DatasetInput("main.features.y", "v1", "delta_table", "{}", "", "", "features")));
        store.finish(run, RunStatus.FINISHED);
        return run;
    }

    private <T extends ExperimentTracker & ModelRegistry> ModelVersion register(T store, String run, String name) {
        return register(store, run, "delay", name);
    }

    private <T extends ExperimentTracker & ModelRegistry> ModelVersion register(
            T store, String run, String registered, String name) {
        Path model = folder.resolve("made-" + name);
        ModelFolder.write(model, SampleModel.content().runId(run).build());
        List<MetricPoint> points = List.of(point("auc", 0.8, 0));
        ModelMetrics metrics = new ModelMetrics(
                points, store.findRun(run).orElseThrow().inputs().stream().findFirst());
        LoggedModel logged = store.logModel(run, name, model, Map.of("eta", "0.1"), metrics);
        return store.register(registered, ModelSource.of(logged).withTags(Map.of("kind", name)));
    }

    private static MetricPoint point(String name, double value, long step) {
        return new MetricPoint(name, value, step, START.plusSeconds(step));
    }

    /** The two stores give their versions sources in their own ways. */
    private static ModelVersion withoutSource(ModelVersion version) {
        return new ModelVersion(
                version.model(),
                version.version(),
                version.runId(),
                URI.create("x:y"),
                version.tags(),
                version.aliases(),
                version.created());
    }

    private <A extends ExperimentTracker & ModelRegistry, B extends ExperimentTracker & ModelRegistry> void assertSame(
            A one, B other, String experiment) {
        String id = one.experiment(experiment);
        assertThat(other.experiment(experiment)).isEqualTo(id);
        assertThat(other.runs(id)).isEqualTo(one.runs(id)).isNotEmpty();
        for (var run : one.runs(id)) {
            assertThat(other.metricHistory(run.runId(), "loss")).isEqualTo(one.metricHistory(run.runId(), "loss"));
            assertThat(other.loggedModels(run.runId())).isEqualTo(one.loggedModels(run.runId()));
        }
        assertThat(other.models()).isEqualTo(one.models()).containsExactly("delay");
        assertThat(other.versions("delay").stream().map(InteropTest::withoutSource))
                .isEqualTo(one.versions("delay").stream()
                        .map(InteropTest::withoutSource)
                        .toList())
                .isNotEmpty();
        assertThat(other.findByAlias("delay", "champion").map(ModelVersion::version))
                .isEqualTo(one.findByAlias("delay", "champion").map(ModelVersion::version));
        for (ModelVersion version : other.versions("delay")) {
            assertThat(ModelFolder.load(other.download(version)).model()).isEqualTo(SampleModel.model());
        }
    }

    @Test
    void aServerTellsWhatTheLocalFileHoldsAndWritesOnAndTheOtherWayRound() throws Exception {
        LocalTracking local = local();
        register(local, record(local, "flights", "first"), "a");
        local.compareAndSetAlias("delay", "champion", OptionalLong.empty(), 1);
        local.tag("delay", 1, Map.of("gate", "passed"));
        String madeAt = local.revision();

        try (MlflowServer server = MlflowServer.start(folder, file())) {
            MlflowTracking remote = Trackings.open(server.uri(), folder);
            assertThat(local.revision()).as("MLflow upgraded the file").isNotEqualTo(madeAt);
            assertSame(local, remote, "flights");

            String run = record(remote, "flights", "second");
            remote.logArtifact(run, "page.html", new byte[] {1, 2});
            assertThat(local.findArtifact(run, "page.html")).hasValue(new byte[] {1, 2});
            assertThat(register(remote, run, "b").version()).isEqualTo(2);
            assertThat(remote.compareAndSetAlias("delay", "champion", OptionalLong.of(1), 2))
                    .isTrue();
            register(local(), record(local(), "flights", "third"), "c");
            assertSame(remote, local(), "flights");
            assertSame(local(), remote, "flights");
        }

        LocalTracking after = local();
        assertThat(after.runs(after.experiment("flights"))).hasSize(3);
        assertThat(after.versions("delay")).hasSize(3);
        assertThat(after.compareAndSetAlias("delay", "champion", OptionalLong.of(2), 3))
                .isTrue();
        record(after, "flights", "fourth");
        assertThat(after.runs(after.experiment("flights"))).hasSize(4);
    }

    @Test
    void pythonOpensWhatWasRegisteredOnTheServer() {
        String name = "delay-" + UUID.randomUUID();
        URI server = MlflowServer.shared().uri();
        MlflowTracking remote = Trackings.open(server, folder);
        String run = record(remote, name, "first");
        register(remote, run, name, "model");
        remote.compareAndSetAlias(name, "champion", OptionalLong.empty(), 1);

        String output = Python.mlflow().run(Path.of("src/test/python/check_registered.py"), server, name);

        assertThat(output).contains("pyfunc: 20 rows", "registered: all there");
    }

    @Test
    void theLocalStoreGoesOnWithAFileThatMlflowMade() throws Exception {
        try (MlflowServer server = MlflowServer.start(folder, file())) {
            MlflowTracking remote = Trackings.open(server.uri(), folder);
            String run = record(remote, "flights", "first");
            register(remote, run, "a");
            remote.compareAndSetAlias("delay", "champion", OptionalLong.empty(), 1);

            LocalTracking local = local();
            String id = local.experiment("flights");
            assertThat(local.runs(id)).isEqualTo(remote.runs(id)).hasSize(1);
            assertThat(local.loggedModels(run))
                    .isEqualTo(remote.loggedModels(run))
                    .hasSize(1);
            assertThat(local.versions("delay"))
                    .isEqualTo(remote.versions("delay"))
                    .hasSize(1);

            record(local, "flights", "second");
            String other = record(local, "payments", "third");
            register(local, other, "b");
            local.compareAndSetAlias("delay", "champion", OptionalLong.of(1), 2);

            assertThat(remote.runs(id)).isEqualTo(local.runs(id)).hasSize(2);
            assertThat(remote.loggedModels(other))
                    .isEqualTo(local.loggedModels(other))
                    .hasSize(1);
            assertThat(remote.findByAlias("delay", "champion").orElseThrow().version())
                    .isEqualTo(2);
            assertThat(ModelFolder.load(remote.download(remote.find("delay", 2).orElseThrow()))
                            .model())
                    .isEqualTo(SampleModel.model());
        }
    }
}
