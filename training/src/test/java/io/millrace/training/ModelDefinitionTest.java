package io.millrace.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import io.millrace.config.ConfigReader;
import io.millrace.config.InvalidConfigException;
import io.millrace.config.Task;
import io.millrace.registry.Gates;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ModelDefinitionTest {
    private static final String SPLIT =
            "split { type = temporal, train-until = \"2013-09-01T00:00:00Z\", validate-until = \"2013-10-16T00:00:00Z\" }\n";

    @Test
    void pinsEveryDefault() {
        ModelDefinition xgboost = read(SPLIT + "estimator { type = xgboost }");
        ModelDefinition linear = read(SPLIT + "estimator { type = logistic-regression }");
        ModelDefinition forest = read(SPLIT + "estimator { type = random-forest }");

        assertThat(xgboost.parameters().toString())
                .isEqualTo("{training-set=delays, inputs=, exclude=, split.train-until=2013-09-01T00:00:00Z,"
                        + " split.validate-until=2013-10-16T00:00:00Z, estimator.type=xgboost, estimator.rounds=200,"
                        + " estimator.early-stopping-rounds=20, estimator.stopping-metric=logloss, estimator.seed=42,"
                        + " estimator.params.eta=0.1, estimator.params.max-depth=6,"
                        + " estimator.params.min-child-weight=1, estimator.params.gamma=0, estimator.params.lambda=1,"
                        + " estimator.params.alpha=0, estimator.params.max-delta-step=0,"
                        + " estimator.params.subsample=1, estimator.params.colsample-bytree=1,"
                        + " estimator.params.colsample-bylevel=1, estimator.params.colsample-bynode=1,"
                        + " estimator.params.max-bin=256, estimator.params.scale-pos-weight=1,"
                        + " preparation.impute=median, preparation.max-categories=50,"
                        + " preparation.min-category-rows=10, threshold=f1, slices=}");
        assertThat(linear.estimator()).isEqualTo(new LogisticRegressionEstimator(100, 0.0001, 0, 1e-6, 1, 42));
        assertThat(forest.estimator())
                .isEqualTo(
                        new RandomForestEstimator(100, 10, 5, 64, 1, RandomForestEstimator.FeatureSubset.SQRT, 2, 42));
        assertThat(xgboost.gates()).isEqualTo(Gates.none());
        assertThat(xgboost.score()).isEmpty();
    }

    @Test
    void readsEveryKey() {
        ModelDefinition definition = read(
                SPLIT
                        + """
                estimator { type = xgboost, rounds = 300, early-stopping-rounds = 30, stopping-metric = auc, seed = 7, threads = 2
                  params { eta = 0.3, max-depth = 4, min-child-weight = 2, gamma = 0.5, lambda = 2, alpha = 0.1,
                    max-delta-step = 1, subsample = 0.8, colsample-bytree = 0.7, colsample-bylevel = 0.6,
                    colsample-bynode = 0.5, max-bin = 64, scale-pos-weight = 3, base-score = 0.5 } }
                preparation { impute = mean, max-categories = 20, min-category-rows = 5 }
                threshold = 0.25
                slices = [carrier, origin]
                exclude = [tail_number]
                gates { min.roc_auc = 0.7 }
                score { source = flights, where = "month = 11" }
                """);

        ModelDefinition built = ModelDefinition.builder(
                        "flight_delay",
                        "delays",
                        new Split(
                                Instant.parse("2013-09-01T00:00:00Z"),
                                Optional.of(Instant.parse("2013-10-16T00:00:00Z"))),
                        XGBoostEstimator.builder()
                                .rounds(300)
                                .earlyStoppingRounds(30)
                                .stoppingMetric(XGBoostEstimator.StoppingMetric.AUC)
                                .seed(7)
                                .threads(2)
                                .baseScore(0.5)
                                .param(XGBoostParameter.ETA, 0.3)
                                .param(XGBoostParameter.MAX_DEPTH, 4)
                                .param(XGBoostParameter.MIN_CHILD_WEIGHT, 2)
                                .param(XGBoostParameter.GAMMA, 0.5)
                                .param(XGBoostParameter.LAMBDA, 2)
                                .param(XGBoostParameter.ALPHA, 0.1)
                                .param(XGBoostParameter.MAX_DELTA_STEP, 1)
                                .param(XGBoostParameter.SUBSAMPLE, 0.8)
                                .param(XGBoostParameter.COLSAMPLE_BYTREE, 0.7)
                                .param(XGBoostParameter.COLSAMPLE_BYLEVEL, 0.6)
                                .param(XGBoostParameter.COLSAMPLE_BYNODE, 0.5)
                                .param(XGBoostParameter.MAX_BIN, 64)
                                .param(XGBoostParameter.SCALE_POS_WEIGHT, 3)
                                .build())
                .preparation(new Preparation(Preparation.Impute.MEAN, 20, 5))
                .threshold(new ThresholdRule.Fixed(0.25))
                .slices("carrier", "origin")
                .inputs(new ModelInputs(List.of(), List.of("tail_number")))
                .gates(new Gates(Map.of("roc_auc", 0.7), Map.of(), Optional.empty()))
                .score(new ScoreDefinition(Optional.of("flights"), Optional.of("month = 11")))
                .build();
        assertThat(definition).isEqualTo(built);
        assertThat(definition.digest()).isEqualTo(built.digest()).hasSize(64);
        assertThat(read(SPLIT + "estimator { type = xgboost }, inputs = [hour]").inputs())
                .isEqualTo(new ModelInputs(List.of("hour"), List.of()));
        assertThat(problems(SPLIT + "estimator { type = xgboost }, inputs = [hour], exclude = [day]"))
                .singleElement()
                .asString()
                .contains("inputs and exclude are both given");
    }

    @ParameterizedTest
    @EnumSource
    void takesATaskThatIsBuiltAndRefusesTheOthersInOneSentence(Task task) {
        String body = SPLIT + "estimator { type = xgboost }\ntask = " + task.text();

        if (task.isBuilt()) {
            assertThat(read(body)).isEqualTo(read(SPLIT + "estimator { type = xgboost }"));
            assertThat(read(body).task()).isEqualTo(task);
        } else {
            assertThat(problems(body))
                    .containsExactly("flights.conf:5 models.flight_delay.task: is " + task.text()
                            + ", which this version of Millrace does not train, judge or score; must be"
                            + " binary-classification; remove the line");
        }
    }

    @Test
    void saysEveryProblemWithItsRangeAndDefault() {
        List<String> problems = problems(
                SPLIT
                        + """
                estimator { type = xgboost, rounds = 0, params { eta = 1.7, max-dept = 4, max-bin = 1, base-score = 1 } }
                preparation { impute = middle }
                threshold = often
                """);

        assertThat(problems)
                .anySatisfy(problem -> assertThat(problem)
                        .endsWith(
                                "models.flight_delay.estimator.params.eta: is 1.7; must be in (0, 1]; remove the line to"
                                        + " use 0.1"))
                .anySatisfy(problem -> assertThat(problem)
                        .endsWith(
                                "models.flight_delay.estimator.rounds: is 0; must be in [1, 100000]; remove the line to"
                                        + " use 200"))
                .anySatisfy(problem -> assertThat(problem).contains("max-dept").contains("max-depth"))
                .anySatisfy(
                        problem -> assertThat(problem).contains("base-score").contains("(0, 1)"))
                .anySatisfy(problem -> assertThat(problem).contains("impute").contains("median"))
                .anySatisfy(problem -> assertThat(problem).contains("threshold").contains("f1, youden or a number"))
                .hasSize(7);
    }

    @Test
    void aThresholdOfValidateRowsNeedsSuchRows() {
        String noValidate = "split { train-until = \"2013-09-01T00:00:00Z\" }, estimator { type = xgboost }\n";

        assertThat(read(noValidate).threshold()).isEqualTo(new ThresholdRule.Fixed(0.5));
        assertThat(problems(noValidate + "threshold = youden"))
                .singleElement()
                .asString()
                .contains("the split has no validate part to choose on");
        assertThat(problems(
                        "split { train-until = \"2013-09-01T00:00:00Z\", validate-until = \"2013-01-01T00:00:00Z\" }"
                                + ", estimator { type = xgboost }"))
                .singleElement()
                .asString()
                .contains("is not after train-until 2013-09-01T00:00:00Z");
    }

    private static ModelDefinition read(String body) {
        ConfigReader root = reader(body);
        Optional<ModelDefinition> definition =
                ModelDefinition.from("flight_delay", root.section("models").section("flight_delay"));
        root.finish();
        return definition.orElseThrow();
    }

    private static List<String> problems(String body) {
        ConfigReader root = reader(body);
        ModelDefinition.from("flight_delay", root.section("models").section("flight_delay"));
        try {
            root.finish();
        } catch (InvalidConfigException e) {
            return e.problems();
        }
        throw new AssertionError("no problem found");
    }

    private static ConfigReader reader(String body) {
        return ConfigReader.of(ConfigFactory.parseString(
                "models.flight_delay {\ntraining-set = delays\n" + body + "\n}",
                ConfigParseOptions.defaults().setOriginDescription("flights.conf")));
    }
}
