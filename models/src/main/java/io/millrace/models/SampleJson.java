package io.millrace.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.config.DataException;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Sample rows with the scores that the model must give, as JSON; doubles are exact. */
final class SampleJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SampleJson() {}

    static String write(PortableModel model, List<@Nullable Object[]> rows) {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode columns = root.putArray("columns");
        model.inputs().forEach(input -> columns.add(input.name()));
        ArrayNode list = root.putArray("rows");
        for (Object[] row : rows) {
            ObjectNode node = list.addObject();
            ArrayNode values = node.putArray("values");
            for (Object value : row) {
                values.add(value(value));
            }
            node.set("probability", number(model.score(row)));
        }
        return root.toString();
    }

    /** Scores every stored row again; {@code where} is named when a score has other bits. */
    static void check(JsonNode root, PortableModel model, String where) {
        JsonNode rows = root.path("rows");
        if (!rows.isArray() || rows.isEmpty()) {
            throw new DataException(where + " has no sample rows; write the model folder again");
        }
        for (int i = 0; i < rows.size(); i++) {
            Object[] values;
            double stored;
            try {
                values = values(rows.get(i).path("values"), model.inputs());
                stored = parseNumber(rows.get(i).path("probability"));
            } catch (IllegalArgumentException e) {
                throw new DataException(where + " row " + i + " is damaged: " + e.getMessage(), e);
            }
            double scored = model.score(values);
            if (Double.doubleToLongBits(scored) != Double.doubleToLongBits(stored)) {
                throw new DataException(where + " row " + i + " scores " + scored + ", stored was " + stored
                        + "; this library scores the model otherwise than the one that wrote it");
            }
        }
    }

    private static @Nullable Object[] values(JsonNode node, List<InputColumn> inputs) {
        if (node.size() != inputs.size()) {
            throw new IllegalArgumentException("has " + node.size() + " values for " + inputs.size() + " inputs");
        }
        @Nullable Object[] values = new Object[inputs.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = node.get(i).isNull()
                    ? null
                    : parse(node.get(i), inputs.get(i).type());
        }
        return values;
    }

    static JsonNode value(@Nullable Object value) {
        if (value == null) {
            return JSON.nullNode();
        }
        if (value instanceof Boolean flag) {
            return JSON.getNodeFactory().booleanNode(flag);
        }
        if (value instanceof Double || value instanceof Float) {
            return number(((Number) value).doubleValue());
        }
        if (value instanceof Number number && !(value instanceof BigDecimal)) {
            return JSON.getNodeFactory().numberNode(number.longValue());
        }
        if (value instanceof Timestamp timestamp) {
            return JSON.getNodeFactory().textNode(timestamp.toInstant().toString());
        }
        if (value instanceof Date date) {
            return JSON.getNodeFactory().textNode(date.toLocalDate().toString());
        }
        return JSON.getNodeFactory().textNode(value.toString());
    }

    private static Object parse(JsonNode node, String type) {
        String name = type.toLowerCase(Locale.ROOT);
        if (name.startsWith("decimal")) {
            return new BigDecimal(node.asText());
        }
        return switch (name) {
            case "boolean" -> node.booleanValue();
            case "tinyint", "byte" -> (byte) node.intValue();
            case "smallint", "short" -> (short) node.intValue();
            case "int", "integer" -> node.intValue();
            case "bigint", "long" -> node.longValue();
            case "float", "real" -> (float) parseNumber(node);
            case "double" -> parseNumber(node);
            case "timestamp", "timestamp_ltz" -> Instant.parse(node.asText());
            case "timestamp_ntz" -> LocalDateTime.parse(node.asText());
            case "date" -> LocalDate.parse(node.asText());
            case "string" -> node.asText();
            default -> throw new IllegalArgumentException("input type " + type + " is unknown");
        };
    }

    private static JsonNode number(double value) {
        return Double.isFinite(value)
                ? JSON.getNodeFactory().numberNode(value)
                : JSON.getNodeFactory().textNode(Double.toString(value));
    }

    private static double parseNumber(JsonNode node) {
        if (!node.isNumber() && !node.isTextual()) {
            throw new IllegalArgumentException("a number is missing");
        }
        return node.isTextual() ? Double.parseDouble(node.asText()) : node.doubleValue();
    }
}
