package io.millrace.unitycatalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** A schema as Delta's log and Spark write it, and as the server takes it: the same tree with other words in types that hold types. */
final class SchemaJson {
    private static final Map<String, String> WORDS = Map.of(
            "elementType", "element-type",
            "containsNull", "contains-null",
            "keyType", "key-type",
            "valueType", "value-type",
            "valueContainsNull", "value-contains-null");

    private static final String METADATA = "metadata";
    private static final String DELTA = "delta.";

    private SchemaJson() {}

    /**
     * Returns the schema as the server takes it. Delta's own notes on columns, such as their names in files, are left out, as they are
     * where Spark shows a table.
     */
    static JsonNode ofServer(JsonNode schema) {
        if (schema instanceof ArrayNode list) {
            ArrayNode items = JsonNodeFactory.instance.arrayNode();
            list.forEach(item -> items.add(ofServer(item)));
            return items;
        }
        if (!(schema instanceof ObjectNode object)) {
            return schema;
        }
        ObjectNode told = JsonNodeFactory.instance.objectNode();
        object.properties()
                .forEach(field -> told.set(
                        WORDS.getOrDefault(field.getKey(), field.getKey()),
                        field.getKey().equals(METADATA) ? notes(field.getValue()) : ofServer(field.getValue())));
        return told;
    }

    private static JsonNode notes(JsonNode metadata) {
        ObjectNode notes = JsonNodeFactory.instance.objectNode();
        metadata.properties().forEach(note -> {
            if (!note.getKey().startsWith(DELTA)) {
                notes.set(note.getKey(), note.getValue());
            }
        });
        return notes;
    }
}
