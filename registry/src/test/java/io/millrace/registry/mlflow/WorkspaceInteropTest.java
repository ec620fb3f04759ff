package io.millrace.registry.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.models.ModelFolder;
import io.millrace.registry.MetricPoint;
import io.millrace.registry.ModelMetrics;
import io.millrace.registry.ModelSource;
import io.millrace.registry.ModelVersion;
import io.millrace.registry.RunStart;
import io.millrace.registry.SampleModel;
import io.millrace.testkit.FakeWorkspace;
import io.millrace.testkit.Python;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MLflow's own client in a workspace that is played: it makes the calls that we make, reads what we wrote, and we what it did. */
@Tag("data")
class WorkspaceInteropTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    @TempDir
    private Path folder;

    @Test
    void runsAndModelsAreTheSameForBoth() {
        try (PlayedWorkspace played = new PlayedWorkspace()) {
            MlflowTracking tracking = played.open(folder);
            String run = tracking.start(
                            tracking.experiment("flights"),
                            RunStart.builder("nightly", NOW).build())
                    .runId();
            tracking.logParams(run, Map.of("eta", "0.1"));
            tracking.logMetrics(run, List.of(new MetricPoint("auc", 0.8, 0, NOW)));
            tracking.logArtifact(run, "plots/roc.svg", "<svg/>".getBytes(StandardCharsets.UTF_8));
            Path model = folder.resolve("model");
            ModelFolder.write(model, SampleModel.content().runId(run).build());
            tracking.register(
                    "delay",
                    ModelSource.of(tracking.logModel(run, "model", model, Map.of(), ModelMetrics.of(List.of())))
                            .withTags(Map.of("millrace.run_id", "r1")));
            tracking.compareAndSetAlias("delay", "champion", OptionalLong.empty(), 1);

            String output = Python.mlflow()
                    .run(
                            Path.of("src/test/python/check_workspace.py"),
                            played.workspace.host(),
                            FakeWorkspace.TOKEN,
                            run,
                            "prod.models.delay",
                            model);

            assertThat(output).contains("workspace: read and written");
            assertThat(tracking.findArtifact(run, "notes/python.txt").orElseThrow())
                    .asString()
                    .isEqualTo("by Python");
            ModelVersion second = tracking.findByAlias("delay", "challenger").orElseThrow();
            assertThat(second.version()).isEqualTo(2);
            assertThat(second.tags()).isEqualTo(Map.of("by", "Python"));
            assertThat(ModelFolder.load(tracking.download(second)).modelId()).isEqualTo(ModelFolder.modelId(model));
        }
    }
}
