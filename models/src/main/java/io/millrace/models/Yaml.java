package io.millrace.models;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.regex.Pattern;

/** Writes a JSON tree as YAML in blocks, as MLflow's own files look. */
final class Yaml {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9_./=-]*");
    private static final Set<String> WORDS = Set.of(
            "true", "True", "TRUE", "false", "False", "FALSE", "null", "Null", "NULL", "y", "Y", "n", "N", "yes", "Yes",
            "YES", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF");

    private Yaml() {}

    /** Returns an object's keys, one a line, in their order. */
    static String of(JsonNode object) {
        StringBuilder yaml = new StringBuilder(2048);
        write(object, "", yaml);
        return yaml.toString();
    }

    private static void write(JsonNode node, String indent, StringBuilder yaml) {
        if (node.isObject()) {
            node.properties().forEach(entry -> {
                yaml.append(indent).append(scalar(entry.getKey())).append(':');
                value(entry.getValue(), entry.getValue().isArray() ? indent : indent + "  ", yaml);
            });
        } else {
            for (JsonNode element : node) {
                yaml.append(indent).append('-');
                value(element, indent + "  ", yaml);
            }
        }
    }

    private static void value(JsonNode node, String indent, StringBuilder yaml) {
        if (node.isContainerNode() && !node.isEmpty()) {
            yaml.append('\n');
            write(node, indent, yaml);
        } else {
            yaml.append(' ')
                    .append(node.isTextual() ? scalar(node.textValue()) : node.toString())
                    .append('\n');
        }
    }

    private static String scalar(String text) {
        boolean plain = PLAIN.matcher(text).matches() && !WORDS.contains(text);
        return plain ? text : "'" + text.replace("'", "''") + "'";
    }
}
