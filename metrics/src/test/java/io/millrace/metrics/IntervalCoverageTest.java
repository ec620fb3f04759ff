package io.millrace.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How often the intervals that can be relied on hold the truth, which is known: the classes' scores are normal on the scale
 * of the logit, {@code separation} apart, and calibrated.
 */
class IntervalCoverageTest {
    private static final double LEAST = 0.93;
    private static final double MOST = 0.97;

    /** Below so many intervals a share says nothing. */
    private static final int FEWEST = 60;

    /** The mean distance of score and label: a loss that no metric of ours has. */
    private static final String DISTANCE = "distance";

    @Test
    void twoOfTwoIsWilsonsIntervalButNotToBeReliedOn() {
        ScoreState state = new ScoreState(1 << 16, 0.5);
        for (int i = 0; i < 50; i++) {
            state.add(i < 2 ? 0.9 : 0.1, i < 12);
        }

        Metric precision =
                BinaryScores.of(state, QualitySettings.defaults()).report().metric("precision");

        assertThat(precision.low()).isBetween(0.3423, 0.3425);
        assertThat(precision.high()).isEqualTo(1);
        assertThat(precision.status()).isEqualTo(MetricStatus.INSUFFICIENT_SAMPLE);
        assertThat(precision.reason()).isEqualTo("no interval from 2 rows; it takes 20");
        assertThat(precision.hasInterval()).isFalse();
    }

    @Test
    void intervalsHoldTheTruthAsOftenAsTheySay() {
        check(new int[] {50, 200, 1_000}, new double[] {0.01, 0.05, 0.2, 0.5}, new double[] {1.5}, 400);
    }

    @Test
    @Tag("slow")
    void intervalsHoldTheTruthForFewAndManyRowsRareAndFrequentPositivesPoorAndGoodModels() {
        check(
                new int[] {50, 100, 200, 500, 1_000, 5_000},
                new double[] {0.01, 0.02, 0.05, 0.1, 0.2, 0.5},
                new double[] {0.8, 1.5, 2.5},
                800);
    }

    @Test
    @Tag("slow")
    void differencesOfTwoModelsHoldTheTruthToo() {
        List<String> outside = new ArrayList<>();
        for (double prevalence : new double[] {0.02, 0.1, 0.5}) {
            Truth champion = new Truth(1.2, prevalence);
            Truth challenger = new Truth(1.5, prevalence);
            for (int size : new int[] {50, 200, 1_000}) {
                Map<String, int[]> counts = new TreeMap<>();
                Random random = new Random(size);
                for (int trial = 0; trial < 400; trial++) {
                    QualityComparison found = compare(champion, challenger, size, random);
                    for (PairedDifference one : found.differences()) {
                        if (!Double.isNaN(one.standardError())) {
                            String name = one.metric();
                            double value = challenger.values.get(name) - champion.values.get(name);
                            int[] count = counts.computeIfAbsent(name, key -> new int[2]);
                            count[0]++;
                            count[1] += one.low(0.95) <= value && value <= one.high(0.95) ? 1 : 0;
                        }
                    }
                }
                judge(counts, size + " rows, prevalence " + prevalence, outside);
            }
        }
        assertThat(outside).isEmpty();
    }

    /** Two views of the same rows that share much of their noise. */
    private static QualityComparison compare(Truth champion, Truth challenger, int size, Random random) {
        PairState state = new PairState();
        for (int i = 0; i < size; i++) {
            boolean positive = random.nextDouble() < champion.prevalence;
            double shared = Math.sqrt(0.6) * random.nextGaussian();
            double[] noise = {random.nextGaussian(), random.nextGaussian()};
            state.add(
                    champion.score(shared + Math.sqrt(0.4) * noise[0] + (positive ? champion.separation : 0)),
                    challenger.score(shared + Math.sqrt(0.4) * noise[1] + (positive ? challenger.separation : 0)),
                    positive);
        }
        return QualityComparison.of(state, QualitySettings.defaults().withBootstrap(0, 1));
    }

    private static int judge(Map<String, int[]> counts, String where, List<String> outside) {
        int cells = 0;
        for (Map.Entry<String, int[]> found : counts.entrySet()) {
            int intervals = found.getValue()[0];
            double coverage = found.getValue()[1] / (double) intervals;
            double chance = 4 * Math.sqrt(0.05 * 0.95 / intervals);
            if (intervals >= FEWEST) {
                cells++;
                if (coverage < LEAST - chance || coverage > MOST + chance) {
                    outside.add(found.getKey() + " " + coverage + " of " + intervals + ": " + where);
                }
            }
        }
        return cells;
    }

