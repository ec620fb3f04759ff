package io.millrace.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * What the preparation made of one input column, on the train rows.
 *
 * @param name the column
 * @param type its Spark SQL type
 * @param missingCount NULL and NaN values
 * @param mean mean of the values that are there; NaN for a category column, or if none is there
 * @param deviation standard deviation of the values that are there; NaN likewise
 * @param slots places of the vector that it takes; 0 if it is dropped
 * @param otherCount rows of a category column whose value has no place of its own; 0 for numbers
 * @param dropped why the column has no effect on the model, if it has none
 */
public record PreparedColumn(
        String name,
        String type,
        long missingCount,
        double mean,
        double deviation,
        int slots,
        long otherCount,
        Optional<String> dropped) {

    ObjectNode toJson() {
        ObjectNode node = new ObjectMapper().createObjectNode();
        node.put("name", name).put("type", type).put("missing", missingCount);
        if (Double.isFinite(mean)) {
            node.put("mean", mean);
        }
        if (Double.isFinite(deviation)) {
            node.put("deviation", deviation);
        }
        node.put("slots", slots).put("other", otherCount);
        dropped.ifPresent(reason -> node.put("dropped", reason));
        return node;
    }

    static PreparedColumn fromJson(JsonNode node) {
        return new PreparedColumn(
                node.path("name").asText(),
                node.path("type").asText(),
                node.path("missing").asLong(),
                node.path("mean").asDouble(Double.NaN),
                node.path("deviation").asDouble(Double.NaN),
                node.path("slots").asInt(),
                node.path("other").asLong(),
                node.has("dropped") ? Optional.of(node.get("dropped").asText()) : Optional.empty());
    }
}
