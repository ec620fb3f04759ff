package io.millrace.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.config.DataException;
import io.millrace.models.FittedPreparation;
import io.millrace.models.InputColumn;
import io.millrace.models.NumericEncoder;
import io.millrace.models.OneHotEncoder;
import io.millrace.models.PortableModel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SparkPipelineTest {
    @TempDir
    private Path root;

    static Stream<Estimator> estimators() {
        return Stream.of(
                LogisticRegressionEstimator.defaults(),
                new RandomForestEstimator(8, 5, 3, 32, 0.8, RandomForestEstimator.FeatureSubset.SQRT, 1, 5));
    }

    @ParameterizedTest
    @MethodSource("estimators")
    void scoresLikeThePortableModelFromRawColumns(Estimator estimator) {
        Path folder = root.resolve("model");
        List<@Nullable Object[]> sample = TrainedFolders.inputs(1);
        PortableModel model = TrainedFolders.write(folder, TrainedFolders.train(estimator), sample);

        List<Row> scored = PipelineModel.load(
                        folder.resolve(SparkPipeline.FOLDER).toString())
                .transform(TrainedFolders.rows().drop("late"))
                .collectAsList();

        assertThat(scored).hasSize(2400);
        assertThat(scored.get(0).schema().fieldNames())
                .containsExactly("id", "at", "f0", "f1", "f2", "f3", "f4", "f5", "kind", "probability", "prediction");
        for (Row row : scored) {
            double expected = model.score(new @Nullable Object[] {
                row.get(2), row.get(3), row.get(4), row.get(5), row.get(6), row.get(7), row.get(8)
            });
            assertThat(row.<Vector>getAs("probability").apply(1))
                    .as("row %d", row.getLong(0))
                    .isCloseTo(expected, within(1e-9));
            assertThat(row.<Double>getAs("prediction"))
                    .as("row %d", row.getLong(0))
                    .isEqualTo(model.prediction(expected));
        }
    }

    @Test
    void keepsThresholdsWithinWhatMllibTakes() {
        String path = "sparkml/stages/2_model/metadata/part-00000";
        byte[] linear = "{\"class\":\"a.LogisticRegressionModel\",\"paramMap\":{}}".getBytes(StandardCharsets.UTF_8);
        byte[] forest =
                "{\"class\":\"a.RandomForestClassificationModel\",\"paramMap\":{}}".getBytes(StandardCharsets.UTF_8);

        assertThat(SparkPipeline.withThreshold(path, linear, Double.POSITIVE_INFINITY))
                .asString()
                .contains("\"threshold\":1.0");
        assertThat(SparkPipeline.withThreshold(path, forest, -1)).asString().contains("\"thresholds\":[1.0,0.0]");
        assertThat(SparkPipeline.withThreshold("sparkml/metadata/part-00000", forest, 0.5))
                .isEqualTo(forest);
        assertThat(SparkPipeline.withThreshold("xgboost/model.ubj", forest, 0.5))
                .isEqualTo(forest);
    }

    @Test
    void trainsWithoutAPipelineWhereAnInputHasTheNameOfAColumnThatMllibAdds() {
        Dataset<Row> rows = TrainingData.rows(2000, 3).withColumnRenamed("f0", "probability");

        TrainedModel trained = Trainer.of(LogisticRegressionEstimator.defaults())
                .savingPipelines()
                .train(
                        TrainingData.SPLIT.assign(rows, TrainingData.spine()),
                        "late",
                        TrainingData.SPLIT.count(rows, TrainingData.spine()),
                        List.of(new InputColumn("probability", "double")),
                        new FittedPreparation(List.of(new NumericEncoder("probability", OptionalDouble.of(0), 0, 1))));

        assertThat(trained.nativeFiles()).isEmpty();
        assertThat(trained.model().score(new Object[] {5.0})).isBetween(0.5, 1.0);
    }

    @Test
    void refusesCategoriesOfNumbers() {
        FittedPreparation preparation = new FittedPreparation(List.of(new OneHotEncoder("n", List.of("1"))));

        assertThatThrownBy(() -> PreparationSql.places(preparation, new StructType().add("n", "int")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("Column n has categories and is no text");
    }
}
