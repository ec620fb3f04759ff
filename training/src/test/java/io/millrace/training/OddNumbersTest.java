package io.millrace.training;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.millrace.config.DataException;
import io.millrace.registry.BatchScorer;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every odd number in every part: trained on, or refused by its column and part before the learner sees it. */
class OddNumbersTest {
    private static final List<Part> PARTS = List.of(Part.TRAIN, Part.VALIDATE, Part.TEST);

    private static Stream<Estimator> estimators() {
        return Stream.of(
                XGBoostEstimator.builder().rounds(2).build(),
                new RandomForestEstimator(2, 4, 5, 32, 1, RandomForestEstimator.FeatureSubset.SQRT, 1, 5),
                new LogisticRegressionEstimator(5, 0.0001, 0, 1e-6, 1, 42));
    }

    /** Puts a value into one row of each column's part: columns by threes, a part each. */
    private static Dataset<Row> with(double... values) {
        Dataset<Row> split = TrainingData.SPLIT.assign(TrainingData.rows(2000, 3), TrainingData.spine());
        int[] rows = {700, 1300, 1900};
        for (int i = 0; i < values.length; i++) {
            String column = "f" + i;
            split = split.withColumn(
                    column,
                    when(col("id").equalTo(rows[i % rows.length]), lit(values[i]))
                            .otherwise(col(column)));
        }
        return split;
    }

    private static TrainedModel train(Estimator estimator, Dataset<Row> split) {
        PreparationFit preparation =
                Preparation.defaults().fit(split, TrainingData.numericInputs(), estimator.encoding());
        return Trainer.of(estimator)
                .train(
                        split,
                        "late",
                        TrainingData.SPLIT.count(split.drop(Split.COLUMN), TrainingData.spine()),
                        TrainingData.numericInputs(),
                        preparation.fitted());
    }

    @ParameterizedTest
    @MethodSource("estimators")
    void infinitiesAreRefusedByColumnAndPart(Estimator estimator) {
        double up = Double.POSITIVE_INFINITY;
        double down = Double.NEGATIVE_INFINITY;

        Throwable refusal = catchThrowable(() -> train(estimator, with(up, up, up, down, down, down)));

        assertThat(refusal).isInstanceOf(DataException.class);
        for (int i = 0; i < TrainingData.WIDTH; i++) {
            assertThat(refusal)
                    .hasMessageContaining("f" + i + " has 1 infinite value in the "
                            + PARTS.get(i % PARTS.size()).value() + " part");
        }
        assertThat(refusal).hasMessageContaining("make them NULL");
    }

    @ParameterizedTest
    @MethodSource("estimators")
    void whatAFloatCannotHoldIsRefusedWhereTheLearnerTakesFloats(Estimator estimator) {
        Throwable refusal = catchThrowable(() -> train(estimator, with(1e39, 1e39, 1e39, -1e300, -1e300, -1e300)));

        if (estimator.encoding() != Encoding.MISSING_KEPT) {
            assertThat(refusal).isNull();
            return;
        }
        assertThat(refusal).isInstanceOf(DataException.class);
        for (int i = 0; i < TrainingData.WIDTH; i++) {
            assertThat(refusal)
                    .hasMessageMatching(".*f" + i + " has values from \\S+ to \\S+ in the "
                            + PARTS.get(i % PARTS.size()).value() + " part, which 32-bit floats cannot hold.*");
        }
    }

    @ParameterizedTest
    @MethodSource("estimators")
    void allOtherNumbersAreTrainedOnAndScored(Estimator estimator) {
        Dataset<Row> split = with(Double.NaN, Double.NaN, Double.NaN, -0.0, Double.MIN_VALUE, Float.MAX_VALUE);

        TrainedModel trained = train(estimator, split);

        assertThat(BatchScorer.score(split, trained.model())
                        .where("NOT (prediction_probability BETWEEN 0 AND 1)")
                        .count())
                .isZero();
    }
}
