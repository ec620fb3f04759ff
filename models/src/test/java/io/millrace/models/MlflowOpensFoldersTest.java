package io.millrace.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.Python;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Model folders in the hands of real MLflow. */
@Tag("data")
class MlflowOpensFoldersTest {
    private static final Path SCRIPTS = Path.of("src/test/python");
    private static final long SEED = 31;

    @TempDir
    private Path root;

    private Path folder(PortableModel model) {
        Path folder = root.resolve("model");
        ModelFolder.write(
                folder,
                ModelContent.builder(model, Instant.EPOCH)
                        .sample(Models.rows(SEED, 1000))
                        .build());
        return folder;
    }

    private static PortableModel model(String learner) {
        return switch (learner) {
            case "linear" -> Models.linear();
            case "forest" -> Models.forest(SEED, 20, 6);
            case "xgboost" -> {
                Random random = new Random(SEED);
                List<Tree> trees = IntStream.range(0, 50)
                        .mapToObj(i -> Models.tree(random, 5, Models.PREPARATION.width(), true))
                        .toList();
                yield PortableModel.of(Models.INPUTS, Models.PREPARATION, TreeLearner.xgboost(trees, 0.2), 0.5);
            }
            default -> throw new IllegalArgumentException(learner);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"linear", "forest", "xgboost"})
    void scoresAsPyfuncAndAsOnnx(String learner) {
        String output = Python.mlflow().run(SCRIPTS.resolve("check_model.py"), folder(model(learner)));

        assertThat(output).contains("pyfunc: 1000 rows", "onnx: 1000 rows");
    }

    @Test
    void takesWhateverPandasHolds() {
        String output = Python.mlflow().run(SCRIPTS.resolve("check_loader.py"), folder(Models.linear()));

        assertThat(output).contains("OK");
    }

    @Test
    void isEvaluatedByMlflow() {
        String output = Python.mlflow()
                .run(SCRIPTS.resolve("check_evaluate.py"), folder(Models.linear()), root.resolve("evaluated"));

        assertThat(output).contains("evaluate: as Millrace predicts");
    }

    @Test
    void isServedOverHttp() {
        String output = Python.mlflow().run(SCRIPTS.resolve("check_serving.py"), folder(Models.linear()));

        assertThat(output).contains("serving, split", "serving, records");
    }
}
