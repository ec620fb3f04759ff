package io.millrace.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.models.TreeLearner;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.LongAccumulator;
import org.junit.jupiter.api.Test;

class XGBoostFitTest {
    private static final long SEED = 11;

    @Test
    void scoresLikeTheNativeBoosterOnRowsWithMissingValues() throws Exception {
        Dataset<Row> rows = TrainingData.rows(2400, SEED);
        XGBoostEstimator estimator = XGBoostEstimator.builder()
                .rounds(60)
                .param(XGBoostParameter.ETA, 0.3)
                .param(XGBoostParameter.MAX_DEPTH, 5)
                .param(XGBoostParameter.GAMMA, 0.5)
                .param(XGBoostParameter.SUBSAMPLE, 0.8)
                .build();

        TrainedModel trained = train(estimator, rows);

        List<Object[]> inputs = TrainingData.inputs(rows);
        float[] nativeScores = nativeScores(trained.nativeFiles().get("xgboost/model.ubj"), inputs);
        for (int i = 0; i < inputs.size(); i++) {
            assertThat(trained.model().score(inputs.get(i)))
                    .as("row %d, seed %d", i, SEED)
                    .isCloseTo(nativeScores[i], within(1e-6));
        }
    }

    @Test
    void keepsOnlyTheTreesUpToTheBestRound() throws Exception {
        Dataset<Row> rows = TrainingData.rows(2400, SEED);
        XGBoostEstimator estimator = XGBoostEstimator.builder()
                .rounds(300)
                .earlyStoppingRounds(10)
                .param(XGBoostParameter.ETA, 0.5)
                .build();

        TrainedModel trained = train(estimator, rows);

        List<Double> watched = trained.curves().stream()
                .filter(point -> point.name().equals("validate_logloss"))
                .map(point -> point.value())
                .toList();
        double best = watched.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
        int bestRound = watched.indexOf(best);
        assertThat(watched).hasSize(bestRound + 11).hasSizeLessThan(300);
        assertThat(((TreeLearner) trained.model().learner()).treeCount()).isEqualTo(bestRound + 1);
        Booster kept = XGBoost.loadModel(trained.nativeFiles().get("xgboost/model.ubj"));
        assertThat(kept.getNumBoostedRound()).isEqualTo(bestRound + 1);
        assertThat(kept.getAttr("best_iteration")).isEqualTo(Integer.toString(bestRound));
    }

    @Test
    void givesTheSameBytesHoweverTheRowsArePartitioned() {
        Dataset<Row> rows = TrainingData.rows(2400, SEED);
        XGBoostEstimator estimator = XGBoostEstimator.builder()
                .rounds(15)
                .param(XGBoostParameter.SUBSAMPLE, 0.7)
                .param(XGBoostParameter.COLSAMPLE_BYTREE, 0.7)
                .build();

        TrainedModel one = train(estimator, TrainingData.shuffled(rows, 1));
        TrainedModel five = train(estimator, TrainingData.shuffled(rows, 5));

        assertThat(one.model().toBytes()).isEqualTo(five.model().toBytes());
        assertThat(one.nativeFiles().get("xgboost/model.ubj"))
                .isEqualTo(five.nativeFiles().get("xgboost/model.ubj"));
    }

    @Test
    void givesTheSameBytesWithMoreThreads() {
        Dataset<Row> rows = TrainingData.rows(2400, SEED);

        TrainedModel one = train(XGBoostEstimator.builder().rounds(8).threads(1).build(), rows);
        TrainedModel two = train(XGBoostEstimator.builder().rounds(8).threads(2).build(), rows);

        assertThat(one.model().toBytes()).isEqualTo(two.model().toBytes());
    }

    @Test
    void whatXGBoostRefusesComesBackAsARow() throws Exception {
        XGBoostTask.Settings settings = new XGBoostTask.Settings(
                new LinkedHashMap<>(Map.of("objective", "binary:logistic", "max_depth", "deep")),
                1,
                5,
                0,
                "logloss",
                false,
                2,
                0,
                1);
        List<Row> rows = List.of(
                RowFactory.create(LearnerRows.TRAIN, 0.0, new byte[4]),
                RowFactory.create(LearnerRows.TRAIN, 1.0, new byte[4]));

        Iterator<Row> result = new XGBoostTask(settings, new LongAccumulator()).call(rows.iterator());

        Row failure = result.next();
        assertThat(failure.getString(0)).isEqualTo(XGBoostTask.FAILURE);
        assertThat(failure.getString(1)).contains("max_depth");
    }

    @Test
    void readsTheMetricsOfARound() {
        assertThat(XGBoostTask.metrics("[3]\ttrain-auc:0.93\tvalidate-logloss:nan"))
                .containsEntry("train-auc", 0.93)
                .containsEntry("validate-logloss", Double.NaN);
    }

    static TrainedModel train(Estimator estimator, Dataset<Row> rows) {
        Dataset<Row> split = TrainingData.SPLIT.assign(rows, TrainingData.spine());
        SplitCounts counts = TrainingData.SPLIT.count(rows, TrainingData.spine());
        return Trainer.of(estimator)
                .train(
                        split,
                        "late",
                        counts,
                        TrainingData.numericInputs(),
                        estimator.encoding() == Encoding.MISSING_KEPT ? TrainingData.asIs() : TrainingData.imputed());
    }

    private static float[] nativeScores(byte[] ubj, List<Object[]> inputs) throws Exception {
        float[] matrix = new float[inputs.size() * TrainingData.WIDTH];
        for (int i = 0; i < inputs.size(); i++) {
            for (int f = 0; f < TrainingData.WIDTH; f++) {
                Double value = (Double) inputs.get(i)[f];
                matrix[i * TrainingData.WIDTH + f] = value == null ? Float.NaN : value.floatValue();
            }
        }
        float[][] predicted =
                XGBoost.loadModel(ubj).predict(new DMatrix(matrix, inputs.size(), TrainingData.WIDTH, Float.NaN));
        float[] scores = new float[inputs.size()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = predicted[i][0];
        }
        return scores;
    }
}
