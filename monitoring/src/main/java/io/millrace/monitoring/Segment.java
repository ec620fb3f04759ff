package io.millrace.monitoring;

import io.millrace.metrics.Slice;
import java.util.Comparator;

/**
 * Which rows a metric speaks of.
 *
 * @param granularity length of the window; empty for a snapshot
 * @param window the window
 * @param model model version, or {@code *} for all
 * @param slice the slice
 */
record Segment(String granularity, Window window, String model, Slice slice) implements Comparable<Segment> {
    private static final Comparator<Segment> ORDER = Comparator.comparing(Segment::granularity)
            .thenComparing(Segment::model)
            .thenComparing(Segment::slice)
            .thenComparing(Segment::window);

    Segment during(Window other) {
        return new Segment(granularity, other, model, slice);
    }

    boolean wholeTable() {
        return slice.kind() == Slice.Kind.ALL && model.equals(MetricTables.ALL_MODELS);
    }

    @Override
    public int compareTo(Segment other) {
        return ORDER.compare(this, other);
    }
}
