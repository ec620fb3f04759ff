package io.millrace.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One bar of the score histogram: rows with a score in {@code [low, high)}; the last bar holds 1.0 too.
 *
 * @param low lower edge
 * @param high upper edge
 * @param positiveCount positive rows
 * @param negativeCount negative rows
 */
public record ScoreBin(double low, double high, long positiveCount, long negativeCount) {

    ObjectNode toJson() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        Json.put(node, "low", low);
        Json.put(node, "high", high);
        node.put("positive_count", positiveCount);
        node.put("negative_count", negativeCount);
        return node;
    }

    static ScoreBin fromJson(JsonNode node) {
        return new ScoreBin(
                Json.number(node, "low"),
                Json.number(node, "high"),
                Json.integer(node, "positive_count"),
                Json.integer(node, "negative_count"));
    }
}
