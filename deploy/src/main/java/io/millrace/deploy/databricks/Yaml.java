package io.millrace.deploy.databricks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;

/** Writes a tree as YAML. Texts are quoted as JSON does it, which YAML reads, unless no reader could take them for anything else. */
final class Yaml {
    private static final String PLAIN = "[A-Za-z_/.][A-Za-z0-9_./-]*";
    private static final String WORD_OF_YAML = "(?i)y|yes|n|no|on|off|true|false|null|\\.inf|\\.nan|~";

    private final StringBuilder text = new StringBuilder();

    private Yaml() {}

    /** Returns the text of a tree of objects. */
    static String of(ObjectNode tree) {
        Yaml yaml = new Yaml();
        yaml.fields(tree, 0);
        return yaml.text.toString();
    }

    private void fields(JsonNode object, int depth) {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (!endsWith("- ")) { // the first of an element stands behind its dash
                indent(depth);
            }
            text.append(scalar(TextNode.valueOf(field.getKey()))).append(':');
            value(field.getValue(), depth);
        }
    }

    private void value(JsonNode value, int depth) {
        if (value instanceof ObjectNode object && !object.isEmpty()) {
            text.append('\n');
            fields(object, depth + 1);
        } else if (value instanceof ArrayNode array && !array.isEmpty()) {
            text.append('\n');
            for (JsonNode element : array) {
                indent(depth + 1);
                text.append("- ");
                if (element instanceof ObjectNode object && !object.isEmpty()) {
                    fields(object, depth + 2);
                } else {
                    text.append(scalar(element)).append('\n');
                }
            }
        } else {
            text.append(' ').append(scalar(value)).append('\n');
        }
    }

    private boolean endsWith(String end) {
        return text.length() >= end.length()
                && text.substring(text.length() - end.length()).equals(end);
    }

    private void indent(int depth) {
        text.append("  ".repeat(depth));
    }

    private static String scalar(JsonNode value) {
        boolean plain = value.isTextual()
                && value.asText().matches(PLAIN)
                && !value.asText().matches(WORD_OF_YAML);
        return plain ? value.asText() : value.toString();
    }
}
