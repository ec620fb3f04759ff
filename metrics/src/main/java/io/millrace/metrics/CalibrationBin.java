package io.millrace.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What was promised and what came true among the rows with scores from {@code low} to {@code high}, both inclusive.
 *
 * @param low the lowest score that the bin can hold
 * @param high the highest score that the bin can hold
 * @param count rows in the bin
 * @param positiveCount positive rows in the bin
 * @param meanScore mean score of the bin's rows
 * @param positiveRate share of positives
 * @param rateLow lower end of the Wilson interval of the share
 * @param rateHigh upper end of the Wilson interval of the share
 */
public record CalibrationBin(
        double low,
        double high,
        long count,
        long positiveCount,
        double meanScore,
        double positiveRate,
        double rateLow,
        double rateHigh) {

    ObjectNode toJson() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        Json.put(node, "low", low);
        Json.put(node, "high", high);
        node.put("count", count);
        node.put("positive_count", positiveCount);
        Json.put(node, "mean_score", meanScore);
        Json.put(node, "positive_rate", positiveRate);
        Json.put(node, "rate_low", rateLow);
        Json.put(node, "rate_high", rateHigh);
        return node;
    }

    static CalibrationBin fromJson(JsonNode node) {
        return new CalibrationBin(
                Json.number(node, "low"),
                Json.number(node, "high"),
                Json.integer(node, "count"),
                Json.integer(node, "positive_count"),
                Json.number(node, "mean_score"),
                Json.number(node, "positive_rate"),
                Json.number(node, "rate_low"),
                Json.number(node, "rate_high"));
    }
}
