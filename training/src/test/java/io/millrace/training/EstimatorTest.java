package io.millrace.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.millrace.config.ConfigReader;
import io.millrace.models.PortableModel;
import io.millrace.training.own.MeanDifferenceEstimator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What every {@link Estimator} promises: each {@link Estimator.Type} with its defaults, and one that is not ours. */
class EstimatorTest {
    private static final Map<String, TrainedModel> TRAINED = new HashMap<>();

    private static Dataset<Row> rows;

    @BeforeAll
    static void makeRows() {
        rows = TrainingData.rows(2000, 41);
    }

    static Stream<Estimator> estimators() {
        return Stream.concat(
                Arrays.stream(Estimator.Type.values()).map(type -> read(Map.of("type", type.text()))),
                Stream.of(new MeanDifferenceEstimator(7)));
    }

    @ParameterizedTest
    @MethodSource("estimators")
    void equalRowsGiveEqualModelsHoweverTheyArePartitioned(Estimator estimator) {
        TrainedModel one = trained(estimator);
        TrainedModel five = XGBoostFitTest.train(estimator, TrainingData.shuffled(rows, 5));

        assertThat(five.model().toBytes()).isEqualTo(one.model().toBytes());
        assertThat(five.importance()).isEqualTo(one.importance());
    }

    @ParameterizedTest
    @MethodSource("estimators")
    void whatItLearnedTellsTheClassesApartAndScoresTheSameOnceStored(Estimator estimator) {
        TrainedModel trained = trained(estimator);

        PortableModel stored = PortableModel.fromBytes(trained.model().toBytes());
        List<Object[]> inputs = TrainingData.inputs(rows);
        List<Row> truth = rows.select("late").collectAsList();
        List<Double> positive = new ArrayList<>();
        List<Double> negative = new ArrayList<>();
        for (int i = 1600; i < inputs.size(); i++) {
            double score = trained.model().score(inputs.get(i));
            assertThat(stored.score(inputs.get(i))).isEqualTo(score).isBetween(0.0, 1.0);
            (truth.get(i).getBoolean(0) ? positive : negative).add(score);
        }
        long pairs = (long) positive.size() * negative.size();
        long right = positive.stream()
                .mapToLong(score ->
                        negative.stream().filter(other -> other < score).count())
                .sum();
        assertThat((double) right / pairs)
                .as("ROC AUC of rows after the training")
                .isGreaterThan(0.7);
        assertThat(trained.importance()).hasSize(TrainingData.WIDTH);
        assertThat(trained.importance().values()).allMatch(share -> share >= 0);
        assertThat(trained.importance().values().stream()
                        .mapToDouble(Double::doubleValue)
                        .sum())
                .isBetween(1 - 1e-9, 1 + 1e-9);
    }

    @ParameterizedTest
    @MethodSource("estimators")
    void itsSettingsBeginWithItsNameAndTellTheSeed(Estimator estimator) {
        assertThat(estimator.parameters().entrySet().iterator().next()).isEqualTo(Map.entry("type", estimator.type()));
        assertThat(estimator.parameters()).containsEntry("seed", Long.toString(estimator.seed()));
    }

    @ParameterizedTest
    @EnumSource
    void itsSettingsMakeTheSameEstimatorAgain(Estimator.Type type) {
        Estimator defaults = read(Map.of("type", type.text()));
        Estimator seeded = read(Map.of("type", type.text(), "seed", "7"));

        assertThat(defaults.type()).isEqualTo(type.text());
        assertThat(read(defaults.parameters()).parameters()).isEqualTo(defaults.parameters());
        assertThat(read(seeded.parameters()).parameters())
                .isEqualTo(seeded.parameters())
                .containsEntry("seed", "7");
    }

    /** Trained once for all tests, in one order of the rows. */
    private static TrainedModel trained(Estimator estimator) {
        return TRAINED.computeIfAbsent(
                estimator.type(), type -> XGBoostFitTest.train(estimator, TrainingData.shuffled(rows, 1)));
    }

    private static Estimator read(Map<String, String> settings) {
        ConfigReader reader = ConfigReader.of(ConfigFactory.parseMap(settings));
        Estimator estimator = Estimator.from(reader).orElseThrow();
        reader.finish();
        return estimator;
    }
}
