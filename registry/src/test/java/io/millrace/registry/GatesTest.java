package io.millrace.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.millrace.config.ConfigReader;
import io.millrace.config.InvalidConfigException;
import io.millrace.metrics.MetricStatus;
import io.millrace.metrics.PairedDifference;
import io.millrace.metrics.QualityComparison;
import io.millrace.metrics.QualityMetric;
import io.millrace.metrics.ScoredRows;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class GatesTest {
    private static final Gates GATES =
            new Gates(Map.of("roc_auc", 0.7), Map.of("log_loss", 0.5), Optional.of(new Gates.NoWorse("roc_auc", 0.95)));

    /** A comparison whose ROC AUC differs by this much, with a standard error of 0.01. */
    static QualityComparison comparison(double difference) {
        return new QualityComparison(
                new ScoredRows(100, 0, 0, 0, 0, 50, 50),
                List.of(new PairedDifference(
                        "roc_auc",
                        QualityMetric.Better.HIGHER,
                        0.8,
                        0.8 + difference,
                        difference,
                        0.01,
                        Double.isNaN(difference) ? MetricStatus.ONE_CLASS : MetricStatus.OK,
                        Double.isNaN(difference) ? "one class only" : "")));
    }

    private static Candidate candidate(double rocAuc, double logLoss) {
        return Candidate.of("delay", 2, Map.of("roc_auc", rocAuc, "log_loss", logLoss));
    }

    @Test
    void passesAtTheBoundsAndNamesTheValues() {
        List<GateResult> results = GATES.judge(candidate(0.7, 0.5), OptionalLong.empty());

        assertThat(results).extracting(GateResult::passed).containsExactly(true, true, true);
        assertThat(results)
                .extracting(GateResult::reason)
                .containsExactly(
                        "roc_auc is 0.7; must be at least 0.7",
                        "log_loss is 0.5; must be at most 0.5",
                        "there is no champion yet");
    }

    @Test
    void failsOnTooFewRowsOfAClass() {
        for (long positives : new long[] {9, 10, 90, 91}) {
            Candidate candidate = Candidate.of(
                    "delay", 2, Map.of("roc_auc", 0.9, "log_loss", 0.1, "row_count", 100.0, "positive_count", (double)
                            positives));

            List<GateResult> results = GATES.judge(candidate, OptionalLong.empty());

            boolean enough = positives == 10 || positives == 90;
            assertThat(results).extracting(GateResult::passed).containsExactly(enough, enough, true);
            assertThat(results.get(0).reason())
                    .isEqualTo("roc_auc is 0.9; must be at least 0.7"
                            + (enough ? "" : ", of 10 rows of each class or more; the rarer has 9"));
        }
    }

    @Test
    void failsBeyondTheBoundsAndOnWhatIsUndefined() {
        assertThat(GATES.judge(candidate(Math.nextDown(0.7), 0.6), OptionalLong.empty()))
                .extracting(GateResult::passed)
                .containsExactly(false, false, true);
        assertThat(GATES.judge(Candidate.of("delay", 2, Map.of("roc_auc", Double.NaN)), OptionalLong.empty()))
                .extracting(GateResult::reason)
                .startsWith("roc_auc is missing or undefined; must be at least 0.7")
                .contains("log_loss is missing or undefined; must be at most 0.5");
    }

    @Test
    void isNoWorseWithinTheNoiseOnly() {
        OptionalLong champion = OptionalLong.of(1);

        assertThat(last(candidate(0.8, 0.1).comparedWith(1, comparison(-0.01)), champion))
                .matches(GateResult::passed);
        assertThat(last(candidate(0.8, 0.1).comparedWith(1, comparison(-0.02)), champion)
                        .reason())
                .contains("difference -0.0200000")
                .contains("worse at confidence 0.95");
        assertThat(last(candidate(0.8, 0.1).comparedWith(1, comparison(-0.02)), champion))
                .matches(gate -> !gate.passed());
        assertThat(last(candidate(0.8, 0.1).comparedWith(1, comparison(Double.NaN)), champion)
                        .reason())
                .contains("undefined: one class only");
    }

    @Test
    void needsTheComparisonWithThePresentChampion() {
        OptionalLong champion = OptionalLong.of(4);

        assertThat(last(candidate(0.8, 0.1), champion).reason()).contains("not compared with the champion, version 4");
        assertThat(last(candidate(0.8, 0.1).comparedWith(3, comparison(0.1)), champion)
                        .reason())
                .contains("compared with version 3, but the champion is now version 4");
        assertThat(last(candidate(0.8, 0.1).comparedWith(3, comparison(0.1)), champion)
                        .passed())
                .isFalse();
    }

    private static GateResult last(Candidate candidate, OptionalLong champion) {
        List<GateResult> results = GATES.judge(candidate, champion);
        return results.get(results.size() - 1);
    }

    @Test
    void readsEveryKeyOfTheSection() {
        ConfigReader reader = ConfigReader.of(
                ConfigFactory.parseString(
                        "min.roc_auc = 0.7, max { log_loss = 0.5 }, no-worse-than-champion { metric = roc_auc, confidence = 0.95 }"));

        Gates gates = Gates.from(reader);
        reader.finish();

        assertThat(gates).isEqualTo(GATES);
    }

    @Test
    void letsEverythingPassByDefault() {
        ConfigReader reader = ConfigReader.of(ConfigFactory.parseString("no-worse-than-champion {}"));

        Gates gates = Gates.from(reader);
        reader.finish();

        assertThat(gates.noWorseThanChampion()).contains(new Gates.NoWorse("roc_auc", 0.95));
        assertThat(Gates.from(ConfigReader.of(ConfigFactory.empty()))).isEqualTo(Gates.none());
        assertThat(Gates.none().judge(Candidate.of("m", 1, Map.of()), OptionalLong.of(3)))
                .isEmpty();
    }

    @Test
    void reportsEveryProblemOfTheSection() {
        ConfigReader reader = ConfigReader.of(ConfigFactory.parseString(
                "min { roc_auc = 0.9, brier = high }, max.roc_auc = 0.8, no-worse-than-champion.confidence = 95"));
        Gates.from(reader);

        assertThatThrownBy(reader::finish)
                .isInstanceOfSatisfying(InvalidConfigException.class, e -> assertThat(e.problems())
                        .hasSize(3)
                        .anyMatch(problem -> problem.contains("brier"))
                        .anyMatch(problem -> problem.contains("at least 0.9 and at most 0.8"))
                        .anyMatch(problem -> problem.contains("(0, 1)")));
    }
}
