package io.millrace.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.classification.RandomForestClassificationModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class MllibFitTest {
    private static final long SEED = 23;
    private static final RandomForestEstimator FOREST =
            new RandomForestEstimator(15, 6, 3, 32, 0.8, RandomForestEstimator.FeatureSubset.SQRT, 2, SEED);

    @Test
    void scoresLikeMllibsLogisticRegression() {
        LogisticRegressionEstimator estimator = LogisticRegressionEstimator.defaults();
        Dataset<Row> rows = TrainingData.rows(2400, SEED);
        Dataset<Row> vectors = vectors(rows, 1);
        LogisticRegressionModel mllib = estimator.mllib().fit(vectors);

        TrainedModel trained = XGBoostFitTest.train(estimator, rows);

        for (Row row : vectors.collectAsList()) {
            Vector vector = row.getAs(1);
            assertThat(trained.model().learner().probability(vector.toArray()))
                    .isCloseTo(mllib.predictProbability(vector).apply(1), within(1e-9));
        }
        assertThat(trained.importance().values().stream()
                        .mapToDouble(share -> share)
                        .sum())
                .isCloseTo(1, within(1e-12));
    }

    @Test
    void scoresLikeMllibsRandomForest() {
        Dataset<Row> rows = TrainingData.rows(2400, SEED);
        Dataset<Row> vectors = vectors(rows, FOREST.partitions());
        RandomForestClassificationModel mllib = FOREST.mllib().fit(vectors);

        TrainedModel trained = XGBoostFitTest.train(FOREST, rows);

        for (Row row : vectors.collectAsList()) {
            Vector vector = row.getAs(1);
            assertThat(trained.model().learner().probability(vector.toArray()))
                    .isCloseTo(mllib.predictProbability(vector).apply(1), within(1e-12));
        }
    }

    private static Dataset<Row> vectors(Dataset<Row> rows, int partitions) {
        Dataset<Row> split = TrainingData.SPLIT.assign(rows, TrainingData.spine());
        FitInput input = new FitInput(
                split,
                "late",
                TrainingData.SPLIT.count(rows, TrainingData.spine()),
                TrainingData.imputed(),
                TrainingProgress.silent(),
                FitInput.NativeFiles.AT_HAND);
        return input.vectors(partitions);
    }
}
