package io.millrace.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * How good a binary classifier's scores are on one set of rows.
 *
 * @param rows what was judged and what could not be
 * @param rocAuc probability that a positive scores higher than a negative, ties counting one half
 * @param averagePrecision sum over thresholds of the gain in recall times the precision, ties taken together
 * @param logLoss mean of -ln(probability given to the truth), probabilities clipped to [1e-15, 1 - 1e-15]
 * @param clippedCount rows whose probability of the truth was clipped
 * @param brier mean squared difference of score and label
 * @param ece expected calibration error over the calibration bins: mean of |mean score - positive rate|, by row count
 * @param ks greatest difference of the score distributions of the two classes
 * @param meanScore mean of the scores; NaN without rows
 * @param chosen the decisions at the threshold of the settings; absent if none was set
 * @param bestF1 the decisions at the threshold with the greatest F1 (of equals the highest threshold); absent without
 *     positives
 * @param youden the decisions at the threshold with the greatest TPR - FPR (of equals the highest threshold); absent
 *     with one class only
 * @param calibration the calibration table: bins of about equal count, ascending
 * @param rocCurve at most 200 points (x false positive rate, y true positive rate), from (0, 0) to (1, 1)
 * @param prCurve at most 200 points (x recall, y precision), by rising recall
 * @param gains at most 101 points (x share of rows taken from the top, y share of positives found); lift is y / x
 * @param histogram the scores by class in 50 bars of equal width over [0, 1]
 */
