package io.millrace.deploy.terraform;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Writes Terraform's language as {@code terraform fmt} leaves it: two blanks a level, equals signs of neighbours below each other. */
final class Hcl {
    private record Attribute(String name, String value) {}

    private final int depth;
    private final List<String> parts = new ArrayList<>();
    private final List<Attribute> attributes = new ArrayList<>();

    private Hcl(int depth) {
        this.depth = depth;
    }

    /** Returns the text of a file. */
    static String file(Consumer<Hcl> content) {
        Hcl file = new Hcl(0);
        content.accept(file);
        return file.text();
    }

    /** Adds an attribute that is a text. */
    Hcl text(String name, String value) {
        return expression(name, quoted(value));
    }

    /** Adds an attribute that is an expression. */
    Hcl expression(String name, String value) {
        attributes.add(new Attribute(name, value));
        return this;
    }

    /** Adds an attribute that is a list of texts. */
    Hcl texts(String name, List<String> values) {
        return expression(name, values.stream().map(Hcl::quoted).collect(Collectors.joining(", ", "[", "]")));
    }

    /** Adds a block, {@code resource "databricks_schema" "raw"}. */
    Hcl block(String type, List<String> labels, Consumer<Hcl> content) {
        flush();
        Hcl inner = new Hcl(depth + 1);
        content.accept(inner);
        String head = type + labels.stream().map(label -> " " + quoted(label)).collect(Collectors.joining());
        String body = inner.text();
        parts.add(indent() + head + (body.isEmpty() ? " {}\n" : " {\n" + body + indent() + "}\n"));
        return this;
    }

    private String text() {
        flush();
        return String.join("\n", parts);
    }

    private void flush() {
        if (attributes.isEmpty()) {
            return;
        }
        int width =
                attributes.stream().mapToInt(one -> one.name().length()).max().orElse(0);
        parts.add(attributes.stream()
                .map(one ->
                        indent() + one.name() + " ".repeat(width - one.name().length()) + " = " + one.value() + "\n")
                .collect(Collectors.joining()));
        attributes.clear();
    }

    private String indent() {
        return "  ".repeat(depth);
    }

    /** What would begin a template is doubled, so that texts stay texts. */
    static String quoted(String text) {
        return "\""
                + text.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n")
                        .replace("${", "$${")
                        .replace("%{", "%%{")
                + "\"";
    }
}
