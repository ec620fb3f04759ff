package io.millrace.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.lakehouse.DataException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every {@link ExperimentTracker} does; implementations extend it. */
public abstract class ExperimentTrackerContract {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00.250Z");
    private static final DatasetInput INPUT = new DatasetInput(
            "main.training.delays",
            "v3",
            "delta_table",
            "{\"delta_table_name\":\"main.training.delays\",\"delta_table_version\":3}",
            "{\"mlflow_colspec\":[{\"type\":\"double\",\"name\":\"x\",\"required\":false}]}",
            "{\"approx_count\":100}",
            "training");

    @TempDir
    protected Path folder;

    private ExperimentTracker tracker;
    private String experiment;
    private String run;

    /** Returns a tracker with an empty store, below {@link #folder} where it needs one. */
    protected abstract ExperimentTracker open();

    @BeforeEach
    void startARun() {
        tracker = open();
        experiment = tracker.experiment("flights");
        run = tracker.start(
                        experiment,
                        RunStart.builder("nightly", START)
                                .user("ada")
                                .source("flights.conf")
                                .tag("team", "ışık")
                                .build())
                .runId();
    }

    private static MetricPoint point(String name, double value, long step) {
        return new MetricPoint(name, value, step, START.plusSeconds(step));
    }

    private TrackedRun tracked() {
        return tracker.findRun(run).orElseThrow();
    }

    @Test
    void findsTheExperimentThatItMade() {
        assertThat(tracker.experiment("flights")).isEqualTo(experiment);
        assertThat(tracker.experiment("payments")).isNotEqualTo(experiment);
        assertThatThrownBy(() -> tracker.experiment(" ")).isInstanceOf(DataException.class);
    }