public record QualityReport(
        ScoredRows rows,
        Metric rocAuc,
        Metric averagePrecision,
        Metric logLoss,
        long clippedCount,
        Metric brier,
        Metric ece,
        Metric ks,
        double meanScore,
        Optional<ThresholdQuality> chosen,
        Optional<ThresholdQuality> bestF1,
        Optional<ThresholdQuality> youden,
        List<CalibrationBin> calibration,
        List<CurvePoint> rocCurve,
        List<CurvePoint> prCurve,
        List<CurvePoint> gains,
        List<ScoreBin> histogram) {
    private static final List<String> NAMED = List.of(
            "roc_auc",
            "average_precision",
            "log_loss",
            "brier",
            "ece",
            "ks",
            "accuracy",
            "precision",
            "recall",
            "f1",
            "best_f1");
    private static final List<String> OTHERS = List.of(
            "roc_auc_bound",
            "best_f1_threshold",
            "youden_threshold",
            "threshold",
            "positive_rate",
            "mean_score",
            "row_count",
            "positive_count");

    /** Copies the lists. */
    public QualityReport {
        calibration = List.copyOf(calibration);
        rocCurve = List.copyOf(rocCurve);
        prCurve = List.copyOf(prCurve);
        gains = List.copyOf(gains);
        histogram = List.copyOf(histogram);
    }

    /** Returns the rows that were judged: those with a label and a usable score. */
    public long rowCount() {
        return rows.usableCount();
    }

    /** Returns the positive rows among the judged ones. */
    public long positiveCount() {
        return rows.positiveCount();
    }

    /** Returns the names of all numbers that {@link #metrics()} can hold, in its order. */
    public static Set<String> metricNames() {
        Set<String> names = new LinkedHashSet<>();
        for (String name : NAMED) {
            names.add(name);
            names.add(name + "_low");
            names.add(name + "_high");
        }
        names.addAll(OTHERS);
        return Collections.unmodifiableSet(names);
    }

    /**
     * Returns the metrics by their names: {@code roc_auc, average_precision, log_loss, brier, ece, ks}; with a threshold
     * {@code accuracy, precision, recall, f1}; and {@code best_f1}. Undefined ones are there too, with their reason.
     */
    public Map<String, Metric> named() {
        Map<String, Metric> named = new LinkedHashMap<>();
        named.put("roc_auc", rocAuc);
        named.put("average_precision", averagePrecision);
        named.put("log_loss", logLoss);
        named.put("brier", brier);
        named.put("ece", ece);
        named.put("ks", ks);
        chosen.ifPresent(at -> {
            named.put("accuracy", at.accuracy());
            named.put("precision", at.precision());
            named.put("recall", at.recall());
            named.put("f1", at.f1());
        });
        bestF1.ifPresent(at -> named.put("best_f1", at.f1()));
        return named;
    }

    /**
     * Returns every defined number by name, as a tracking store takes it: the {@link #named()} metrics, the ends of their
     * intervals as {@code <name>_low} and {@code <name>_high}, {@code roc_auc_bound}, {@code best_f1_threshold},
     * {@code youden_threshold}, {@code threshold}, {@code positive_rate}, {@code mean_score} and the row counts. What is
     * undefined is absent.
     */
    public Map<String, Double> metrics() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        named().forEach((name, metric) -> {
            put(metrics, name, metric.value());
            if (metric.hasInterval()) {
                put(metrics, name + "_low", metric.low());
                put(metrics, name + "_high", metric.high());
            }
        });
        put(metrics, "roc_auc_bound", rocAuc.bound());
        bestF1.ifPresent(at -> put(metrics, "best_f1_threshold", at.threshold()));
        youden.ifPresent(at -> put(metrics, "youden_threshold", at.threshold()));
        chosen.ifPresent(at -> put(metrics, "threshold", at.threshold()));
        put(metrics, "positive_rate", rows.positiveRate());
        put(metrics, "mean_score", meanScore);
        put(metrics, "row_count", (double) rowCount());
        put(metrics, "positive_count", (double) positiveCount());
        return metrics;
    }

    private static void put(Map<String, Double> metrics, String name, double value) {
        if (Double.isFinite(value)) {
            metrics.put(name, value);
        }
    }

    /** Returns this report as JSON; undefined numbers are null and say why. */
    public ObjectNode toJson() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.set("rows", rows.toJson());
        node.set("roc_auc", rocAuc.toJson());
        node.set("average_precision", averagePrecision.toJson());
        node.set("log_loss", logLoss.toJson());
        node.put("clipped_count", clippedCount);
        node.set("brier", brier.toJson());
        node.set("ece", ece.toJson());
        node.set("ks", ks.toJson());
        Json.put(node, "mean_score", meanScore);
        chosen.ifPresent(at -> node.set("chosen", at.toJson()));
        bestF1.ifPresent(at -> node.set("best_f1", at.toJson()));
        youden.ifPresent(at -> node.set("youden", at.toJson()));
        node.set("calibration", Json.array(calibration, CalibrationBin::toJson));
        node.set("roc_curve", Json.array(rocCurve, CurvePoint::toJson));
        node.set("pr_curve", Json.array(prCurve, CurvePoint::toJson));
        node.set("gains", Json.array(gains, CurvePoint::toJson));
        node.set("histogram", Json.array(histogram, ScoreBin::toJson));
        return node;
    }

    /**
     * Returns the report that {@link #toJson()} wrote.
     *
     * @throws IllegalArgumentException if the node is not such a report
     */
    public static QualityReport fromJson(JsonNode node) {
        Function<String, Metric> metric = name -> Metric.fromJson(Json.field(node, name));
        Function<String, Optional<ThresholdQuality>> at =
                name -> Optional.ofNullable(node.get(name)).map(ThresholdQuality::fromJson);
        return new QualityReport(
                ScoredRows.fromJson(Json.field(node, "rows")),
                metric.apply("roc_auc"),
                metric.apply("average_precision"),
                metric.apply("log_loss"),
                Json.integer(node, "clipped_count"),
                metric.apply("brier"),
                metric.apply("ece"),
                metric.apply("ks"),
                Json.number(node, "mean_score"),
                at.apply("chosen"),
                at.apply("best_f1"),
                at.apply("youden"),
                Json.list(node, "calibration", CalibrationBin::fromJson),
                Json.list(node, "roc_curve", CurvePoint::fromJson),
                Json.list(node, "pr_curve", CurvePoint::fromJson),
                Json.list(node, "gains", CurvePoint::fromJson),
                Json.list(node, "histogram", ScoreBin::fromJson));
    }
}
