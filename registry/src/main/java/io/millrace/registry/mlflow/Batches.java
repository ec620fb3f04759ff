package io.millrace.registry.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;

/** Lists cut into parts that MLflow takes in one call. */
final class Batches {
    /** How many parameters, or tags, a call may bear. */
    static final int PAIRS = 100;
    /** How many points of metrics a call may bear. */
    static final int METRICS = 1000;
    /** MLflow refuses more than a million characters; the rest is for what stands around the list. */
    private static final int CHARACTERS = 900_000;

    private Batches() {}

    static List<ArrayNode> of(ArrayNode items, int limit) {
        List<ArrayNode> batches = new ArrayList<>();
        ArrayNode batch = JsonNodeFactory.instance.arrayNode();
        int characters = 0;
        for (JsonNode item : items) {
            int length = item.toString().length() + 1;
            if (!batch.isEmpty() && (batch.size() == limit || characters + length > CHARACTERS)) {
                batches.add(batch);
                batch = JsonNodeFactory.instance.arrayNode();
                characters = 0;
            }
            batch.add(item);
            characters += length;
        }
        if (!batch.isEmpty()) {
            batches.add(batch);
        }
        return batches;
    }
}
