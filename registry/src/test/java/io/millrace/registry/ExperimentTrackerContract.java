package io.millrace.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.DataException;
import io.millrace.models.ModelFolder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every {@link ExperimentTracker} does; implementations extend it. The store may hold what others left there. */
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
    private String experimentName;
    private String experiment;
    private String run;

    /** Returns the tracker, with a store below {@link #folder} where it needs one. */
    protected abstract ExperimentTracker open();

    private static String unique(String name) {
        return name + "-" + UUID.randomUUID().toString().substring(0, 8);
    }

    @BeforeEach
    void startARun() {
        tracker = open();
        experimentName = unique("flights");
        experiment = tracker.experiment(experimentName);
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
        assertThat(tracker.experiment(experimentName)).isEqualTo(experiment);
        assertThat(tracker.experiment(unique("payments, 'quoted' & more"))).isNotEqualTo(experiment);
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
    void keepsMoreThanOneCallCarries() {
        Map<String, String> params = new TreeMap<>();
        Map<String, String> tags = new TreeMap<>();
        List<MetricPoint> points = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            params.put("param " + i, "p".repeat(i * 20));
            tags.put("tag " + i, "t".repeat(i * 20));
        }
        for (int i = 0; i < 2500; i++) {
            points.add(point("loss", 1.0 / (i + 3), i));
        }

        tracker.logParams(run, params);
        tracker.logParams(run, params);
        tracker.setTags(run, tags);
        tracker.logMetrics(run, points);

        assertThat(tracked().params()).isEqualTo(params);
        assertThat(tracked().tags()).containsAllEntriesOf(tags);
        assertThat(tracker.metricHistory(run, "loss")).isEqualTo(points);
        params.put("another", "1");
        params.put("param 249", "changed");
        assertThatThrownBy(() -> tracker.logParams(run, params)).isInstanceOf(DataException.class);
        assertThat(tracked().params()).as("nothing of the refused call is kept").doesNotContainKey("another");
    }

    @Test
    void recordsADatasetOnceWithAllItsContexts() {
        DatasetInput weather = new DatasetInput("main.features.weather", "v7", "delta_table", "{}", "", "", "features");
        List<DatasetInput> inputs = List.of(INPUT, INPUT.withContext("test"), weather);
        tracker.logInputs(run, inputs);
        tracker.logInputs(run, inputs);

        assertThat(tracked().inputs()).containsExactly(weather, INPUT.withContext("training,test"));
        assertThat(tracker.runs(experiment)).singleElement().isEqualTo(tracked());
    }

    @Test
    void givesArtifactsBack() {
        byte[] picture = {0, -1, 10, 13, 0};
        tracker.logArtifact(run, "plots/roc.svg", "<svg/>".getBytes(StandardCharsets.UTF_8));
        tracker.logArtifact(run, "plots/roc.svg", "<svg></svg>".getBytes(StandardCharsets.UTF_8));
        tracker.logArtifact(run, "plots/ışık & more.png", picture);
        tracker.logArtifact(run, "page.html", "<html><title>Sign in</title></html>".getBytes(StandardCharsets.UTF_8));
        tracker.logArtifact(run, "empty", new byte[0]);

        assertThat(tracker.findArtifact(run, "plots/roc.svg").orElseThrow())
                .asString()
                .isEqualTo("<svg></svg>");
        assertThat(tracker.findArtifact(run, "plots/ışık & more.png")).hasValue(picture);
        assertThat(tracker.findArtifact(run, "page.html").orElseThrow())
                .asString()
                .contains("Sign in");
        assertThat(tracker.findArtifact(run, "empty")).hasValue(new byte[0]);
        assertThat(tracker.findArtifact(run, "plots/pr.svg")).isEmpty();
        assertThat(tracker.findArtifact(run, "nowhere/at/all")).isEmpty();
        for (String path : List.of("../../x", "/etc/x", "a/../b", "a//b", "")) {
            assertThatThrownBy(() -> tracker.logArtifact(run, path, new byte[0]))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("outside");
            assertThatThrownBy(() -> tracker.findArtifact(run, path)).isInstanceOf(DataException.class);
        }
    }

    @Test
    void logsACompleteModelFolderOnce() {
        Path model = folder.resolve("model");
        ModelFolder.write(model, SampleModel.content().runId(run).build());
        List<MetricPoint> metrics = List.of(point("auc", 0.8, 0), point("undefined", Double.NaN, 0));

        LoggedModel logged =
                tracker.logModel(run, "flight_delay", model, Map.of("eta", "0.1"), ModelMetrics.of(metrics));

        assertThat(logged.modelId()).matches("m-[0-9a-f]{32}");
        assertThat(logged.runId()).isEqualTo(run);
        assertThat(logged.experimentId()).isEqualTo(experiment);
        assertThat(logged.name()).isEqualTo("flight_delay");
        assertThat(tracked().metrics()).isEqualTo(Map.of("auc", 0.8, "undefined", Double.NaN));
        assertThat(tracker.loggedModels(run)).containsExactly(logged);
        assertThat(tracker.logModel(run, "flight_delay", model, Map.of(), ModelMetrics.of(List.of())))
                .isEqualTo(logged);
        assertThat(tracker.loggedModels(run)).containsExactly(logged);
        assertThatThrownBy(() -> tracker.logModel(run, "other", model, Map.of(), ModelMetrics.of(List.of())))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(ModelFolder.modelId(model));
    }

    @Test
    void listsTheModelsOfARun() {
        String other = tracker.start(
                        experiment, RunStart.builder("other", START).build())
                .runId();
        List<LoggedModel> logged = new ArrayList<>();
        for (String name : List.of("first", "second")) {
            Path model = folder.resolve(name);
            ModelFolder.write(model, SampleModel.content().runId(run).build());
            logged.add(tracker.logModel(run, name, model, Map.of(), ModelMetrics.of(List.of())));
        }

        assertThat(tracker.loggedModels(run)).containsExactlyInAnyOrderElementsOf(logged);
        assertThat(tracker.loggedModels(other)).isEmpty();
    }

    @Test
    void refusesAnIncompleteModelFolder() throws Exception {
        Path model = folder.resolve("model");
        ModelFolder.write(model, SampleModel.content().build());
        Files.delete(model.resolve("millrace/manifest.json"));

        assertThatThrownBy(() -> tracker.logModel(run, "m", model, Map.of(), ModelMetrics.of(List.of())))
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
        assertThat(tracker.runs(tracker.experiment(unique("empty")))).isEmpty();
    }

    @Test
    void findsRunsByTheirTags() {
        Map<String, String> odd = Map.of("its name", "\"quoted\" and 100% 'odd' `ışık`", "kind.of/run", "a-b c:d");
        String tagged = tracker.start(
                        experiment,
                        RunStart.builder("tagged", START)
                                .tags(odd)
                                .tag("team", "x")
                                .build())
                .runId();

        assertThat(tracker.runs(experiment, odd)).extracting(TrackedRun::runId).containsExactly(tagged);
        assertThat(tracker.runs(experiment, Map.of("team", "ışık")))
                .extracting(TrackedRun::runId)
                .containsExactly(run);
        assertThat(tracker.runs(experiment, Map.of("team", "x", "kind.of/run", "other")))
                .isEmpty();
        assertThat(tracker.runs(experiment, Map.of())).hasSize(2);
    }
}
