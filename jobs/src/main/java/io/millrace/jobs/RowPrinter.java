package io.millrace.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;

/** Prints rows of texts or JSON values in one of the output formats. */
final class RowPrinter {
    private static final ObjectMapper JSON = new ObjectMapper();

    private RowPrinter() {}

    /** Prints the rows, whose fields are those of {@code columns}; a missing field prints as empty. */
    static void print(PrintWriter out, OutputFormat format, List<String> columns, List<ObjectNode> rows) {
        switch (format) {
            case TABLE -> {
                TextTable table = new TextTable(columns.toArray(String[]::new));
                rows.forEach(
                        row -> table.row(columns.stream().map(c -> text(row, c)).toList()));
                out.print(table);
            }
            case JSON -> {
                ArrayNode array = JSON.createArrayNode();
                rows.forEach(array::add);
                try {
                    out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(array));
                } catch (JsonProcessingException e) {
                    throw new IllegalStateException("a JSON tree is always writable", e);
                }
            }
            case CSV -> {
                out.println(String.join(
                        ",", columns.stream().map(RowPrinter::quoted).toList()));
                rows.forEach(row -> out.println(String.join(
                        ",", columns.stream().map(c -> quoted(text(row, c))).toList())));
            }
        }
        out.flush();
    }

    private static String text(ObjectNode row, String column) {
        var value = row.get(column);
        if (value == null || value.isNull()) {
            return "";
        }
        return value.isValueNode() ? value.asText() : value.toString();
    }

    private static String quoted(String value) {
        boolean plain = value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
    }
}
