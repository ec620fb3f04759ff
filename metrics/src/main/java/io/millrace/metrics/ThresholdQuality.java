package io.millrace.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The decisions that a threshold makes: a row is predicted positive when {@code score >= threshold}.
 *
 * @param threshold the smallest score that is predicted positive
 * @param confusion the exact counts at this threshold
 * @param accuracy share of right decisions
 * @param precision positives among the predicted positives; undefined if none is predicted positive
 * @param recall positives found; undefined without positives
 * @param f1 harmonic mean of precision and recall, 2 TP / (2 TP + FP + FN)
 */
public record ThresholdQuality(
        double threshold, Confusion confusion, Metric accuracy, Metric precision, Metric recall, Metric f1) {

    static ThresholdQuality of(double threshold, Confusion confusion) {
        return new ThresholdQuality(
                threshold,
                confusion,
                metric(confusion.accuracy(), "no rows"),
                metric(confusion.precision(), "no row has a score of at least " + threshold),
                metric(confusion.recall(), "no positive rows"),
                metric(confusion.f1(), "no positive rows and none predicted positive"));
    }

    private static Metric metric(double value, String reason) {
        return Double.isNaN(value) ? Metric.undefined(MetricStatus.NO_VALID_VALUES, reason) : Metric.exact(value);
    }

    ObjectNode toJson() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        Json.put(node, "threshold", threshold);
        node.put("true_positives", confusion.truePositives());
        node.put("false_positives", confusion.falsePositives());
        node.put("true_negatives", confusion.trueNegatives());
        node.put("false_negatives", confusion.falseNegatives());
        node.set("accuracy", accuracy.toJson());
        node.set("precision", precision.toJson());
        node.set("recall", recall.toJson());
        node.set("f1", f1.toJson());
        return node;
    }

    static ThresholdQuality fromJson(JsonNode node) {
        return new ThresholdQuality(
                Json.number(node, "threshold"),
                new Confusion(
                        Json.integer(node, "true_positives"),
                        Json.integer(node, "false_positives"),
                        Json.integer(node, "true_negatives"),
                        Json.integer(node, "false_negatives")),
                Metric.fromJson(Json.field(node, "accuracy")),
                Metric.fromJson(Json.field(node, "precision")),
                Metric.fromJson(Json.field(node, "recall")),
                Metric.fromJson(Json.field(node, "f1")));
    }
}
