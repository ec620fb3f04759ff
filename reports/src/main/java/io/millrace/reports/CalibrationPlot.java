package io.millrace.reports;

import io.millrace.reports.Canvas.Stroke;
import java.util.Comparator;
import java.util.List;

/**
 * Observed against predicted, with the diagonal, intervals, and the number of rows as columns along the bottom. Both axes are
 * logarithmic where more than half of the points would crowd into the lowest tenth.
 */
record CalibrationPlot(List<CalibrationPoint> points) implements Plot {
    private static final String X = "mean predicted probability";
    private static final String Y = "observed share of positives";

    CalibrationPlot {
        points = points.stream()
                .filter(p -> Double.isFinite(p.predicted()) && Double.isFinite(p.observed()))
                .sorted(Comparator.comparingDouble(CalibrationPoint::predicted))
                .toList();
    }

    @Override
    public double height(double width) {
        return width * 0.92;
    }

    @Override
    public void draw(Canvas canvas, Box box) {
        Legend legend = new Legend(List.of(
                new Legend.Entry("model", Ink.series(0), Legend.Shape.LINE),
                new Legend.Entry("perfectly calibrated", Ink.GREY, Legend.Shape.DASHED)));
        double top = legend.height(box.width());
        legend.draw(canvas, box);
        Box inner = new Box(box.left(), box.top() + top, box.width(), box.height() - top);
        Measure measure = measure();
        double[] range = {measure.at(measure.low), measure.at(measure.high)};
        String x = measure.logarithmic ? "predicted (log scale)" : X;
        String y = measure.logarithmic ? "observed (log scale)" : Y;
        Axes axes = new Axes(inner, range, measure::ticks, x, range, measure::ticks, y);
        axes.draw(canvas);
        canvas.line(
                axes.x.at(range[0]),
                axes.y.at(range[0]),
                axes.x.at(range[1]),
                axes.y.at(range[1]),
                Ink.GREY,
                1.5,
                Stroke.DASHED);
        double[] xs = points.stream()
                .mapToDouble(p -> axes.x.at(measure.at(p.predicted())))
                .toArray();
        double[] ys = points.stream()
                .mapToDouble(p -> axes.y.at(measure.at(p.observed())))
                .toArray();
        counts(canvas, axes, xs);
        if (xs.length > 1) {
            canvas.polyline(xs, ys, Ink.series(0), 2, Stroke.SOLID);
        }
        for (int i = 0; i < xs.length; i++) {
            point(canvas, axes, measure, points.get(i), xs[i], ys[i]);
        }
    }

    private static void point(Canvas canvas, Axes axes, Measure measure, CalibrationPoint p, double x, double y) {
        if (Double.isFinite(p.low()) && Double.isFinite(p.high())) {
            double low = axes.y.at(measure.at(p.low()));
            canvas.line(x, low, x, axes.y.at(measure.at(p.high())), Ink.series(0), 1.5, Stroke.SOLID);
        }
        String note = "predicted " + Figures.number(p.predicted()) + ", observed " + Figures.number(p.observed()) + " ("
                + Figures.number(p.low()) + " to " + Figures.number(p.high()) + "), " + Figures.count(p.rowCount())
                + " rows";
        canvas.dot(x, y, 3, Ink.series(0), note);
    }

    private void counts(Canvas canvas, Axes axes, double[] xs) {
        long most = points.stream().mapToLong(CalibrationPoint::rowCount).max().orElse(0);
        for (int i = 0; i < xs.length && most > 0; i++) {
            long rows = points.get(i).rowCount();
            double height = 0.14 * axes.area.height() * rows / most;
            Box column = new Box(xs[i] - 4, axes.area.bottom() - height, 8, height);
            canvas.rectangle(column, Ink.GREY, 0.45, Figures.count(rows) + " rows");
        }
    }

    private Measure measure() {
        double highest = points.stream()
                .mapToDouble(
                        p -> Math.max(Math.max(p.predicted(), p.observed()), Double.isNaN(p.high()) ? 0 : p.high()))
                .max()
                .orElse(1);
        double end = highest > 0.5 || highest <= 0 ? 1 : Ticks.widen(0, highest, 4)[1];
        long crowded = points.stream().filter(p -> p.predicted() < end / 10).count();
        double least = points.stream()
                .flatMap(p -> java.util.stream.Stream.of(p.predicted(), p.observed()))
                .filter(share -> share > 0)
                .mapToDouble(Double::doubleValue)
                .min()
                .orElse(end);
        return 2 * crowded > points.size() && least < end
                ? new Measure(true, Math.pow(10, Math.floor(Math.log10(least))), end)
                : new Measure(false, 0, end);
    }

    /** Places values on an axis; on a logarithmic one, what is below its beginning stands there. */
    private record Measure(boolean logarithmic, double low, double high) {
        double at(double value) {
            double kept = Math.max(low, Math.min(high, value));
            return logarithmic ? Math.log10(kept) : kept;
        }

        Ticks ticks(int wanted) {
            return logarithmic ? Ticks.ofPowers(low, high, wanted) : Ticks.of(low, high, wanted);
        }
    }
}
