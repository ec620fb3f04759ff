package io.millrace.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;

/**
 * One number with what is known about it.
 *
 * @param value the metric; NaN if it is undefined
 * @param bound how far the exact value can be from {@code value}, certainly; 0 if the value is exact, NaN if not known
 * @param low the lower end of the confidence interval; NaN if none was computed; see {@link #hasInterval()}
 * @param high the upper end of the confidence interval; NaN if none was computed; see {@link #hasInterval()}
 * @param status whether and how the value could be computed
 * @param reason why the value is undefined or limited; empty if there is nothing to say
 */
public record Metric(double value, double bound, double low, double high, MetricStatus status, String reason) {
    /** Checks that status and reason are there. */
    public Metric {
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(reason, "reason");
    }

    /** Returns an exact value without an interval. */
    public static Metric exact(double value) {
        return bounded(value, 0);
    }

    /** Returns a value that is within {@code bound} of the exact one. */
    public static Metric bounded(double value, double bound) {
        return new Metric(value, bound, Double.NaN, Double.NaN, MetricStatus.OK, "");
    }

    /** Returns an estimate without a certain bound. */
    public static Metric approximate(double value, String reason) {
        return new Metric(value, Double.NaN, Double.NaN, Double.NaN, MetricStatus.APPROXIMATE, reason);
    }

    /** Returns a metric that could not be computed: NaN with the reason. */
    public static Metric undefined(MetricStatus status, String reason) {
        return new Metric(Double.NaN, Double.NaN, Double.NaN, Double.NaN, status, reason);
    }

    /** Returns this metric with a confidence interval. */
    public Metric withInterval(double intervalLow, double intervalHigh) {
        return new Metric(value, bound, intervalLow, intervalHigh, status, reason);
    }

    /** Returns this metric with another status and the reason for it. */
    public Metric withStatus(MetricStatus newStatus, String newReason) {
        return new Metric(value, bound, low, high, newStatus, newReason);
    }

    /** Returns whether there is a value. */
    public boolean isDefined() {
        return !Double.isNaN(value);
    }

    /** Returns whether there is a confidence interval that can be relied on: both ends, and from enough rows. */
    public boolean hasInterval() {
        return !Double.isNaN(low) && !Double.isNaN(high) && status != MetricStatus.INSUFFICIENT_SAMPLE;
    }

    /** Returns this metric as JSON; undefined numbers are null. */
    public ObjectNode toJson() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        Json.put(node, "value", value);
        Json.put(node, "bound", bound);
        Json.put(node, "low", low);
        Json.put(node, "high", high);
        node.put("status", status.name());
        if (!reason.isEmpty()) {
            node.put("reason", reason);
        }
        return node;
    }

    /**
     * Returns the metric that {@link #toJson()} wrote.
     *
     * @throws IllegalArgumentException if the node is not such a metric
     */
    public static Metric fromJson(JsonNode node) {
        return new Metric(
                Json.number(node, "value"),
                Json.number(node, "bound"),
                Json.number(node, "low"),
                Json.number(node, "high"),
                MetricStatus.valueOf(Json.text(node, "status")),
                node.path("reason").asText());
    }
}
