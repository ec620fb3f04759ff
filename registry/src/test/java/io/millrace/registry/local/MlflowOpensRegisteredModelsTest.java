package io.millrace.registry.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.models.ModelFolder;
import io.millrace.registry.LoggedModel;
import io.millrace.registry.ModelMetrics;
import io.millrace.registry.ModelSource;
import io.millrace.registry.ModelVersion;
import io.millrace.registry.RunStart;
import io.millrace.registry.SampleModel;
import io.millrace.testkit.Python;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tracking file in the hands of real MLflow. */
@Tag("data")
class MlflowOpensRegisteredModelsTest {

    @TempDir
    private Path root;

    @Test
    void byTheirAlias() {
        Path file = root.resolve("mlflow.db");
        LocalTracking tracking = LocalTracking.open(file, root.resolve("artifacts"));
        String run = tracking.start(
                        tracking.experiment("e"),
                        RunStart.builder("r", Instant.EPOCH).build())
                .runId();
        Path folder = root.resolve("model");
        ModelFolder.write(folder, SampleModel.content().build());
        LoggedModel logged = tracking.logModel(run, "model", folder, Map.of(), ModelMetrics.of(List.of()));
        ModelVersion version = tracking.register("flight_delay", ModelSource.of(logged));
        tracking.compareAndSetAlias("flight_delay", "champion", OptionalLong.empty(), version.version());

        String output = Python.mlflow()
                .run(Path.of("src/test/python/check_registry.py"), "sqlite:///" + file, "flight_delay", folder);

        assertThat(output).contains("registry: 20 rows");
    }
}
