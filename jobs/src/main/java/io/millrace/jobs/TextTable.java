package io.millrace.jobs;

import java.util.ArrayList;
import java.util.List;

/** A table in plain text: columns as wide as their widest value, numbers to the right. */
final class TextTable {
    private final List<String> head;
    private final List<List<String>> rows = new ArrayList<>();

    TextTable(String... head) {
        this.head = List.of(head);
    }

    TextTable row(List<String> values) {
        rows.add(List.copyOf(values));
        return this;
    }

    TextTable row(String... values) {
        return row(List.of(values));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        int[] widths = new int[head.size()];
        boolean[] numeric = new boolean[head.size()];
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            widths[i] = rows.stream().mapToInt(row -> width(row.get(column))).reduce(width(head.get(i)), Math::max);
            numeric[i] = !rows.isEmpty() && rows.stream().allMatch(row -> isNumber(row.get(column)));
        }
        line(text, head, widths, numeric);
        List<String> rule = new ArrayList<>();
        for (int width : widths) {
            rule.add("-".repeat(width));
        }
        line(text, rule, widths, numeric);
        rows.forEach(row -> line(text, row, widths, numeric));
        return text.toString();
    }

    private static void line(StringBuilder text, List<String> values, int[] widths, boolean[] numeric) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String padding = " ".repeat(widths[i] - width(values.get(i)));
            line.append(i == 0 ? "" : "  ");
            line.append(numeric[i] ? padding + values.get(i) : values.get(i) + padding);
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }

    private static int width(String value) {
        return value.codePointCount(0, value.length());
    }

    private static boolean isNumber(String value) {
        return value.isEmpty() || value.matches("-?[0-9][0-9,]*(\\.[0-9]+)?(E-?[0-9]+)?");
    }
}
