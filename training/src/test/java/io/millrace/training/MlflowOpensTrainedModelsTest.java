package io.millrace.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.Python;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders of trained models in the hands of real MLflow, XGBoost and pyspark. */
@Tag("data")
class MlflowOpensTrainedModelsTest {
    private static final Path SCRIPTS = Path.of("src/test/python");
    private static final Path MODEL_SCRIPTS = Path.of("../models/src/test/python");

    @TempDir
    private Path root;

    @Test
    void xgboostScoresWithTheNativeBooster() {
        Path folder = written(XGBoostEstimator.builder().rounds(40).build());

        assertThat(Python.mlflow().run(SCRIPTS.resolve("check_xgboost.py"), folder))
                .contains("xgboost: 1000 rows");
        assertThat(Python.mlflow().run(MODEL_SCRIPTS.resolve("check_model.py"), folder))
                .contains("pyfunc: 1000 rows", "onnx: 1000 rows");
    }

    @Test
    void logisticRegressionScoresInPysparkWithoutMillrace() {
        assertScoresInPyspark(written(LogisticRegressionEstimator.defaults()));
    }

    @Test
    void randomForestScoresInPysparkWithoutMillrace() {
        assertScoresInPyspark(
                written(new RandomForestEstimator(10, 6, 3, 32, 0.8, RandomForestEstimator.FeatureSubset.SQRT, 1, 5)));
    }

    private void assertScoresInPyspark(Path folder) {
        assertThat(Python.mlflow().run(SCRIPTS.resolve("check_spark.py"), folder, root.resolve("spark")))
                .contains("spark: 1000 rows", "spark_udf: 1000 rows");
        assertThat(Python.mlflow().run(MODEL_SCRIPTS.resolve("check_model.py"), folder))
                .contains("pyfunc: 1000 rows", "onnx: 1000 rows");
    }

    private Path written(Estimator estimator) {
        Path folder = root.resolve("model");
        TrainedFolders.write(folder, TrainedFolders.train(estimator), TrainedFolders.inputs(1000));
        return folder;
    }
}
