package io.millrace.reports;

import io.millrace.reports.Canvas.Anchor;
import io.millrace.reports.Canvas.Stroke;
import io.millrace.reports.Series.Interval;
import io.millrace.reports.Series.Mark;
import io.millrace.reports.Series.Point;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.DoubleStream;

/** Lines over a numeric axis, or over a time axis with its calendar, with bands and events. */
record XyPlot(
        String xLabel,
        String yLabel,
        List<Series> series,
        Optional<ZoneId> calendar,
        List<ChartEvent> events,
        Optional<Interval> xRange,
        Optional<Interval> yRange,
        Shape shape)
        implements Plot {
    enum Shape {
        WIDE,
        SQUARE
    }

    XyPlot {
        series = List.copyOf(series);
        events = List.copyOf(events);
    }

    XyPlot within(Interval range) {
        return new XyPlot(xLabel, yLabel, series, calendar, events, xRange, Optional.of(range), shape);
    }

    @Override
    public double height(double width) {
        return shape == Shape.SQUARE ? width * 0.92 : Math.min(300, width * 0.48);
    }

    @Override
    public void draw(Canvas canvas, Box box) {
        drawWithAxes(canvas, box);
    }

    /** Draws, and returns the axes for what else belongs into the same frame. */
    Axes drawWithAxes(Canvas canvas, Box box) {
        Legend legend = legend();
        double top = legend.height(box.width());
        legend.draw(canvas, box);
        double eventRows = events.isEmpty() ? 0 : 18;
        Box inner = new Box(box.left(), box.top() + top + eventRows, box.width(), box.height() - top - eventRows);
        double[] xs =
                xRange.map(range -> new double[] {range.low(), range.high()}).orElseGet(this::xSpan);
        double[] ys = yRange.map(range -> new double[] {range.low(), range.high()})
                .orElseGet(() -> ySpan((int) Math.max(2, (inner.height() - 45) / 42)));
        IntFunction<Ticks> xMarks = wanted -> calendar.map(zone -> TimeTicks.of(xs[0], xs[1], wanted, zone))
                .orElseGet(() -> Ticks.of(xs[0], xs[1], wanted));
        Axes axes = new Axes(inner, xs, xMarks, xLabel, ys, wanted -> Ticks.of(ys[0], ys[1], wanted), yLabel);
        axes.draw(canvas);
        events(canvas, axes);
        for (int i = 0; i < series.size(); i++) {
            band(canvas, axes, series.get(i), ink(i));
        }
        for (int i = 0; i < series.size(); i++) {
            line(canvas, axes, series.get(i), ink(i), i);
        }
        return axes;
    }

    private Legend legend() {
        List<Legend.Entry> entries = new ArrayList<>();
        boolean single = series.stream().filter(s -> !s.name().isEmpty()).count() == 1 && series.size() == 1;
        for (int i = 0; i < series.size() && !single; i++) {
            Series one = series.get(i);
            if (!one.name().isEmpty()) {
                boolean dashed = one.mark() == Mark.REFERENCE || Ink.repeats(colored(i));
                entries.add(new Legend.Entry(one.name(), ink(i), dashed ? Legend.Shape.DASHED : Legend.Shape.LINE));
            }
        }
        return new Legend(entries);
    }

    /** References do not use up colours: they are grey. */
    private int colored(int index) {
        return (int) series.subList(0, index).stream()
                .filter(one -> one.mark() != Mark.REFERENCE)
                .count();
    }

    private Ink ink(int index) {
        return series.get(index).mark() == Mark.REFERENCE ? Ink.GREY : Ink.series(colored(index));
    }

    private double[] xSpan() {
        DoubleStream points = series.stream().flatMap(s -> s.points().stream()).mapToDouble(Point::x);
        DoubleStream marks = events.stream().mapToDouble(XyPlot::at);
        double[] span = span(calendar.isPresent() ? DoubleStream.concat(points, marks) : points);
        if (span[0] == span[1]) {
            double half = calendar.isPresent() ? Duration.ofHours(12).toMillis() : pad(span[0]);
            return new double[] {Ticks.finite(span[0] - half), Ticks.finite(span[1] + half)};
        }
        return span;
    }

    private double[] ySpan(int marks) {
        double[] span = span(series.stream()
                .flatMapToDouble(s -> DoubleStream.concat(
                        s.points().stream().mapToDouble(Point::y),
                        s.band().stream().flatMapToDouble(i -> DoubleStream.of(i.low(), i.high())))));
        if (span[0] == span[1]) {
            double half = pad(span[0]);
            return new double[] {Ticks.finite(span[0] - half), Ticks.finite(span[1] + half)};
        }
        double low = span[0] > 0 && span[0] < 0.35 * span[1] ? 0 : span[0];
        return Ticks.widen(low, span[1], marks);
    }

    private static double pad(double value) {
        return value == 0 ? 1 : Math.max(Math.abs(value) * 0.1, Double.MIN_NORMAL);
    }

    private static double[] span(DoubleStream values) {
        var summary = values.filter(Double::isFinite).summaryStatistics();
        return summary.getCount() == 0 ? new double[] {0, 1} : new double[] {summary.getMin(), summary.getMax()};
    }

    private void band(Canvas canvas, Axes axes, Series one, Ink ink) {
        List<double[]> run = new ArrayList<>();
        for (int i = 0; i <= one.band().size(); i++) {
            boolean open = i < one.band().size()
                    && Double.isFinite(one.band().get(i).low())
                    && Double.isFinite(one.band().get(i).high());
            if (open) {
                Interval interval = one.band().get(i);
                run.add(new double[] {
                    axes.x.at(one.points().get(i).x()), axes.y.at(interval.low()), axes.y.at(interval.high())
                });
            } else {
                bandRun(canvas, run, ink);
                run.clear();
            }
        }
    }

    private static void bandRun(Canvas canvas, List<double[]> run, Ink ink) {
        int n = run.size();
        if (n == 1) {
            double[] only = run.get(0);
            canvas.line(only[0], only[1], only[0], only[2], ink, 1.5, Stroke.SOLID);
        } else if (n > 1) {
            double[] xs = new double[2 * n];
            double[] ys = new double[2 * n];
            for (int i = 0; i < n; i++) {
                xs[i] = run.get(i)[0];
                ys[i] = run.get(i)[1];
                xs[2 * n - 1 - i] = run.get(i)[0];
                ys[2 * n - 1 - i] = run.get(i)[2];
            }
            canvas.polygon(xs, ys, ink, 0.16);
        }
    }

    private void line(Canvas canvas, Axes axes, Series one, Ink ink, int index) {
        boolean reference = one.mark() == Mark.REFERENCE;
        Stroke stroke = reference || Ink.repeats(colored(index)) ? Stroke.DASHED : Stroke.SOLID;
        List<Point> run = new ArrayList<>();
        for (int i = 0; i <= one.points().size(); i++) {
            if (i < one.points().size() && Double.isFinite(one.points().get(i).y())) {
                run.add(one.points().get(i));
                continue;
            }
            if (run.size() > 1) {
                canvas.polyline(
                        axes.x.at(run.stream().mapToDouble(Point::x).toArray()),
                        axes.y.at(run.stream().mapToDouble(Point::y).toArray()),
                        ink,
                        reference ? 1.5 : 2,
                        stroke);
            }
            if (one.mark() == Mark.LINE_AND_DOTS || run.size() == 1) {
                for (Point point : run) {
                    canvas.dot(axes.x.at(point.x()), axes.y.at(point.y()), 3, ink, note(one, point));
                }
            }
            run.clear();
        }
    }

    private String note(Series one, Point point) {
        String x = calendar.map(zone -> TimeTicks.moment(point.x(), zone)).orElseGet(() -> Figures.number(point.x()));
        return (one.name().isEmpty() ? "" : one.name() + ", ") + x + ": " + Figures.number(point.y());
    }

    private static double at(ChartEvent event) {
        return event.at().toEpochMilli();
    }

    /** Each event has its line; its name stands above it where there is room beside the names before. */
    private void events(Canvas canvas, Axes axes) {
        double free = axes.area.left();
        for (ChartEvent event : events) {
            double at = axes.x.at(at(event));
            if (at < axes.area.left() - 0.5 || at > axes.area.right() + 0.5) {
                continue;
            }
            canvas.line(at, axes.area.top() - 4, at, axes.area.bottom(), Ink.MUTED, 1, Stroke.DOTTED);
            double width = TextStyle.TICK.width(event.name());
            double left = Math.min(at - width / 2, axes.area.right() - width);
            if (left >= free) {
                canvas.text(left + width / 2, axes.area.top() - 8, event.name(), Anchor.MIDDLE, TextStyle.TICK);
                free = left + width + 8;
            }
            canvas.dot(
                    at,
                    axes.area.top() - 4,
                    2,
                    Ink.MUTED,
                    event.name() + " "
                            + calendar.map(zone -> TimeTicks.moment(at(event), zone))
                                    .orElse(""));
        }
    }
}