    private static void check(int[] sizes, double[] prevalences, double[] separations, int trials) {
        List<String> outside = new ArrayList<>();
        int cells = 0;
        for (double separation : separations) {
            for (double prevalence : prevalences) {
                Truth truth = new Truth(separation, prevalence);
                for (int size : sizes) {
                    cells += judge(
                            simulate(truth, size, trials),
                            size + " rows, prevalence " + prevalence + ", separation " + separation,
                            outside);
                }
            }
        }
        assertThat(outside).as("of " + cells).isEmpty();
        assertThat(cells).isPositive();
    }

    /** Intervals, and those that hold the truth, by metric. */
    private static Map<String, int[]> simulate(Truth truth, int size, int trials) {
        Map<String, int[]> counts = new TreeMap<>();
        Random random = new Random(size + Math.round(1e4 * truth.prevalence + 1e7 * truth.separation));
        for (int trial = 0; trial < trials; trial++) {
            ScoreState state = new ScoreState(1 << 16, truth.threshold);
            for (int i = 0; i < size; i++) {
                boolean positive = random.nextDouble() < truth.prevalence;
                state.add(truth.score(random.nextGaussian() + (positive ? truth.separation : 0)), positive);
            }
            BinaryScores scores = BinaryScores.of(state, QualitySettings.defaults());
            Map<String, Metric> metrics = new TreeMap<>(scores.report().named());
            metrics.put(DISTANCE, scores.mean((score, positive) -> positive ? 1 - score : score, 1));
            metrics.forEach((name, metric) -> {
                if (metric.hasInterval()) {
                    double value = truth.values.get(name);
                    int[] count = counts.computeIfAbsent(name, key -> new int[2]);
                    count[0]++;
                    count[1] += metric.low() <= value && value <= metric.high() ? 1 : 0;
                }
            });
        }
        return counts;
    }

    /** The metrics of infinitely many rows, by integration over the scale of the logit. */
    private static final class Truth {
        private static final int STEPS = 20_000;

        private final double separation;
        private final double prevalence;
        private final double threshold;
        private final Map<String, Double> values = new TreeMap<>();

        Truth(double separation, double prevalence) {
            this.separation = separation;
            this.prevalence = prevalence;
            // a cut that lets about half of the positives through
            double cut = separation;
            this.threshold = score(cut);
            double recall = Normal.upperTail(cut - separation);
            double wrong = Normal.upperTail(cut);
            double predicted = prevalence * recall + (1 - prevalence) * wrong;
            values.put("recall", recall);
            values.put("precision", prevalence * recall / predicted);
            values.put("accuracy", prevalence * recall + (1 - prevalence) * (1 - wrong));
            values.put("f1", 2 * prevalence * recall / (predicted + prevalence));
            values.put("roc_auc", 1 - Normal.upperTail(separation / Math.sqrt(2)));
            double loss = 0;
            double error = 0;
            double precisions = 0;
            double distance = 0;
            double step = (16 + separation) / STEPS;
            for (int i = 0; i < STEPS; i++) {
                double x = -8 + (i + 0.5) * step;
                double positive = step * density(x - separation);
                double negative = step * density(x);
                double score = score(x);
                loss -= prevalence * positive * Math.log(score) + (1 - prevalence) * negative * Math.log1p(-score);
                error +=
                        prevalence * positive * (1 - score) * (1 - score) + (1 - prevalence) * negative * score * score;
                distance += prevalence * positive * (1 - score) + (1 - prevalence) * negative * score;
                double found = prevalence * Normal.upperTail(x - separation);
                precisions += positive * found / (found + (1 - prevalence) * Normal.upperTail(x));
            }
            values.put("log_loss", loss);
            values.put("brier", error);
            values.put("average_precision", precisions);
            values.put(DISTANCE, distance);
        }

        double score(double x) {
            double logit = separation * (x - separation / 2) + Math.log(prevalence / (1 - prevalence));
            return 1 / (1 + Math.exp(-logit));
        }

        private static double density(double x) {
            return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
        }
    }
}
