package io.millrace.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The option of every command that prints rows: as a table for people, as JSON or CSV for programs. */
final class RowPrinter {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(names = "--format", description = "One of ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private OutputFormat format = OutputFormat.TABLE;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    /** Prints the rows, whose fields are those of {@code columns}; a missing field prints as empty. */
    void print(List<String> columns, List<ObjectNode> rows) {
        PrintWriter out = spec.commandLine().getOut();
        switch (format) {
            case TABLE -> {
                TextTable table = TextTable.within(Terminal.width(), columns);
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

    /** Whether people read the rows; only they are told more than the rows. */
    boolean isForPeople() {
        return format == OutputFormat.TABLE;
    }

    /** Prints text beside the rows, for people alone. */
    void remark(String text) {
        if (format == OutputFormat.TABLE) {
            spec.commandLine().getOut().println(text);
            spec.commandLine().getOut().flush();
        }
    }

    private static String text(ObjectNode row, String column) {
        var value = row.get(column);
        if (value == null || value.isNull()) {
            return "";
        }
        if (value instanceof ArrayNode array && values(array).allMatch(JsonNode::isTextual)) {
            return values(array).map(JsonNode::asText).collect(Collectors.joining(", "));
        }
        return value.isValueNode() ? value.asText() : value.toString();
    }

    /** Jackson's own stream came after the version that Spark 4.0 brings. */
    private static Stream<JsonNode> values(ArrayNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static String quoted(String value) {
        boolean plain = value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
    }
}
