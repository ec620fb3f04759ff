package io.millrace.registry.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.models.ModelFolder;
import io.millrace.registry.DatasetInput;
import io.millrace.registry.LoggedModel;
import io.millrace.registry.MetricPoint;
import io.millrace.registry.ModelMetrics;
import io.millrace.registry.ModelSource;
import io.millrace.registry.ModelVersion;
import io.millrace.registry.RunHandle;
import io.millrace.registry.RunStart;
import io.millrace.registry.RunStatus;
import io.millrace.registry.SampleModel;
import io.millrace.registry.TrackedRun;
import io.millrace.testkit.MlflowServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mlflow.api.proto.ModelRegistry;
import org.mlflow.api.proto.Service;
import org.mlflow.tracking.MlflowClient;

/** On a real server, code written with MLflow's own Java client reads all that we wrote, and writes what we read. */
@Tag("data")
class JavaClientTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00.250Z");
    private static final DatasetInput INPUT =
            new DatasetInput("main.training.delays", "v3", "delta_table", "{\"a\":1}", "{}", "{}", "training");

    @TempDir
    private Path folder;

    private final URI server = MlflowServer.shared().uri();
    private final String name = "delay-" + UUID.randomUUID();
    private MlflowClient client;
    private MlflowTracking ours;
    private RunHandle run;

    @BeforeEach
    void beginARun() {
        client = new MlflowClient(server.toString());
        ours = Trackings.open(server, folder);
        run = ours.start(
                ours.experiment(name),
                RunStart.builder("nightly", START)
                        .user("ada")
                        .source("flights.conf")
                        .tag("team", "ışık")
                        .build());
    }

    @AfterEach
    void close() {
        client.close();
    }

    private static MetricPoint point(String metric, double value, long step) {
        return new MetricPoint(metric, value, step, START.plusSeconds(step));
    }

    private static Service.Metric metric(String key, double value, long step) {
        return Service.Metric.newBuilder()
                .setKey(key)
                .setValue(value)
                .setTimestamp(START.plusSeconds(step).toEpochMilli())
                .setStep(step)
                .build();
    }

    @Test
    void itReadsTheExperimentAndTheRunThatWeWrote() {
        ours.logParams(run.runId(), Map.of("eta", "0.1", "depth", "6"));
        ours.logMetrics(
                run.runId(),
                List.of(
                        point("loss", 0.5, 0),
                        point("loss", 1.0 / 3.0, 1),
                        point("undefined", Double.NaN, 0),
                        point("down", -0.25, 0)));
        ours.logInputs(run.runId(), List.of(INPUT));
        ours.finish(run.runId(), RunStatus.FINISHED);

        Service.Experiment experiment = client.getExperimentByName(name).orElseThrow();
        Service.Run read = client.getRun(run.runId());

        assertThat(experiment.getExperimentId()).isEqualTo(run.experimentId());
        assertThat(client.searchRuns(
                                List.of(run.experimentId()), "params.eta = '0.1'", Service.ViewType.ACTIVE_ONLY, 10)
                        .getItems())
                .containsExactly(read);
        assertThat(read.getInfo().getRunName()).isEqualTo("nightly");
        assertThat(read.getInfo().getUserId()).isEqualTo("ada");
        assertThat(read.getInfo().getStatus()).isEqualTo(Service.RunStatus.FINISHED);
        assertThat(read.getInfo().getStartTime()).isEqualTo(START.toEpochMilli());
        assertThat(read.getInfo().getEndTime()).isGreaterThan(START.toEpochMilli());
        assertThat(read.getInfo().getArtifactUri()).isEqualTo(run.artifactUri().toString());
        assertThat(read.getData().getParamsList())
                .extracting(Service.Param::getKey, Service.Param::getValue)
                .containsExactlyInAnyOrder(tuple("eta", "0.1"), tuple("depth", "6"));
        assertThat(read.getData().getTagsList())
                .extracting(Service.RunTag::getKey, Service.RunTag::getValue)
                .contains(tuple("team", "ışık"), tuple("mlflow.user", "ada"), tuple("mlflow.runName", "nightly"))
                .contains(tuple("mlflow.source.name", "flights.conf"));
        assertThat(read.getData().getMetricsList())
                .extracting(Service.Metric::getKey, Service.Metric::getValue, Service.Metric::getStep)
                .containsExactlyInAnyOrder(
                        tuple("loss", 1.0 / 3.0, 1L), tuple("undefined", Double.NaN, 0L), tuple("down", -0.25, 0L));
        assertThat(client.getMetricHistory(run.runId(), "loss"))
                .containsExactlyInAnyOrder(metric("loss", 0.5, 0), metric("loss", 1.0 / 3.0, 1));
        assertThat(read.getInputs().getDatasetInputsList()).singleElement().satisfies(input -> {
            assertThat(input.getDataset().getName()).isEqualTo("main.training.delays");
            assertThat(input.getDataset().getDigest()).isEqualTo("v3");
            assertThat(input.getTagsList())
                    .extracting(Service.InputTag::getKey, Service.InputTag::getValue)
                    .containsExactly(tuple("mlflow.data.context", "training"));
        });
    }

    /** Its own list of artifacts starts Python for each; its way to an endpoint does not. */
    @Test
    void itListsTheArtifactsThatWeWrote() {
        ours.logArtifact(run.runId(), "page.html", new byte[] {1, 2, 3});
        ours.logArtifact(run.runId(), "plots/roc.svg", new byte[] {1});

        String list = client.sendGet("artifacts/list?run_id=" + run.runId());

        assertThat(list).contains("\"page.html\"", "\"plots\"").containsPattern("\"file_size\": *3");
    }

    @Test
    void itReadsTheVersionThatWeRegistered() {
        Path made = folder.resolve("made");
        ModelFolder.write(made, SampleModel.content().runId(run.runId()).build());
        LoggedModel logged =
                ours.logModel(run.runId(), "model", made, Map.of(), ModelMetrics.of(List.of(point("auc", 0.8, 0))));
        ModelVersion version = ours.register(name, ModelSource.of(logged).withTags(Map.of("kind", "tree")));
        ours.compareAndSetAlias(name, "champion", OptionalLong.empty(), version.version());

        ModelRegistry.ModelVersion read = client.getModelVersion(name, Long.toString(version.version()));

        assertThat(read.getName()).isEqualTo(name);
        assertThat(read.getRunId()).isEqualTo(run.runId());
        assertThat(read.getSource()).isEqualTo(version.source().toString());
        assertThat(read.getStatus()).isEqualTo(ModelRegistry.ModelVersionStatus.READY);
        assertThat(read.getCreationTimestamp()).isEqualTo(version.created().toEpochMilli());
        assertThat(read.getAliasesList()).containsExactly("champion");
        assertThat(read.getTagsList())
                .extracting(ModelRegistry.ModelVersionTag::getKey, ModelRegistry.ModelVersionTag::getValue)
                .contains(tuple("kind", "tree"));
        assertThat(client.searchModelVersions("name = '" + name + "'").getItems())
                .extracting(ModelRegistry.ModelVersion::getVersion)
                .containsExactly("1");
        assertThat(client.getRegisteredModel(name).getAliasesList())
                .extracting(
                        ModelRegistry.RegisteredModelAlias::getAlias, ModelRegistry.RegisteredModelAlias::getVersion)
                .containsExactly(tuple("champion", "1"));
        assertThat(client.getRun(run.runId()).getData().getMetricsList())
                .extracting(Service.Metric::getKey)
                .containsExactly("auc");
    }

    @Test
    void itLogsIntoARunThatWeBegan() {
        ours.logParams(run.runId(), Map.of("eta", "0.1"));
        ours.logMetrics(run.runId(), List.of(point("loss", 0.5, 0)));

        client.logParam(run.runId(), "depth", "6");
        client.logMetric(run.runId(), "loss", 0.25, START.plusSeconds(1).toEpochMilli(), 1);
        client.setTag(run.runId(), "team", "flights");
        client.logBatch(
                run.runId(),
                List.of(metric("loss", 0.125, 2), metric("auc", Double.NaN, 0)),
                List.of(Service.Param.newBuilder()
                        .setKey("rounds")
                        .setValue("200")
                        .build()),
                List.of(Service.RunTag.newBuilder()
                        .setKey("note")
                        .setValue("a 'quoted' note")
                        .build()));
        client.setTerminated(run.runId(), Service.RunStatus.FAILED);

        TrackedRun read = ours.findRun(run.runId()).orElseThrow();
        assertThat(read.params()).isEqualTo(Map.of("eta", "0.1", "depth", "6", "rounds", "200"));
        assertThat(read.metrics()).isEqualTo(Map.of("loss", 0.125, "auc", Double.NaN));
        assertThat(read.tags())
                .containsEntry("team", "flights")
                .containsEntry("note", "a 'quoted' note")
                .containsEntry("mlflow.user", "ada");
        assertThat(read.status()).isEqualTo(RunStatus.FAILED);
        assertThat(read.endTime()).isPresent();
        assertThat(ours.metricHistory(run.runId(), "loss"))
                .containsExactly(point("loss", 0.5, 0), point("loss", 0.25, 1), point("loss", 0.125, 2));
        ours.finish(run.runId(), RunStatus.FINISHED);
        assertThat(client.getRun(run.runId()).getInfo().getStatus()).isEqualTo(Service.RunStatus.FINISHED);
    }

    @Test
    void weReadARunThatItBegan() {
        String other = client.createRun(Service.CreateRun.newBuilder()
                        .setExperimentId(run.experimentId())
                        .setRunName("by hand")
                        .setUserId("bob")
                        .setStartTime(START.minusSeconds(1).toEpochMilli())
                        .build())
                .getRunId();
        client.logParam(other, "eta", "0.3");

        assertThat(ours.runs(run.experimentId()))
                .extracting(TrackedRun::runId, TrackedRun::name)
                .containsExactly(tuple(run.runId(), "nightly"), tuple(other, "by hand"));
        assertThat(ours.findRun(other).orElseThrow().params()).isEqualTo(Map.of("eta", "0.3"));
    }
}
