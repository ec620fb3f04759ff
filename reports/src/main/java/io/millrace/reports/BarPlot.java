package io.millrace.reports;

import io.millrace.reports.Canvas.Anchor;
import io.millrace.reports.Canvas.Stroke;
import java.util.List;

/** Horizontal bars, one under the other, in the order given. */
record BarPlot(String valueLabel, List<Bar> bars) implements Plot {
    private static final double ROW = 22;

    BarPlot {
        bars = List.copyOf(bars);
    }

    @Override
    public double height(double width) {
        return Math.max(1, bars.size()) * ROW + (valueLabel.isEmpty() ? 4 : 24);
    }

    @Override
    public void draw(Canvas canvas, Box box) {
        double names = Math.min(
                box.width() * 0.4,
                bars.stream()
                        .mapToDouble(bar -> TextStyle.LABEL.width(bar.name()))
                        .max()
                        .orElse(0));
        double figures = bars.stream()
                        .mapToDouble(bar -> TextStyle.TICK.width(Figures.number(bar.value())))
                        .max()
                        .orElse(0)
                + 8;
        var finite =
                bars.stream().mapToDouble(Bar::value).filter(Double::isFinite).summaryStatistics();
        double low = finite.getCount() == 0 ? 0 : Math.min(0, finite.getMin());
        double high = finite.getCount() == 0 ? 1 : Math.max(0, finite.getMax());
        if (low == high) {
            high = 1;
        }
        double left = box.left() + names + 10 + (low < 0 ? figures : 0);
        Scale scale = new Scale(low, high, left, Math.max(left + 10, box.right() - figures));
        double y = box.top();
        for (Bar bar : bars) {
            row(canvas, box, scale, bar, y, names);
            y += ROW;
        }
        canvas.line(scale.at(0), box.top(), scale.at(0), y, Ink.MUTED, 1, Stroke.SOLID);
        if (!valueLabel.isEmpty()) {
            double middle = (scale.start() + scale.end()) / 2;
            canvas.text(middle, y + 16, valueLabel, Anchor.MIDDLE, TextStyle.LABEL);
        }
    }

    private static void row(Canvas canvas, Box box, Scale scale, Bar bar, double y, double names) {
        String fitted = TextStyle.LABEL.fit(bar.name(), names + 0.01);
        canvas.text(box.left() + names, y + 15, fitted, Anchor.END, TextStyle.LABEL);
        double from = scale.at(0);
        double to = Double.isFinite(bar.value()) ? scale.at(bar.value()) : from;
        String figure = Figures.number(bar.value());
        if (to != from) {
            Box rectangle = new Box(Math.min(from, to), y + 3, Math.abs(to - from), ROW - 6);
            canvas.rectangle(rectangle, bar.value() < 0 ? Ink.VERMILLION : Ink.BLUE, 0.85, bar.name() + ": " + figure);
        }
        canvas.text(to + (to < from ? -5 : 5), y + 15, figure, to < from ? Anchor.END : Anchor.START, TextStyle.TICK);
    }
}
