package io.millrace.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QualityReportTest {
    private static final QualitySettings QUIET = QualitySettings.defaults().withBootstrap(0, 1);

    @Test
    void equalsTheTextbookWhenAllScoresAreToldApart() {
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            int n = 2 + random.nextInt(150);
            int distinct = 1 + random.nextInt(200);
            double[] scores = new double[n];
            boolean[] labels = new boolean[n];
            for (int i = 0; i < n; i++) {
                scores[i] = (double) random.nextInt(distinct + 1) / distinct;
                labels[i] = random.nextDouble() < 0.1 + 0.8 * scores[i];
            }
            labels[0] = true;
            labels[1] = false;
            double threshold = scores[n / 2];

            QualityReport report = report(scores, labels, 1 << 16, QUIET.withThreshold(threshold));

            String where = "seed " + seed;
            assertThat(report.metric("roc_auc").value())
                    .as(where)
                    .isCloseTo(NaiveQuality.rocAuc(scores, labels), offset(1e-12));
            assertThat(report.metric("roc_auc").bound()).as(where).isEqualTo(0);
            assertThat(report.metric("average_precision").value())
                    .as(where)
                    .isCloseTo(NaiveQuality.averagePrecision(scores, labels), offset(1e-12));
            assertThat(report.metric("average_precision").bound()).isEqualTo(0);
            assertThat(report.metric("ks").value()).as(where).isCloseTo(NaiveQuality.ks(scores, labels), offset(1e-12));
            assertThat(report.metric("log_loss").value())
                    .as(where)
                    .isCloseTo(NaiveQuality.logLoss(scores, labels), offset(1e-9));
            assertThat(report.metric("brier").value())
                    .as(where)
                    .isCloseTo(NaiveQuality.brier(scores, labels), offset(1e-12));
            assertThat(report.metric("ece").value())
                    .as(where)
                    .isCloseTo(NaiveQuality.ece(scores, labels, 10), offset(1e-12));
            assertThat(report.chosen().orElseThrow().confusion())
                    .as(where)
                    .isEqualTo(NaiveQuality.confusion(scores, labels, threshold));
            ThresholdQuality best = report.bestF1().orElseThrow();
            assertThat(best.metric("f1").value())
                    .as(where)
                    .isCloseTo(NaiveQuality.bestF1(scores, labels), offset(1e-12));
            assertThat(best.confusion()).isEqualTo(NaiveQuality.confusion(scores, labels, best.threshold()));
            ThresholdQuality youden = report.youden().orElseThrow();
            assertThat(youden.confusion()).isEqualTo(NaiveQuality.confusion(scores, labels, youden.threshold()));
            assertThat(QualityReport.fromJson(Json.parse(report.toJson().toString())))
                    .isEqualTo(report);
        }
    }

    @Test
    void givesNoIntervalOfARankingFromAHandfulOfOneClass() {
        double[] scores = new double[200];
        boolean[] few = new boolean[scores.length];
        boolean[] enough = new boolean[scores.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = i / 200.0;
            few[i] = i % 50 == 49;
            enough[i] = i % 20 == 19;
        }
        QualitySettings settings = QualitySettings.defaults();

        Metric four = report(scores, few, 1 << 16, settings).metric("roc_auc");
        Metric ten = report(scores, enough, 1 << 16, settings).metric("roc_auc");

        assertThat(four.value()).isCloseTo(NaiveQuality.rocAuc(scores, few), offset(1e-12));
        assertThat(four.hasInterval()).isFalse();
        assertThat(four.status()).isEqualTo(MetricStatus.INSUFFICIENT_SAMPLE);
        assertThat(four.reason()).isEqualTo("no interval from 4 rows of the rarer class; it takes 10");
        assertThat(ten.hasInterval()).isTrue();
    }

    @Test
    void boundsHoldWhenScoresShareBins() {
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            int n = 300 + random.nextInt(200);
            double power = 1 + random.nextInt(12);
            double[] scores = random.doubles(n).map(u -> Math.pow(u, power)).toArray();
            if (seed % 2 == 0) {
                for (int i = 0; i < n; i++) {
                    scores[i] = 1 - scores[i];
                }
            }
            boolean[] labels = new boolean[n];
            for (int i = 0; i < n; i++) {
                labels[i] = random.nextDouble() < 0.2 + 0.6 * scores[i];
            }

            QualityReport report = report(scores, labels, 16 << random.nextInt(4), QUIET.withThreshold(0.5));

            String where = "seed " + seed;
            assertWithinBound(report.metric("roc_auc"), NaiveQuality.rocAuc(scores, labels), where);
            assertWithinBound(report.metric("average_precision"), NaiveQuality.averagePrecision(scores, labels), where);
            assertWithinBound(report.metric("ks"), NaiveQuality.ks(scores, labels), where);
            assertThat(report.metric("roc_auc").bound()).as(where).isPositive();
            assertThat(report.chosen().orElseThrow().confusion())
                    .as(where)
                    .isEqualTo(NaiveQuality.confusion(scores, labels, 0.5));
            ThresholdQuality best = report.bestF1().orElseThrow();
            assertThat(best.confusion()).as(where).isEqualTo(NaiveQuality.confusion(scores, labels, best.threshold()));
            long inBars = report.histogram().stream()
                    .mapToLong(bar -> bar.positiveCount() + bar.negativeCount())
                    .sum();
            assertThat(inBars).isEqualTo(n);
            assertThat(report.calibration().stream()
                            .mapToLong(CalibrationBin::count)
                            .sum())
                    .isEqualTo(n);
        }
    }

    private static void assertWithinBound(Metric metric, double expected, String where) {
        assertThat(metric.value()).as(where).isCloseTo(expected, within(metric.bound() + 1e-12));
    }

    @Test
    void aucStaysSharpWithMoreScoresThanBins() {
        Random random = new Random(1);
        int n = 400_000;
        double[] scores = random.doubles(n).map(u -> u * u * u).toArray();
        boolean[] labels = new boolean[n];
        for (int i = 0; i < n; i++) {
            labels[i] = random.nextDouble() < scores[i];
        }

        QualityReport report = report(scores, labels, ScoreState.OVERALL_LIMIT, QUIET);

        assertThat(report.metric("roc_auc").bound()).isLessThan(3e-5);
        assertThat(report.metric("average_precision").bound()).isLessThan(1e-3);
        assertThat(report.rocCurve().size()).isLessThanOrEqualTo(200);
        assertThat(report.prCurve().size()).isLessThanOrEqualTo(200);
        assertThat(report.gains()).hasSize(101);
        assertThat(report.gains().get(100).y()).isEqualTo(1);
        assertThat(report.rocCurve().get(0)).isEqualTo(new CurvePoint(0, 0, Double.POSITIVE_INFINITY));
        CurvePoint last = report.rocCurve().get(report.rocCurve().size() - 1);
        assertThat(last.x()).isEqualTo(1);
        assertThat(last.y()).isEqualTo(1);
    }

    @Test
    void oneClassLeavesTheMetricsThatNeedBothUndefinedAndTheOthersAlone() {
        QualityReport report = report(
                new double[] {0.2, 0.7, 0.7},
                new boolean[3],
                1 << 16,
                QualitySettings.defaults().withThreshold(0.5));

        assertThat(report.metric("roc_auc").isDefined()).isFalse();
        assertThat(report.metric("roc_auc").status()).isEqualTo(MetricStatus.ONE_CLASS);
        assertThat(report.metric("roc_auc").reason())
                .isEqualTo("needs rows of both classes; has 0 positive and 3 negative");
        assertThat(report.metric("average_precision").isDefined()).isFalse();
        assertThat(report.metric("ks").isDefined()).isFalse();
        assertThat(report.metric("brier").value()).isCloseTo((0.04 + 0.49 + 0.49) / 3, offset(1e-12));
        assertThat(report.chosen().orElseThrow().confusion()).isEqualTo(new Confusion(0, 2, 1, 0));
        assertThat(report.chosen().orElseThrow().metric("recall").isDefined()).isFalse();
        assertThat(report.metrics()).doesNotContainKeys("roc_auc", "recall").containsKeys("brier", "accuracy");
        assertThat(report.toJson().get("roc_auc").get("value").isNull()).isTrue();
        assertThat(QualityReport.fromJson(report.toJson())).isEqualTo(report);
    }

    @Test
    void noUsableRowsLeaveEverythingUndefined() {
        ScoreState state = new ScoreState(1 << 16, 0.5);
        QualityReport empty = BinaryScores.of(state, QualitySettings.defaults()).report();
        assertThat(empty.metric("brier").status()).isEqualTo(MetricStatus.EMPTY_WINDOW);
        state.add(Double.NaN, true);
        state.add(1.5, false);
        state.add(Double.NEGATIVE_INFINITY, false);
        state.addWithoutLabel();
        state.addWithoutScore();

        QualityReport report =
                BinaryScores.of(state, QualitySettings.defaults()).report();

        assertThat(report.rows()).isEqualTo(new ScoredRows(5, 1, 1, 1, 2, 0, 0));
        assertThat(report.named().values()).noneMatch(Metric::isDefined);
        assertThat(report.metric("brier").status()).isEqualTo(MetricStatus.NO_VALID_VALUES);
        assertThat(QualityReport.fromJson(report.toJson())).isEqualTo(report);
    }

    @Test
    void clipsProbabilitiesOfTheTruthThatAreZeroAndCountsThem() {
        QualityReport report =
                report(new double[] {0, 1, 0.5, -0.0}, new boolean[] {true, false, true, false}, 1 << 16, QUIET);

        assertThat(report.clippedCount()).isEqualTo(2);
        double clipped = -Math.log(1e-15);
        assertThat(report.metric("log_loss").value()).isCloseTo((2 * clipped + Math.log(2)) / 4, offset(1e-1));
        assertThat(report.rows().usableCount()).isEqualTo(4);
    }

    @Test
    void theSameRowsGiveTheSameIntervals() {
        Random random = new Random(3);
        double[] scores = random.doubles(5000).toArray();
        boolean[] labels = new boolean[5000];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = random.nextDouble() < scores[i];
        }
        QualitySettings settings = QualitySettings.defaults().withThreshold(0.4);

        QualityReport first = report(scores, labels, 1 << 16, settings);
        QualityReport again = report(scores, labels, 1 << 16, settings);

        assertThat(again).isEqualTo(first);
        assertThat(first.metrics()).containsKeys("roc_auc_low", "f1_high", "log_loss_low", "best_f1_threshold");
        assertThat(QualityReport.metricNames()).containsAll(first.metrics().keySet());
    }

    @Test
    void readsAReportOfBeforeItsTaskHadAName() {
        QualityReport report = report(
                new double[] {0.2, 0.7, 0.9}, new boolean[] {false, true, true}, 1 << 16, QUIET.withThreshold(0.5));
        ObjectNode old = report.toJson();
        assertThat(old.remove("task").asText()).isEqualTo("binary-classification");

        assertThat(QualityReport.fromJson(old)).isEqualTo(report);
        assertThatThrownBy(() -> QualityReport.fromJson(report.toJson().put("task", "regression")))
                .hasMessageContaining("task regression");
    }

    @Test
    void statesHaveTheSameBytesInAnyOrderAndGrouping() {
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            int limit = 8 << random.nextInt(5);
            List<ScoreState> parts =
                    List.of(new ScoreState(limit, 0.3), new ScoreState(limit, 0.3), new ScoreState(limit, 0.3));
            ScoreState all = new ScoreState(limit, 0.3);
            for (int i = 0; i < 500; i++) {
                double score = random.nextInt(4) == 0 ? random.nextDouble() : random.nextInt(30) / 30.0;
                boolean label = random.nextBoolean();
                all.add(score, label);
                parts.get(random.nextInt(3)).add(score, label);
            }
            ScoreState a = parts.get(0);
            ScoreState b = parts.get(1);
            ScoreState c = parts.get(2);

            assertThat(a.merge(b).merge(c).toBytes()).as("seed " + seed).isEqualTo(all.toBytes());
            assertThat(c.merge(b.merge(a)).toBytes()).as("seed " + seed).isEqualTo(all.toBytes());
            assertThat(all.merge(new ScoreState(limit, 0.3)).toBytes()).isEqualTo(all.toBytes());
            assertThat(ScoreState.fromBytes(all.toBytes()).toBytes()).isEqualTo(all.toBytes());
        }
    }

    @Test
    void scoreKeysKeepTheOrderAndNameTheEndsOfTheirBins() {
        Random random = new Random(11);
        double previous = 0;
        for (double score : random.doubles(5000)
                .map(u -> u < 0.3 ? u * 1e-9 : u < 0.6 ? 1 - u * 1e-9 : u)
                .sorted()
                .toArray()) {
            assertThat(Keys.ofScore(score)).isGreaterThanOrEqualTo(Keys.ofScore(previous));
            assertThat(Keys.scoreFrom(Keys.ofScore(score))).isEqualTo(score);
            assertThat(Keys.scoreTo(Keys.ofScore(score))).isEqualTo(score);
            for (int shift : new int[] {10, 30, 45, 52}) {
                long low = Keys.ofScore(score) >> shift << shift;
                double from = Keys.scoreFrom(low);
                double to = Keys.scoreTo(low + (1L << shift) - 1);
                assertThat(score).isBetween(from, to);
                assertThat(Keys.ofScore(from) >> shift << shift).isEqualTo(low);
                assertThat(Keys.ofScore(to) >> shift << shift).isEqualTo(low);
                if (from > 0) {
                    assertThat(Keys.ofScore(Math.nextDown(from)) >> shift << shift)
                            .isLessThan(low);
                }
            }
            previous = score;
        }
        assertThat(Keys.ofScore(0.5)).isGreaterThan(Keys.ofScore(Math.nextDown(0.5)));
    }

    private static QualityReport report(double[] scores, boolean[] labels, int limit, QualitySettings settings) {
        ScoreState state = new ScoreState(limit, settings.threshold().orElse(Double.NaN));
        for (int i = 0; i < scores.length; i++) {
            state.add(scores[i], labels[i]);
        }
        return BinaryScores.of(state, settings).report();
    }
}