    @Test
    void tellsARunFromItsStartToItsEnd() {
        assertThat(run).matches("[0-9a-f]{32}");
        TrackedRun running = tracked();
        assertThat(running.status()).isEqualTo(RunStatus.RUNNING);
        assertThat(running.startTime()).isEqualTo(START);
        assertThat(running.endTime()).isEmpty();
        assertThat(running.name()).isEqualTo("nightly");
        assertThat(running.experimentId()).isEqualTo(experiment);
        assertThat(running.tags())
                .containsEntry("team", "ışık")
                .containsEntry("mlflow.runName", "nightly")
                .containsEntry("mlflow.user", "ada")
                .containsEntry("mlflow.source.name", "flights.conf");

        tracker.finish(run, RunStatus.FINISHED);
        TrackedRun finished = tracked();
        tracker.finish(run, RunStatus.FINISHED);

        assertThat(finished.status()).isEqualTo(RunStatus.FINISHED);
        assertThat(finished.endTime()).isPresent();
        assertThat(tracked()).isEqualTo(finished);
        assertThatThrownBy(() -> tracker.finish(run, RunStatus.RUNNING)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void writesAParameterOnce() {
        tracker.logParams(run, Map.of("eta", "0.1", "depth", "6"));
        tracker.logParams(run, Map.of("eta", "0.1", "rounds", "200"));

        assertThatThrownBy(() -> tracker.logParams(run, Map.of("eta", "0.3", "subsample", "0.5")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("eta")
                .hasMessageContaining("'0.1'")
                .hasMessageContaining("'0.3'");
        assertThat(tracked().params())
                .as("nothing of the refused call is kept")
                .isEqualTo(Map.of("eta", "0.1", "depth", "6", "rounds", "200"));
    }

    @Test
    void keepsEveryPointAndTellsTheLatest() {
        tracker.logMetrics(run, List.of(point("loss", 0.5, 1), point("loss", 0.3, 3), point("loss", 0.4, 2)));
        tracker.logMetrics(run, List.of(point("loss", 0.5, 1), point("auc", 0.8, 0)));

        assertThat(tracker.metricHistory(run, "loss"))
                .containsExactly(point("loss", 0.5, 1), point("loss", 0.4, 2), point("loss", 0.3, 3));
        assertThat(tracked().metrics()).isEqualTo(Map.of("loss", 0.3, "auc", 0.8));
        assertThat(tracker.metricHistory(run, "none")).isEmpty();
    }

    @Test
    void keepsNanAndInfinities() {
        tracker.logMetrics(
                run,
                List.of(
                        point("undefined", Double.NaN, 0),
                        point("up", Double.POSITIVE_INFINITY, 0),
                        point("down", Double.NEGATIVE_INFINITY, 0)));

        assertThat(tracked().metrics())
                .isEqualTo(Map.of(
                        "undefined", Double.NaN, "up", Double.POSITIVE_INFINITY, "down", Double.NEGATIVE_INFINITY));
    }

    @Test
    void replacesTags() {
        tracker.setTags(run, Map.of("phase", "fit"));
        tracker.setTags(run, Map.of("phase", "evaluate"));

        assertThat(tracked().tags()).containsEntry("phase", "evaluate");
    }

    @Test
    void recordsADatasetOnceWithAllItsContexts() {
        DatasetInput test = new DatasetInput(
                INPUT.name(),
                INPUT.digest(),
                INPUT.sourceType(),
                INPUT.source(),
                INPUT.schema(),
                INPUT.profile(),
                "test");
        tracker.logInputs(run, List.of(INPUT));
        tracker.logInputs(run, List.of(INPUT, test));

        assertThat(tracked().inputs()).hasSize(1);
        assertThat(tracked().inputs().get(0).context()).isEqualTo("training,test");
        assertThat(tracked().inputs().get(0).source()).isEqualTo(INPUT.source());
    }

    @Test
    void keepsArtifactsInsideTheRunsFolder() throws Exception {
        tracker.logArtifact(run, "plots/roc.svg", "<svg/>".getBytes(StandardCharsets.UTF_8));
        tracker.logArtifact(run, "plots/roc.svg", "<svg></svg>".getBytes(StandardCharsets.UTF_8));

        Path artifacts = Path.of(tracker.artifactUri(run));
        assertThat(artifacts.resolve("plots/roc.svg")).hasContent("<svg></svg>");
        try (var files = Files.list(artifacts.resolve("plots"))) {
            assertThat(files).hasSize(1);
        }
        assertThatThrownBy(() -> tracker.logArtifact(run, "../../x", new byte[0]))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("outside");
    }

    @Test
    void logsACompleteModelFolderOnce() {
        Path model = folder.resolve("model");
        ModelFolder.write(model, Models.content().runId(run).build());

        LoggedModel logged =
                tracker.logModel(run, "flight_delay", model, Map.of("eta", "0.1"), List.of(point("auc", 0.8, 0)));

        assertThat(logged.modelId()).isEqualTo(ModelFolder.modelId(model));
        assertThat(logged.runId()).isEqualTo(run);
        assertThat(ModelFolder.load(Path.of(logged.location())).model()).isEqualTo(Models.linear());
        assertThat(tracker.logModel(run, "flight_delay", model, Map.of(), List.of()))
                .isEqualTo(logged);
        assertThatThrownBy(() -> tracker.logModel(run, "other", model, Map.of(), List.of()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(logged.modelId());
    }

    @Test
    void refusesAnIncompleteModelFolder() throws Exception {
        Path model = folder.resolve("model");
        ModelFolder.write(model, Models.content().build());
        Files.delete(model.resolve("millrace/manifest.json"));

        assertThatThrownBy(() -> tracker.logModel(run, "m", model, Map.of(), List.of()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("manifest.json is missing");
    }

    @Test
    void refusesWhatMlflowWouldRefuse() {
        assertThatThrownBy(() -> tracker.logParams(run, Map.of("k".repeat(251), "v")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("250");
        assertThatThrownBy(() -> tracker.logParams(run, Map.of("long", "v".repeat(6001))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("parameter long is 6000");
        assertThatThrownBy(() -> tracker.setTags(run, Map.of("long", "v".repeat(8001))))
                .hasMessageContaining("tag long is 8000");
        assertThatThrownBy(() -> tracker.logMetrics(run, List.of(point("a?b", 1, 0))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("'a?b'");
        assertThatThrownBy(() -> tracker.logMetrics(run, List.of(point("../auc", 1, 0))))
                .isInstanceOf(DataException.class);
        assertThat(tracked().params()).isEmpty();
    }

    @Test
    void refusesRunsThatDoNotExist() {
        String none = "0".repeat(32);

        assertThat(tracker.findRun(none)).isEmpty();
        assertThatThrownBy(() -> tracker.logParams(none, Map.of("a", "b")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(none);
        assertThatThrownBy(() -> tracker.finish(none, RunStatus.FAILED)).isInstanceOf(DataException.class);
        assertThatThrownBy(() ->
                        tracker.start("987654", RunStart.builder("x", START).build()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("987654");
    }

    @Test
    void listsTheRunsOfAnExperimentNewestFirst() {
        String later = tracker.start(
                        experiment,
                        RunStart.builder("later", START.plusSeconds(60)).build())
                .runId();

        assertThat(tracker.runs(experiment)).extracting(TrackedRun::runId).containsExactly(later, run);
        assertThat(tracker.runs(tracker.experiment("empty"))).isEmpty();
    }
}
