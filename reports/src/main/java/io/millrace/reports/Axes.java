package io.millrace.reports;

import io.millrace.reports.Canvas.Anchor;
import io.millrace.reports.Canvas.Stroke;
import java.util.function.IntFunction;

/** The frame of a chart with two axes: where the marks stand, the grid, and labels that never touch each other. */
final class Axes {
    final Box area;
    final Scale x;
    final Scale y;
    private final Ticks xTicks;
    private final Ticks yTicks;
    private final String xLabel;
    private final String yLabel;
    private final Box outer;

    /**
     * Lays the axes out inside {@code outer}.
     *
     * @param xRange low and high of x
     * @param xMarks gives the marks of x for a wished count
     */
    Axes(
            Box outer,
            double[] xRange,
            IntFunction<Ticks> xMarks,
            String xLabel,
            double[] yRange,
            IntFunction<Ticks> yMarks,
            String yLabel) {
        this.outer = outer;
        this.xLabel = xLabel;
        this.yLabel = yLabel;
        double bottom = 20 + (xLabel.isEmpty() ? 0 : 19);
        double height = Math.max(10, outer.height() - bottom - 6);
        yTicks = yMarks.apply((int) Math.max(2, height / 42));
        double left = yTicks.widest(TextStyle.TICK) + 10 + (yLabel.isEmpty() ? 0 : 20);
        double width = Math.max(10, outer.width() - left - 14);
        area = new Box(outer.left() + left, outer.top() + 6, width, height);
        x = new Scale(xRange[0], xRange[1], area.left(), area.right());
        y = new Scale(yRange[0], yRange[1], area.bottom(), area.top());
        xTicks = fitting(xMarks, width);
    }

    private Ticks fitting(IntFunction<Ticks> marks, double width) {
        Ticks ticks = marks.apply(1);
        for (int wanted = (int) Math.max(1, width / 60); wanted > 1; wanted--) {
            Ticks tried = marks.apply(wanted);
            if (apart(tried)) {
                return tried;
            }
        }
        return ticks;
    }

    private boolean apart(Ticks ticks) {
        for (int i = 1; i < ticks.at().length; i++) {
            double room = x.at(ticks.at()[i]) - x.at(ticks.at()[i - 1]);
            double needed = TextStyle.TICK.width(ticks.labels().get(i - 1)) / 2
                    + TextStyle.TICK.width(ticks.labels().get(i)) / 2
                    + 12;
            if (room < needed) {
                return false;
            }
        }
        return true;
    }

    void draw(Canvas canvas) {
        for (int i = 0; i < yTicks.at().length; i++) {
            double at = y.at(yTicks.at()[i]);
            canvas.line(area.left(), at, area.right(), at, Ink.GRID, 1, Stroke.SOLID);
            canvas.text(area.left() - 7, at + 4, yTicks.labels().get(i), Anchor.END, TextStyle.TICK);
        }
        canvas.line(area.left(), area.bottom(), area.right(), area.bottom(), Ink.MUTED, 1, Stroke.SOLID);
        for (int i = 0; i < xTicks.at().length; i++) {
            double at = x.at(xTicks.at()[i]);
            String label = xTicks.labels().get(i);
            double half = TextStyle.TICK.width(label) / 2;
            canvas.line(at, area.bottom(), at, area.bottom() + 4, Ink.MUTED, 1, Stroke.SOLID);
            double centre = Math.max(outer.left() + half, Math.min(outer.right() - half, at));
            canvas.text(centre, area.bottom() + 16, label, Anchor.MIDDLE, TextStyle.TICK);
        }
        if (!xLabel.isEmpty()) {
            String fitted = TextStyle.LABEL.fit(xLabel, area.width());
            canvas.text(area.middle(), outer.bottom() - 3, fitted, Anchor.MIDDLE, TextStyle.LABEL);
        }
        if (!yLabel.isEmpty()) {
            String fitted = TextStyle.LABEL.fit(yLabel, area.height());
            canvas.textUpwards(outer.left() + 12, area.center(), fitted, TextStyle.LABEL);
        }
    }
}
