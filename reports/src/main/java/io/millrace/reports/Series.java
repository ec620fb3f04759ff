package io.millrace.reports;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * The points of one line of a chart, in the order in which they are joined.
 *
 * <p>A point whose y is NaN is a gap. Along a time axis x is epoch milliseconds.
 *
 * @param name what the legend says; empty keeps it out of the legend
 * @param band an interval for each point, or empty for none; intervals with a NaN end are left out
 */
public record Series(String name, List<Point> points, List<Interval> band, Mark mark) {
    /** How a series is drawn. */
    public enum Mark {
        /** Joined by a line. */
        LINE,
        /** Joined by a line, each point with a dot. */
        LINE_AND_DOTS,
        /** Joined by a dashed grey line: something to compare with, such as a threshold. */
        REFERENCE
    }

    /** A place in the chart's own units. */
    public record Point(double x, double y) {}

    /** From {@code low} to {@code high}, in the units of y. */
    public record Interval(double low, double high) {}

    /** Checks that the band is empty or fits the points. */
    public Series {
        points = List.copyOf(points);
        band = List.copyOf(band);
        if (!band.isEmpty() && band.size() != points.size()) {
            throw new IllegalArgumentException(
                    "series " + name + " has " + points.size() + " points but " + band.size() + " intervals");
        }
    }

    /**
     * Returns the line through {@code (x[i], y[i])}.
     *
     * @throws IllegalArgumentException if the lengths differ
     */
    public static Series of(String name, double[] x, double[] y) {
        if (x.length != y.length) {
            throw new IllegalArgumentException("series " + name + " has " + x.length + " x but " + y.length + " y");
        }
        List<Point> points = new ArrayList<>(x.length);
        for (int i = 0; i < x.length; i++) {
            points.add(new Point(x[i], y[i]));
        }
        return new Series(name, points, List.of(), Mark.LINE);
    }

    /** Returns the line through the values in the order of their times, each with a dot; for {@link Chart#overTime}. */
    public static Series over(String name, SortedMap<Instant, Double> values) {
        List<Point> points = new ArrayList<>(values.size());
        for (Map.Entry<Instant, Double> value : values.entrySet()) {
            points.add(new Point(value.getKey().toEpochMilli(), value.getValue()));
        }
        return new Series(name, points, List.of(), Mark.LINE_AND_DOTS);
    }

    /** Returns a dashed grey line between two points. */
    public static Series reference(String name, Point from, Point to) {
        return new Series(name, List.of(from, to), List.of(), Mark.REFERENCE);
    }

    /** Returns this series with an interval around each point. */
    public Series withBand(List<Interval> intervals) {
        return new Series(name, points, intervals, mark);
    }

    /** Returns this series drawn another way. */
    public Series drawnAs(Mark other) {
        return new Series(name, points, band, other);
    }
}
