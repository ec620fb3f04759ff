package io.millrace.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QualityComparisonTest {
    private static final QualitySettings SETTINGS = QualitySettings.defaults().withBootstrap(200, 1);

    @Test
    void hasDeLongsStandardErrorOnMidRanks() {
        for (int seed = 0; seed < 20; seed++) {
            Sample sample = new Sample(seed, 80, 0.5, 1.0);

            PairedDifference auc = sample.compare("roc_auc");

            double expected =
                    Math.sqrt(NaiveQuality.deLongDifferenceVariance(sample.champion, sample.challenger, sample.labels));
            assertThat(auc.standardError()).as("seed " + seed).isCloseTo(expected, offset(1e-9));
            assertThat(auc.champion()).isCloseTo(NaiveQuality.rocAuc(sample.champion, sample.labels), offset(1e-12));
            assertThat(auc.challenger())
                    .isCloseTo(NaiveQuality.rocAuc(sample.challenger, sample.labels), offset(1e-12));
        }
    }

    @Test
    void rowWiseErrorsGiveTheDifferencesOfLogLossAndBrier() {
        Sample sample = new Sample(4, 500, 0.2, 1.0);
        PairedDifference brier = sample.compare("brier");
        PairedDifference loss = sample.compare("log_loss");

        assertThat(brier.difference())
                .isCloseTo(
                        NaiveQuality.brier(sample.challenger, sample.labels)
                                - NaiveQuality.brier(sample.champion, sample.labels),
                        offset(1e-12));
        assertThat(loss.difference())
                .isCloseTo(
                        NaiveQuality.logLoss(sample.challenger, sample.labels)
                                - NaiveQuality.logLoss(sample.champion, sample.labels),
                        offset(1e-9));
        assertThat(brier.better()).isEqualTo(QualityMetric.Better.LOWER);
        assertThat(brier.improvement()).isEqualTo(-brier.difference());
    }

    @Test
    void tellsAClearGainFromNoise() {
        PairedDifference gain = new Sample(1, 4000, 0.3, 1.5).compare("roc_auc");
        PairedDifference noise = new Sample(2, 300, 1.0, 1.0).compare("roc_auc");
        PairedDifference precision = new Sample(1, 4000, 0.3, 1.5).compare("average_precision");

        assertThat(gain.better(0.95)).isTrue();
        assertThat(gain.worse(0.95)).isFalse();
        assertThat(gain.pValue()).isLessThan(0.001);
        assertThat(gain.low(0.95)).isPositive();
        assertThat(precision.better(0.95)).isTrue();
        assertThat(noise.better(0.999)).isFalse();
        assertThat(noise.worse(0.999)).isFalse();
    }

    @Test
    void equalScoresDifferInNothing() {
        Sample sample = new Sample(3, 200, 1.0, 1.0);
        PairState state = new PairState();
        for (int i = 0; i < sample.labels.length; i++) {
            state.add(sample.champion[i], sample.champion[i], sample.labels[i]);
        }

        for (PairedDifference one : QualityComparison.of(state, SETTINGS).differences()) {
            assertThat(one.difference()).as(one.metric()).isEqualTo(0);
            assertThat(one.standardError()).as(one.metric()).isCloseTo(0, offset(1e-12));
            assertThat(one.worse(0.95)).isFalse();
        }
    }

    @Test
    void coarseCellsKeepTheStandardError() {
        Sample sample = new Sample(5, 3000, 0.6, 1.0);
        OrderedHistogram joint = new OrderedHistogram(2, 1 << 16, 60);
        for (int i = 0; i < sample.labels.length; i++) {
            joint.add(JointCells.key(sample.champion[i], sample.challenger[i]), sample.labels[i] ? 1 : 0, 1);
        }

        double fine = JointCells.of(joint, 1 << 16).rocAucDifferenceVariance();
        double coarse = JointCells.of(joint, 500).rocAucDifferenceVariance();

        assertThat(coarse).isCloseTo(fine, withinPercentage(10));
    }

    @Test
    void oneClassAndUnusableRowsAreUndefinedNotZero() {
        PairState state = new PairState();
        state.add(0.3, 0.4, false);
        state.add(Double.NaN, 0.4, true);
        state.add(0.2, 7, true);
        state.addWithoutLabel();
        state.addWithoutScore();

        QualityComparison comparison = QualityComparison.of(state, SETTINGS);

        assertThat(comparison.rows()).isEqualTo(new ScoredRows(5, 1, 1, 1, 1, 0, 1));
        PairedDifference auc = comparison.difference("roc_auc").orElseThrow();
        assertThat(auc.difference()).isNaN();
        assertThat(auc.status()).isEqualTo(MetricStatus.ONE_CLASS);
        assertThat(auc.better(0.95)).isFalse();
        assertThat(comparison.difference("brier").orElseThrow().status()).isEqualTo(MetricStatus.INSUFFICIENT_SAMPLE);
        assertThat(QualityComparison.fromJson(comparison.toJson())).isEqualTo(comparison);
        assertThat(comparison.difference("f1")).isEmpty();
    }

    @Test
    void statesMergeToTheSameBytes() {
        Sample sample = new Sample(6, 400, 0.5, 1.0);
        List<PairState> parts = List.of(new PairState(), new PairState());
        PairState all = new PairState();
        for (int i = 0; i < sample.labels.length; i++) {
            parts.get(i % 3 % 2).add(sample.champion[i], sample.challenger[i], sample.labels[i]);
            all.add(sample.champion[i], sample.challenger[i], sample.labels[i]);
        }

        assertThat(parts.get(0).merge(parts.get(1)).toBytes()).isEqualTo(all.toBytes());
        assertThat(parts.get(1).merge(parts.get(0)).toBytes()).isEqualTo(all.toBytes());
        assertThat(PairState.fromBytes(all.toBytes()).toBytes()).isEqualTo(all.toBytes());
    }

    /** Two noisy views of one signal; scores are rounded so that there are ties. */
    private static final class Sample {
        private final double[] champion;
        private final double[] challenger;
        private final boolean[] labels;

        Sample(int seed, int n, double championSignal, double challengerSignal) {
            Random random = new Random(seed);
            champion = new double[n];
            challenger = new double[n];
            labels = new boolean[n];
            for (int i = 0; i < n; i++) {
                labels[i] = i < 2 || (i >= 4 && random.nextInt(3) == 0);
                double shared = random.nextGaussian();
                champion[i] = score(championSignal * (labels[i] ? 1 : 0) + shared + 0.3 * random.nextGaussian());
                challenger[i] = score(challengerSignal * (labels[i] ? 1 : 0) + shared + 0.3 * random.nextGaussian());
            }
        }

        private static double score(double logit) {
            return Math.rint(50 / (1 + Math.exp(-logit))) / 50;
        }

        PairedDifference compare(String metric) {
            PairState state = new PairState();
            for (int i = 0; i < labels.length; i++) {
                state.add(champion[i], challenger[i], labels[i]);
            }
            return QualityComparison.of(state, SETTINGS).difference(metric).orElseThrow();
        }
    }
}
