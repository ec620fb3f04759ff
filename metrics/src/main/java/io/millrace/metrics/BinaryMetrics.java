package io.millrace.metrics;

import io.millrace.metrics.BinaryScores.Needs;
import io.millrace.metrics.QualityMetric.Better;
import io.millrace.metrics.QualityMetric.Place;
import io.millrace.metrics.QualityMetric.ProfileColumn;
import io.millrace.metrics.QualityMetric.ProfileColumn.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;

/** The metrics of binary classification, one entry each: what it is called, how it is computed, where it is shown. */
final class BinaryMetrics {
    static final String BEST_F1 = "best_f1";
    static final String F1 = "f1";

    /** Cells of the joint histogram from which average precision is drawn again and again. */
    private static final int BOOTSTRAP_CELLS = 4096;

    private static final List<BinaryMetric> OURS = List.of(
            ScoreMetric.of("roc_auc", Better.HIGHER, Needs.BOTH_CLASSES)
                    .called("ROC AUC", "chance that a positive row scores above a negative one")
                    .value(scores -> scores.intervals().rocAuc(scores.ranked().rocAuc()))
                    .differenceError((pair, settings) -> Math.sqrt(
                            JointCells.of(pair.joint(), PairState.CELLS).rocAucDifferenceVariance()))
                    .profile(new ProfileColumn("roc_auc_score", Shape.PER_CLASS))
                    .shownAt(Place.CARDS, Place.SLICES, Place.WINDOWS),
            ScoreMetric.of("average_precision", Better.HIGHER, Needs.POSITIVES)
                    .called("Average precision", "precision, averaged as recall grows")
                    .value(scores ->
                            scores.intervals().averagePrecision(scores.ranked().averagePrecision()))
                    .differenceError((pair, settings) -> settings.replicates() > 1
                            ? JointCells.of(pair.joint(), BOOTSTRAP_CELLS)
                                    .averagePrecisionDifferenceError(settings.replicates(), settings.seed())
                            : Double.NaN)
                    .shownAt(Place.CARDS),
            ScoreMetric.of("log_loss", Better.LOWER, Needs.ROWS)
                    .called("Log loss", "mean surprise by the truth, in nats; 0 is best")
                    .value(scores ->
                            scores.mean(scores.state().meanLogLoss(), ScoreState::logLoss, Double.POSITIVE_INFINITY))
                    .differenceError((pair, settings) -> errorOfMean(pair.lossDifferences()))
                    .profile(new ProfileColumn("log_loss", Shape.NUMBER))
                    .shownAt(Place.CARDS, Place.SLICES, Place.WINDOWS),
            ScoreMetric.of("brier", Better.LOWER, Needs.ROWS)
                    .called("Brier score", "mean squared distance of score and label; 0 is best")
                    .value(scores -> scores.mean(scores.state().meanSquaredError(), ScoreState::squaredError, 1))
                    .differenceError((pair, settings) -> errorOfMean(pair.errorDifferences()))
                    .profile(new ProfileColumn("brier_score", Shape.NUMBER))
                    .shownAt(Place.CARDS, Place.WINDOWS),
            ScoreMetric.of("ece", Better.LOWER, Needs.ROWS)
                    .called("Calibration error", "mean distance of promised and observed share; 0 is best")
                    .value(BinaryScores::calibrationError)
                    .profile(new ProfileColumn("calibration_error", Shape.NUMBER))
                    .shownAt(Place.CARDS),
            ScoreMetric.of("ks", Better.HIGHER, Needs.BOTH_CLASSES)
                    .called("Kolmogorov-Smirnov distance", "greatest distance of the two classes' scores")
                    .value(scores -> Intervals.ks(scores.ranked().ks())),
            DecisionMetric.of("accuracy", Confusion::accuracy, threshold -> "no rows")
                    .called("Accuracy", "share of decisions that are right")
                    .interval((intervals, value, of) ->
                            intervals.share(value, of.truePositives() + of.trueNegatives(), of.rowCount()))
                    .profile(new ProfileColumn("accuracy_score", Shape.NUMBER))
                    .shownAt(Place.WINDOWS),
            DecisionMetric.of(
                            "precision",
                            Confusion::precision,
                            threshold -> "no row has a score of at least " + threshold)
                    .called("Precision", "share of positives among the rows predicted positive")
                    .interval((intervals, value, of) ->
                            intervals.share(value, of.truePositives(), of.truePositives() + of.falsePositives()))
                    .profile(new ProfileColumn("precision", Shape.PER_CLASS))
                    .shownAt(Place.SLICES),
            DecisionMetric.of("recall", Confusion::recall, threshold -> "no positive rows")
                    .called("Recall", "share of the positives that are found")
                    .interval((intervals, value, of) ->
                            intervals.share(value, of.truePositives(), of.truePositives() + of.falseNegatives()))
                    .profile(new ProfileColumn("recall", Shape.PER_CLASS))
                    .shownAt(Place.SLICES),
            DecisionMetric.of(F1, Confusion::f1, threshold -> "no positive rows and none predicted positive")
                    .called("F1", "harmonic mean of precision and recall")
                    .interval(Intervals::f1)
                    .profile(new ProfileColumn("f1_score", Shape.PER_CLASS)),
            ScoreMetric.of(BEST_F1, Better.HIGHER, Needs.POSITIVES)
                    .called("Best F1 of all thresholds", "the greatest F1 that a threshold gives on these rows")
                    .valueIfAny(scores -> scores.bestF1().map(at -> at.metric(F1))));

    private static final List<BinaryMetric> ALL = withThoseOfTheClassPath();

    private BinaryMetrics() {}

    /** All metrics: ours, then those that the class path names. */
    static List<BinaryMetric> all() {
        return ALL;
    }

    /** The metrics of these scores by name, in order; a metric whose question does not arise is absent. */
    static Map<String, Metric> of(BinaryScores scores) {
        Map<String, Metric> metrics = new LinkedHashMap<>();
        ALL.forEach(metric -> metric.of(scores).ifPresent(value -> metrics.put(metric.name(), value)));
        return metrics;
    }

    private static List<BinaryMetric> withThoseOfTheClassPath() {
        List<BinaryMetric> all = new ArrayList<>(OURS);
        ServiceLoader.load(BinaryMetric.class, BinaryMetric.class.getClassLoader())
                .forEach(all::add);
        Set<String> names = new HashSet<>(QualityReport.RESERVED);
        for (BinaryMetric metric : all) {
            boolean bound = metric.name().endsWith("_low") || metric.name().endsWith("_high");
            if (bound || !metric.name().matches("[a-z][a-z0-9_]*") || !names.add(metric.name())) {
                throw new IllegalStateException(
                        "The metric of " + metric.getClass().getName() + " is called '" + metric.name()
                                + "'; must be a name of a-z, 0-9 and _ that nothing else in a report has, and not end like the ends of"
                                + " an interval, _low and _high");
            }
        }
        return List.copyOf(all);
    }

    private static double errorOfMean(ExactMoments differences) {
        return differences.standardDeviation() / Math.sqrt((double) differences.count());
    }
}
