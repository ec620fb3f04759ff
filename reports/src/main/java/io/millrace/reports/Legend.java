package io.millrace.reports;

import io.millrace.reports.Canvas.Anchor;
import io.millrace.reports.Canvas.Stroke;
import java.util.List;

/** The row of names above a plot; it wraps where the names need more than one row. */
record Legend(List<Entry> entries) {
    private static final double ROW = 18;

    /** One name with its sample: a filled square, or a piece of line. */
    record Entry(String name, Ink ink, Shape shape) {}

    enum Shape {
        FILL,
        LINE,
        DASHED
    }

    double height(double width) {
        return entries.isEmpty() ? 0 : rows(width) * ROW + 2;
    }

    private int rows(double width) {
        int rows = 1;
        double x = 0;
        for (Entry entry : entries) {
            double needed = needed(entry, width);
            if (x > 0 && x + needed > width) {
                rows++;
                x = 0;
            }
            x += needed;
        }
        return rows;
    }

    private static double needed(Entry entry, double width) {
        return Math.min(width, 26 + TextStyle.LABEL.width(entry.name()) + 10);
    }

    void draw(Canvas canvas, Box box) {
        double x = 0;
        double y = box.top() + 12;
        for (Entry entry : entries) {
            double needed = needed(entry, box.width());
            if (x > 0 && x + needed > box.width()) {
                x = 0;
                y += ROW;
            }
            double left = box.left() + x;
            switch (entry.shape()) {
                case FILL -> canvas.rectangle(new Box(left + 4, y - 10, 12, 12), entry.ink(), 0.55, "");
                case LINE -> canvas.line(left, y - 4, left + 20, y - 4, entry.ink(), 2.5, Stroke.SOLID);
                case DASHED -> canvas.line(left, y - 4, left + 20, y - 4, entry.ink(), 2, Stroke.DASHED);
            }
            String name = TextStyle.LABEL.fit(entry.name(), box.width() - 26);
            canvas.text(left + 26, y, name, Anchor.START, TextStyle.LABEL);
            x += needed;
        }
    }
}
