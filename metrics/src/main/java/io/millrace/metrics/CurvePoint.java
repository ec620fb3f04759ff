package io.millrace.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A point of a curve over all thresholds.
 *
 * @param x false positive rate (ROC), recall (precision-recall) or share of rows taken (gain)
 * @param y true positive rate (ROC), precision (precision-recall) or share of positives found (gain)
 * @param threshold the smallest score that counts as positive here; infinite where no row does
 */
public record CurvePoint(double x, double y, double threshold) {

    ObjectNode toJson() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        Json.put(node, "x", x);
        Json.put(node, "y", y);
        Json.put(node, "threshold", threshold);
        return node;
    }

    static CurvePoint fromJson(JsonNode node) {
        return new CurvePoint(Json.number(node, "x"), Json.number(node, "y"), Json.number(node, "threshold"));
    }
}
