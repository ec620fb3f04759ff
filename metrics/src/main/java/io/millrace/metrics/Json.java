package io.millrace.metrics;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The JSON rules of this package: NaN is null, infinities are text, a missing field is an IllegalArgumentException. */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    static void put(ObjectNode node, String field, double value) {
        if (Double.isNaN(value)) {
            node.putNull(field);
        } else if (Double.isInfinite(value)) {
            node.put(field, Double.toString(value));
        } else {
            node.put(field, value);
        }
    }

    static double number(JsonNode node, String field) {
        JsonNode value = field(node, field);
        if (value.isNull()) {
            return Double.NaN;
        }
        return value.isTextual() ? Double.parseDouble(value.textValue()) : value.doubleValue();
    }

    static long integer(JsonNode node, String field) {
        return field(node, field).longValue();
    }

    static String text(JsonNode node, String field) {
        return field(node, field).asText();
    }

    static JsonNode field(JsonNode node, String field) {
        JsonNode value = node.get(field);
        if (value == null) {
            throw new IllegalArgumentException("field '" + field + "' is missing in " + node);
        }
        return value;
    }

    static <T> ArrayNode array(List<T> items, Function<T, ? extends JsonNode> write) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (T item : items) {
            array.add(write.apply(item));
        }
        return array;
    }

    static <T> List<T> list(JsonNode node, String field, Function<JsonNode, T> read) {
        List<T> items = new ArrayList<>();
        for (JsonNode item : field(node, field)) {
            items.add(read.apply(item));
        }
        return items;
    }

    static JsonNode parse(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
        }
    }

    static String pretty(JsonNode node) {
        return node.toPrettyString();
    }
}
