package io.millrace.reports;

import io.millrace.reports.Canvas.Stroke;
import java.util.ArrayList;
import java.util.List;

/** A line without axes, for a table cell or a card; the last value has a dot, NaN is a gap. */
record SparklinePlot(List<Double> values) implements Plot {
    SparklinePlot {
        values = List.copyOf(values);
    }

    @Override
    public double height(double width) {
        return 28;
    }

    @Override
    public void draw(Canvas canvas, Box box) {
        Box area = box.inset(4);
        var finite =
                values.stream().filter(Double::isFinite).mapToDouble(d -> d).summaryStatistics();
        if (finite.getCount() == 0) {
            canvas.hatch(area, Ink.GREY, "no values");
            return;
        }
        double half = finite.getMax() > finite.getMin() ? 0 : 1;
        Scale x = new Scale(0, Math.max(1, values.size() - 1), area.left(), area.right());
        Scale y = new Scale(finite.getMin() - half, finite.getMax() + half, area.bottom(), area.top());
        List<double[]> run = new ArrayList<>();
        for (int i = 0; i <= values.size(); i++) {
            if (i < values.size() && Double.isFinite(values.get(i))) {
                run.add(new double[] {x.at(i), y.at(values.get(i))});
            } else {
                run(canvas, run);
                run.clear();
            }
        }
        double last = values.get(values.size() - 1);
        if (Double.isFinite(last)) {
            canvas.dot(x.at(values.size() - 1), y.at(last), 2.5, Ink.BLUE, Figures.number(last));
        }
    }

    private static void run(Canvas canvas, List<double[]> run) {
        if (run.size() == 1) {
            canvas.dot(run.get(0)[0], run.get(0)[1], 1.5, Ink.BLUE, "");
        } else if (run.size() > 1) {
            canvas.polyline(
                    run.stream().mapToDouble(point -> point[0]).toArray(),
                    run.stream().mapToDouble(point -> point[1]).toArray(),
                    Ink.BLUE,
                    1.5,
                    Stroke.SOLID);
        }
    }
}
