package io.millrace.metrics.charts;

import io.millrace.metrics.charts.Canvas.Stroke;
import io.millrace.metrics.charts.Series.Interval;
import io.millrace.metrics.charts.Series.Mark;
import io.millrace.metrics.charts.Series.Point;
import java.util.List;
import java.util.Optional;

/** Observed against predicted, with the diagonal, intervals, and the number of rows as columns along the bottom. */
record CalibrationPlot(List<CalibrationPoint> points) implements Plot {
    CalibrationPlot {
        points = List.copyOf(points);
    }

    @Override
    public double height(double width) {
        return width * 0.92;
    }

    @Override
    public void draw(Canvas canvas, Box box) {
        List<CalibrationPoint> drawn = points.stream()
                .filter(p -> Double.isFinite(p.predicted()) && Double.isFinite(p.observed()))
                .toList();
        double highest = drawn.stream()
                .mapToDouble(
                        p -> Math.max(Math.max(p.predicted(), p.observed()), Double.isNaN(p.high()) ? 0 : p.high()))
                .max()
                .orElse(1);
        double end = highest > 0.5 || highest <= 0 ? 1 : Ticks.widen(0, highest, 4)[1];
        Series line = new Series(
                "model",
                drawn.stream().map(p -> new Point(p.predicted(), p.observed())).toList(),
                List.of(),
                Mark.LINE_AND_DOTS);
        Series diagonal = Series.reference("perfectly calibrated", new Point(0, 0), new Point(end, end));
        Interval range = new Interval(0, end);
        XyPlot plot = new XyPlot(
                "mean predicted probability",
                "observed share of positives",
                List.of(line, diagonal),
                XyPlot.Domain.NUMBER,
                List.of(),
                Optional.of(range),
                Optional.of(range),
                XyPlot.Shape.SQUARE);
        Axes axes = plot.drawWithAxes(canvas, box);
        long most = drawn.stream().mapToLong(CalibrationPoint::rowCount).max().orElse(0);
        for (CalibrationPoint p : drawn) {
            double x = axes.x.at(p.predicted());
            if (Double.isFinite(p.low()) && Double.isFinite(p.high())) {
                canvas.line(x, axes.y.at(p.low()), x, axes.y.at(p.high()), Ink.BLUE, 1.5, Stroke.SOLID);
            }
            double height = most == 0 ? 0 : 0.14 * axes.area.height() * p.rowCount() / most;
            Box column = new Box(x - 4, axes.area.bottom() - height, 8, height);
            canvas.rectangle(column, Ink.GREY, 0.45, Figures.count(p.rowCount()) + " rows");
        }
    }
}
