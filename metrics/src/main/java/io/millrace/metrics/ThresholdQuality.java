package io.millrace.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The decisions that a threshold makes: a row is predicted positive when {@code score >= threshold}.
 *
 * @param threshold the smallest score that is predicted positive
 * @param confusion the exact counts at this threshold
 * @param metrics the metrics of the decisions by name, in order; undefined ones say why
 */
public record ThresholdQuality(double threshold, Confusion confusion, Map<String, Metric> metrics) {
    /** Copies the metrics. */
    public ThresholdQuality {
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    }

    /** Returns a metric of the decisions by its name; undefined if these have no such metric. */
    public Metric metric(String name) {
        return QualityReport.named(metrics, name);
    }

    /** Returns decisions with the values of their metrics, without intervals; the threshold is NaN if it is not known. */
    public static ThresholdQuality of(double threshold, Confusion confusion) {
        Map<String, Metric> metrics = new LinkedHashMap<>();
        for (BinaryMetric metric : BinaryMetrics.all()) {
            metric.ofDecisions(threshold, confusion).ifPresent(value -> metrics.put(metric.name(), value));
        }
        return new ThresholdQuality(threshold, confusion, metrics);
    }

    /** The decisions at the threshold of the scores, with intervals. */
    static ThresholdQuality of(double threshold, Confusion confusion, BinaryScores scores) {
        Map<String, Metric> metrics = new LinkedHashMap<>();
        for (BinaryMetric metric : BinaryMetrics.all()) {
            metric.ofDecisions(threshold, confusion)
                    .flatMap(value -> metric.of(scores))
                    .ifPresent(value -> metrics.put(metric.name(), value));
        }
        return new ThresholdQuality(threshold, confusion, metrics);
    }

    ObjectNode toJson() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        Json.put(node, "threshold", threshold);
        node.put("true_positives", confusion.truePositives());
        node.put("false_positives", confusion.falsePositives());
        node.put("true_negatives", confusion.trueNegatives());
        node.put("false_negatives", confusion.falseNegatives());
        metrics.forEach((name, metric) -> node.set(name, metric.toJson()));
        return node;
    }

    static ThresholdQuality fromJson(JsonNode node) {
        Map<String, Metric> metrics = new LinkedHashMap<>();
        for (BinaryMetric metric : BinaryMetrics.all()) {
            Optional.ofNullable(node.get(metric.name()))
                    .ifPresent(value -> metrics.put(metric.name(), Metric.fromJson(value)));
        }
        return new ThresholdQuality(
                Json.number(node, "threshold"),
                new Confusion(
                        Json.integer(node, "true_positives"),
                        Json.integer(node, "false_positives"),
                        Json.integer(node, "true_negatives"),
                        Json.integer(node, "false_negatives")),
                metrics);
    }
}
