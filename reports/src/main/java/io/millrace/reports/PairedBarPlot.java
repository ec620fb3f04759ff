package io.millrace.reports;

import io.millrace.reports.Canvas.Anchor;
import io.millrace.reports.Canvas.Stroke;
import java.util.ArrayList;
import java.util.List;

/** Two shares for each category, one bar under the other. */
record PairedBarPlot(List<String> categories, Distribution baseline, Distribution current) implements Plot {
    private static final double ROW = 34;

    PairedBarPlot {
        categories = List.copyOf(categories);
        baseline.requireCount(categories.size(), "categories");
        current.requireCount(categories.size(), "categories");
    }

    @Override
    public double height(double width) {
        return legend().height(width) + Math.max(1, categories.size()) * ROW + 4;
    }

    private Legend legend() {
        return new Legend(List.of(
                new Legend.Entry(baseline.name(), Ink.GREY, Legend.Shape.FILL),
                new Legend.Entry(current.name(), Ink.BLUE, Legend.Shape.FILL)));
    }

    @Override
    public void draw(Canvas canvas, Box box) {
        Legend legend = legend();
        legend.draw(canvas, box);
        double top = box.top() + legend.height(box.width());
        double names = Math.min(
                box.width() * 0.35,
                categories.stream().mapToDouble(TextStyle.LABEL::width).max().orElse(0));
        List<Double> all = new ArrayList<>(baseline.shares());
        all.addAll(current.shares());
        double highest =
                all.stream().filter(Double::isFinite).mapToDouble(d -> d).max().orElse(0);
        double left = box.left() + names + 10;
        double figures = TextStyle.TICK.width("100.0 %");
        Scale scale = new Scale(0, highest > 0 ? highest : 1, left, Math.max(left + 10, box.right() - figures - 6));
        for (int i = 0; i < categories.size(); i++) {
            double y = top + i * ROW;
            String fitted = TextStyle.LABEL.fit(categories.get(i), names + 0.01);
            canvas.text(box.left() + names, y + 20, fitted, Anchor.END, TextStyle.LABEL);
            bar(canvas, scale, categories.get(i), baseline, i, y + 3, Ink.GREY);
            bar(canvas, scale, categories.get(i), current, i, y + 16, Ink.BLUE);
        }
        canvas.line(left, top, left, top + categories.size() * ROW, Ink.MUTED, 1, Stroke.SOLID);
    }

    private static void bar(
            Canvas canvas, Scale scale, String category, Distribution side, int index, double y, Ink ink) {
        double share = side.shares().get(index);
        double end = Double.isFinite(share) ? scale.at(share) : scale.start();
        String figure = Figures.percent(share);
        if (end > scale.start()) {
            Box rectangle = new Box(scale.start(), y, end - scale.start(), 12);
            canvas.rectangle(rectangle, ink, 0.75, category + ", " + side.name() + ": " + figure);
        }
        canvas.text(end + 5, y + 10, figure, Anchor.START, TextStyle.TICK);
    }
}
