package io.millrace.reports;

import io.millrace.reports.Canvas.Stroke;
import java.util.ArrayList;
import java.util.List;

/**
 * Two distributions over the same numeric bins: the baseline as a grey area, the current one as an outline. The height of
 * a bin is its share where all bins are equally wide, else its share for a unit of width.
 */
record HistogramPlot(String xLabel, List<Double> edges, Distribution baseline, Distribution current) implements Plot {
    HistogramPlot {
        edges = List.copyOf(edges);
        if (edges.size() < 2) {
            throw new IllegalArgumentException("a histogram needs at least two edges, not " + edges.size());
        }
        for (int i = 1; i < edges.size(); i++) {
            if (!(edges.get(i - 1) < edges.get(i)) || !Double.isFinite(edges.get(i) - edges.get(i - 1))) {
                throw new IllegalArgumentException("edges must be finite and rise: " + edges);
            }
        }
        baseline.requireCount(edges.size() - 1, "bins");
        current.requireCount(edges.size() - 1, "bins");
    }

    @Override
    public double height(double width) {
        return Math.min(280, width * 0.5);
    }

    @Override
    public void draw(Canvas canvas, Box box) {
        Legend legend = new Legend(List.of(
                new Legend.Entry(baseline.name(), Ink.GREY, Legend.Shape.FILL),
                new Legend.Entry(current.name(), Ink.BLUE, Legend.Shape.LINE)));
        legend.draw(canvas, box);
        double top = legend.height(box.width());
        boolean equal = equalWidths();
        double[] before = heights(baseline, equal);
        double[] after = heights(current, equal);
        double highest = 0;
        for (int i = 0; i < before.length; i++) {
            highest = Math.max(highest, Math.max(before[i], after[i]));
        }
        double[] yRange = Ticks.widen(0, highest > 0 ? highest : 1, 4);
        double low = edges.get(0);
        double high = edges.get(edges.size() - 1);
        Axes axes = new Axes(
                new Box(box.left(), box.top() + top, box.width(), box.height() - top),
                new double[] {low, high},
                wanted -> Ticks.of(low, high, wanted),
                xLabel,
                yRange,
                wanted -> equal ? percents(yRange, wanted) : Ticks.of(yRange[0], yRange[1], wanted),
                equal ? "" : "share per unit");
        axes.draw(canvas);
        double[] xs = axes.x.at(stairs());
        double[] grey = axes.y.at(steps(before));
        canvas.polygon(xs, grey, Ink.GREY, 0.4);
        canvas.polyline(xs, grey, Ink.GREY, 1, Stroke.SOLID);
        canvas.polyline(xs, axes.y.at(steps(after)), Ink.BLUE, 2, Stroke.SOLID);
        notes(canvas, axes);
    }

    private void notes(Canvas canvas, Axes axes) {
        List<Cell> notes = new ArrayList<>();
        for (int i = 0; i + 1 < edges.size(); i++) {
            double from = axes.x.at(edges.get(i));
            double to = axes.x.at(edges.get(i + 1));
            if (to - from >= 2) {
                Box bin = new Box(from, axes.area.top(), to - from, axes.area.height());
                String note = Figures.number(edges.get(i)) + " to " + Figures.number(edges.get(i + 1)) + ": "
                        + baseline.name() + " "
                        + Figures.percent(baseline.shares().get(i)) + ", " + current.name()
                        + " " + Figures.percent(current.shares().get(i));
                notes.add(new Cell(bin, 0, note));
            }
        }
        canvas.cells(notes, Ink.SURFACE);
    }

    private static Ticks percents(double[] range, int wanted) {
        Ticks ticks = Ticks.of(range[0] * 100, range[1] * 100, wanted);
        double[] shares =
                java.util.Arrays.stream(ticks.at()).map(at -> at / 100).toArray();
        return new Ticks(
                shares, ticks.labels().stream().map(label -> label + " %").toList());
    }

    private boolean equalWidths() {
        double mean = (edges.get(edges.size() - 1) - edges.get(0)) / (edges.size() - 1);
        for (int i = 1; i < edges.size(); i++) {
            if (Math.abs(edges.get(i) - edges.get(i - 1) - mean) > 0.01 * mean) {
                return false;
            }
        }
        return true;
    }

    private double[] heights(Distribution side, boolean equal) {
        double[] heights = new double[side.shares().size()];
        for (int i = 0; i < heights.length; i++) {
            double share = side.shares().get(i);
            heights[i] = !Double.isFinite(share) ? 0 : equal ? share : share / (edges.get(i + 1) - edges.get(i));
        }
        return heights;
    }

    private double[] stairs() {
        double[] xs = new double[2 * edges.size()];
        for (int i = 0; i < edges.size(); i++) {
            xs[2 * i] = edges.get(i);
            xs[2 * i + 1] = edges.get(i);
        }
        return xs;
    }

    private static double[] steps(double[] heights) {
        double[] ys = new double[2 * heights.length + 2];
        for (int i = 0; i < heights.length; i++) {
            ys[2 * i + 1] = heights[i];
            ys[2 * i + 2] = heights[i];
        }
        return ys;
    }
}
