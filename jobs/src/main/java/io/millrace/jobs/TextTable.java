package io.millrace.jobs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A table in plain text: columns as wide as their widest value, numbers to the right.
 *
 * <p>Where it would be wider than allowed, the widest columns are narrowed and their values go on in the next lines; where
 * there are too many columns for that, each row becomes a block of lines, one a column.
 */
final class TextTable {
    private static final int GAP = 2;
    private static final int LEAST_WIDTH = 8;

    private final int limit;
    private final List<String> head;
    private final List<List<String>> rows = new ArrayList<>();

    private TextTable(int limit, List<String> head) {
        this.limit = limit;
        this.head = List.copyOf(head);
    }

    /** Returns an empty table of these columns, at most so many characters wide. */
    static TextTable within(int limit, List<String> head) {
        return new TextTable(limit, head);
    }

    TextTable row(List<String> values) {
        rows.add(List.copyOf(values));
        return this;
    }

    @Override
    public String toString() {
        int[] widths = natural();
        int gaps = GAP * (widths.length - 1);
        if (gaps + (long) LEAST_WIDTH * widths.length > limit && gaps + total(widths) > limit) {
            return blocks();
        }
        while (gaps + total(widths) > limit) {
            widths[widest(widths)]--;
        }
        boolean[] numeric = new boolean[head.size()];
        for (int i = 0; i < numeric.length; i++) {
            int column = i;
            numeric[i] = !rows.isEmpty() && rows.stream().allMatch(row -> isNumber(row.get(column)));
        }
        StringBuilder text = new StringBuilder();
        lines(text, head, widths, numeric);
        List<String> rule = Arrays.stream(widths).mapToObj("-"::repeat).toList();
        lines(text, rule, widths, numeric);
        rows.forEach(row -> lines(text, row, widths, numeric));
        return text.toString();
    }

    private int[] natural() {
        int[] widths = new int[head.size()];
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            widths[i] = rows.stream().mapToInt(row -> width(row.get(column))).reduce(width(head.get(i)), Math::max);
        }
        return widths;
    }

    private static long total(int[] widths) {
        return Arrays.stream(widths).asLongStream().sum();
    }

    private static int widest(int[] widths) {
        int widest = 0;
        for (int i = 1; i < widths.length; i++) {
            widest = widths[i] > widths[widest] ? i : widest;
        }
        return widest;
    }

    private static void lines(StringBuilder text, List<String> values, int[] widths, boolean[] numeric) {
        List<List<String>> cells = new ArrayList<>();
        for (int i = 0; i < widths.length; i++) {
            cells.add(wrapped(values.get(i), widths[i]));
        }
        int height = cells.stream().mapToInt(List::size).max().orElse(0);
        for (int line = 0; line < height; line++) {
            List<String> parts = new ArrayList<>();
            for (List<String> cell : cells) {
                parts.add(line < cell.size() ? cell.get(line) : "");
            }
            line(text, parts, widths, numeric);
        }
    }

    private static void line(StringBuilder text, List<String> values, int[] widths, boolean[] numeric) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String padding = " ".repeat(widths[i] - width(values.get(i)));
            line.append(i == 0 ? "" : " ".repeat(GAP));
            line.append(numeric[i] ? padding + values.get(i) : values.get(i) + padding);
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }

    /** Breaks after a blank, a comma or a slash where there is one in the line, else anywhere. */
    private static List<String> wrapped(String value, int width) {
        List<String> lines = new ArrayList<>();
        int[] points = value.codePoints().map(c -> c < ' ' ? ' ' : c).toArray();
        int start = 0;
        while (points.length - start > width) {
            int end = start + width;
            for (int i = end; i > start; i--) {
                if (points[i - 1] == ' ' || points[i - 1] == ',' || points[i - 1] == '/') {
                    end = i;
                    break;
                }
            }
            lines.add(new String(points, start, end - start).stripTrailing());
            start = end;
        }
        lines.add(new String(points, start, points.length - start));
        return lines;
    }

    private String blocks() {
        int names = head.stream().mapToInt(TextTable::width).max().orElse(0);
        int indent = Math.min(names, limit / 3);
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            text.append(text.isEmpty() ? "" : "-".repeat(indent) + "\n");
            for (int i = 0; i < head.size(); i++) {
                int[] widths = {indent, limit - indent - GAP};
                lines(text, List.of(head.get(i), row.get(i)), widths, new boolean[2]);
            }
        }
        return text.toString();
    }

    private static int width(String value) {
        return value.codePointCount(0, value.length());
    }

    private static boolean isNumber(String value) {
        return value.isEmpty() || value.matches("-?[0-9][0-9,]*(\\.[0-9]+)?(E-?[0-9]+)?");
    }
}
