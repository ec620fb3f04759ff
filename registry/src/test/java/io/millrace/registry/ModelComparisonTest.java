package io.millrace.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.DataException;
import io.millrace.models.ModelFolder;
import io.millrace.registry.local.LocalTracking;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelComparisonTest {
    @TempDir
    private Path folder;

    @Test
    void listsVersionsWithTheMetricsOfTheirRuns() {
        LocalTracking tracking = LocalTracking.open(folder.resolve("mlflow.db"), folder.resolve("artifacts"));
        Path model = folder.resolve("model");
        ModelFolder.write(model, SampleModel.content().runId("f".repeat(32)).build());
        ModelVersion version = tracking.register(
                "delay",
                new ModelSource(
                        model.toUri(), "f".repeat(32), ModelFolder.modelId(model), Map.of(), "made for a test"));

        ModelComparison comparison = ModelComparison.of(tracking, tracking, "delay");

        assertThat(comparison.lines()).containsExactly(new ModelComparison.Line(version, Map.of()));
        assertThat(comparison.metrics()).isEmpty();
        assertThatThrownBy(() -> ModelComparison.of(tracking, tracking, "amount"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("model amount has no versions");
    }
}
