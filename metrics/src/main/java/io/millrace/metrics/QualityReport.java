package io.millrace.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.config.Task;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * How good a binary classifier's scores are on one set of rows.
 *
 * @param rows what was judged and what could not be
 * @param named the metrics by their names, in the order of {@link QualityMetric#of}; undefined ones are there too, with
 *     their reason; those of decisions only with a threshold
 * @param clippedCount rows whose probability of the truth was clipped
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
        Map<String, Metric> named,
        long clippedCount,
        double meanScore,
        Optional<ThresholdQuality> chosen,
        Optional<ThresholdQuality> bestF1,
        Optional<ThresholdQuality> youden,
        List<CalibrationBin> calibration,
        List<CurvePoint> rocCurve,
        List<CurvePoint> prCurve,
        List<CurvePoint> gains,
        List<ScoreBin> histogram) {
    /** The number of rows that were judged, among {@link #metrics()}. */
    public static final String ROW_COUNT = "row_count";

    /** The number of positive rows among them. */
    public static final String POSITIVE_COUNT = "positive_count";

    private static final Task TASK = Task.BINARY_CLASSIFICATION;

    /** The numbers of a report that are no metrics of quality: a gate may go by them too. */
    private static final Map<String, ToDoubleFunction<QualityReport>> FIGURES = figures();

    /** Names in the JSON, or among the numbers, that no metric may have. */
    static final Set<String> RESERVED = reserved();

    private static Map<String, ToDoubleFunction<QualityReport>> figures() {
        Map<String, ToDoubleFunction<QualityReport>> figures = new LinkedHashMap<>();
        figures.put("roc_auc_bound", report -> report.metric("roc_auc").bound());
        figures.put("best_f1_threshold", report -> threshold(report.bestF1));
        figures.put("youden_threshold", report -> threshold(report.youden));
        figures.put("threshold", report -> threshold(report.chosen));
        figures.put("positive_rate", report -> report.rows.positiveRate());
        figures.put("mean_score", QualityReport::meanScore);
        figures.put(ROW_COUNT, report -> (double) report.rowCount());
        figures.put(POSITIVE_COUNT, report -> (double) report.positiveCount());
        return Collections.unmodifiableMap(figures);
    }

    private static double threshold(Optional<ThresholdQuality> at) {
        return at.map(ThresholdQuality::threshold).orElse(Double.NaN);
    }

    private static Set<String> reserved() {
        Set<String> names = new LinkedHashSet<>(FIGURES.keySet());
        names.addAll(List.of("task", "rows", "clipped_count", "chosen", "youden"));
        names.addAll(List.of("calibration", "roc_curve", "pr_curve", "gains", "histogram"));
        names.addAll(List.of("true_positives", "false_positives", "true_negatives", "false_negatives"));
        return Collections.unmodifiableSet(names);
    }

    /** Copies the collections. */
    public QualityReport {
        named = Collections.unmodifiableMap(new LinkedHashMap<>(named));
        calibration = List.copyOf(calibration);
        rocCurve = List.copyOf(rocCurve);
        prCurve = List.copyOf(prCurve);
        gains = List.copyOf(gains);
        histogram = List.copyOf(histogram);
    }

    /** Returns the task whose predictions were judged. */
    public Task task() {
        return TASK;
    }

    /**
     * Returns a metric by its name; undefined where its question does not arise, as that of a decision without a threshold.
     *
     * @throws IllegalArgumentException if no metric has the name
     */
    public Metric metric(String name) {
        return named(named, name);
    }

    static Metric named(Map<String, Metric> metrics, String name) {
        Metric metric = metrics.get(name);
        if (metric == null
                && BinaryMetrics.all().stream().noneMatch(known -> known.name().equals(name))) {
            throw new IllegalArgumentException("there is no metric " + name);
        }
        return metric == null ? Metric.undefined(MetricStatus.NO_VALID_VALUES, "not measured") : metric;
    }

    /** Returns the metric by which models are judged first. */
    public Metric lead() {
        return metric(QualityMetric.lead(TASK).name());
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
        for (QualityMetric metric : QualityMetric.of(TASK)) {
            names.add(metric.name());
            names.add(metric.name() + "_low");
            names.add(metric.name() + "_high");
        }
        names.addAll(FIGURES.keySet());
        return Collections.unmodifiableSet(names);
    }

    /**
     * Returns every defined number by name, as a tracking store takes it: the {@link #named()} metrics, the ends of their
     * intervals as {@code <name>_low} and {@code <name>_high}, {@code roc_auc_bound}, {@code best_f1_threshold},
     * {@code youden_threshold}, {@code threshold}, {@code positive_rate}, {@code mean_score} and the row counts. What is
     * undefined is absent.
     */
    public Map<String, Double> metrics() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        named.forEach((name, metric) -> {
            put(metrics, name, metric.value());
            if (metric.hasInterval()) {
                put(metrics, name + "_low", metric.low());
                put(metrics, name + "_high", metric.high());
            }
        });
        FIGURES.forEach((name, figure) -> put(metrics, name, figure.applyAsDouble(this)));
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
        node.put("task", TASK.text());
        node.set("rows", rows.toJson());
        named.forEach((name, metric) -> {
            if (!name.equals(BinaryMetrics.BEST_F1)
                    && chosen.filter(at -> at.metrics().containsKey(name)).isEmpty()) {
                node.set(name, metric.toJson());
            }
        });
        node.put("clipped_count", clippedCount);
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
        if (node.has("task") && Task.parse(Json.text(node, "task")) != TASK) {
            throw new IllegalArgumentException("the report is of the task " + Json.text(node, "task"));
        }
        Function<String, Optional<ThresholdQuality>> at =
                name -> Optional.ofNullable(node.get(name)).map(ThresholdQuality::fromJson);
        Optional<ThresholdQuality> chosen = at.apply("chosen");
        Optional<ThresholdQuality> best = at.apply(BinaryMetrics.BEST_F1);
        Map<String, Metric> named = new LinkedHashMap<>();
        for (QualityMetric metric : QualityMetric.of(TASK)) {
            String name = metric.name();
            Optional<Metric> stored = name.equals(BinaryMetrics.BEST_F1)
                    ? best.map(found -> found.metric(BinaryMetrics.F1))
                    : chosen.map(decisions -> decisions.metrics().get(name))
                            .or(() -> Optional.ofNullable(node.get(name)).map(Metric::fromJson));
            stored.ifPresent(value -> named.put(name, value));
        }
        return new QualityReport(
                ScoredRows.fromJson(Json.field(node, "rows")),
                named,
                Json.integer(node, "clipped_count"),
                Json.number(node, "mean_score"),
                chosen,
                best,
                at.apply("youden"),
                Json.list(node, "calibration", CalibrationBin::fromJson),
                Json.list(node, "roc_curve", CurvePoint::fromJson),
                Json.list(node, "pr_curve", CurvePoint::fromJson),
                Json.list(node, "gains", CurvePoint::fromJson),
                Json.list(node, "histogram", ScoreBin::fromJson));
    }
}
