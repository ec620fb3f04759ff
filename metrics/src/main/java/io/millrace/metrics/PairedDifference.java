package io.millrace.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.metrics.QualityMetric.Better;

/**
 * How a metric of the challenger differs from the champion's on the same rows.
 *
 * @param metric the metric's name: {@code roc_auc}
 * @param better which direction is an improvement
 * @param champion the champion's value
 * @param challenger the challenger's value
 * @param difference challenger minus champion; NaN if undefined
 * @param standardError standard error of the difference, the pairing accounted for; NaN if undefined
 * @param status whether the difference could be computed
 * @param reason why not, or what limits it; empty if there is nothing to say
 */
public record PairedDifference(
        String metric,
        Better better,
        double champion,
        double challenger,
        double difference,
        double standardError,
        MetricStatus status,
        String reason) {

    /** Returns the improvement: the difference, or its negative if lower is better. */
    public double improvement() {
        return better == Better.HIGHER ? difference : -difference;
    }

    /** Returns the lower end of the two-sided normal interval of the difference at {@code confidence} in (0, 1). */
    public double low(double confidence) {
        return difference - Normal.quantile(0.5 + confidence / 2) * standardError;
    }

    /** Returns the upper end of the two-sided normal interval of the difference at {@code confidence} in (0, 1). */
    public double high(double confidence) {
        return difference + Normal.quantile(0.5 + confidence / 2) * standardError;
    }

    /** Returns the two-sided p-value of no difference; 1 if the scores rank and fit alike, NaN if undefined. */
    public double pValue() {
        if (Double.isNaN(difference) || Double.isNaN(standardError)) {
            return Double.NaN;
        }
        if (standardError == 0) {
            return difference == 0 ? 1 : 0;
        }
        return 2 * Normal.upperTail(Math.abs(difference) / standardError);
    }

    /** Returns whether the challenger is worse, with this one-sided confidence in (0, 1); false if undefined. */
    public boolean worse(double confidence) {
        return -improvement() > margin(confidence);
    }

    /** Returns whether the challenger is better, with this one-sided confidence in (0, 1); false if undefined. */
    public boolean better(double confidence) {
        return improvement() > margin(confidence);
    }

    private double margin(double confidence) {
        return Normal.quantile(confidence) * standardError;
    }

    ObjectNode toJson() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("metric", metric);
        node.put("better", better.name());
        Json.put(node, "champion", champion);
        Json.put(node, "challenger", challenger);
        Json.put(node, "difference", difference);
        Json.put(node, "standard_error", standardError);
        node.put("status", status.name());
        node.put("reason", reason);
        return node;
    }

    static PairedDifference fromJson(JsonNode node) {
        return new PairedDifference(
                Json.text(node, "metric"),
                Better.valueOf(Json.text(node, "better")),
                Json.number(node, "champion"),
                Json.number(node, "challenger"),
                Json.number(node, "difference"),
                Json.number(node, "standard_error"),
                MetricStatus.valueOf(Json.text(node, "status")),
                Json.text(node, "reason"));
    }
}
