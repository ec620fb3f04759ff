package io.millrace.features.internal;

import io.millrace.metrics.AggregateFunction;
import io.millrace.metrics.ExactMoments;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The aggregates of one input over one window, kept as values come and go; holds only what the outputs need. */
final class Accumulator {

    private long count;
    private final @Nullable Total total;
    private final @Nullable ExactMoments moments;
    private final @Nullable NavigableMap<Object, int[]> values;

    Accumulator(WindowPart part, int input, int window) {
        WindowPart.Kind kind = part.inputs().get(input).kind();
        boolean adds = part.uses(input, window, AggregateFunction.SUM, AggregateFunction.AVG);
        boolean spreads = part.uses(input, window, AggregateFunction.STDDEV, AggregateFunction.VARIANCE);
        boolean orders = part.uses(input, window, AggregateFunction.MIN, AggregateFunction.MAX);
        // The sum of doubles is among their moments.
        this.total = adds && !(spreads && kind == WindowPart.Kind.DOUBLE) ? Total.of(kind) : null;
        this.moments = spreads ? new ExactMoments() : null;
        this.values = orders ? new TreeMap<>(ValueOrder::compare) : null;
    }

    void clear() {
        count = 0;
        if (total != null) {
            total.clear();
        }
        if (moments != null) {
            moments.clear();
        }
        if (values != null) {
            values.clear();
        }
    }

    void add(Object value) {
        count++;
        if (total != null) {
            total.add(value);
        }
        if (moments != null) {
            moments.add(((Number) value).doubleValue());
        }
        if (values != null) {
            values.computeIfAbsent(value, any -> new int[1])[0]++;
        }
    }

    void remove(Object value) {
        count--;
        if (total != null) {
            total.remove(value);
        }
        if (moments != null) {
            moments.subtract(((Number) value).doubleValue());
        }
        if (values != null) {
            int[] left = values.get(value);
            if (left != null && --left[0] == 0) {
                values.remove(value);
            }
        }
    }

    long count() {
        return count;
    }

    /** The exact sum in its output type, or null if it does not fit; call only for a window with values. */
    @Nullable
    Object sum() {
        return total == null ? (Object) moments().sum() : total.sum();
    }

    /** The mean, correctly rounded; call only for a window with values. */
    double mean() {
        return total == null ? moments().mean() : total.mean(count);
    }

    /** The moments; call only for a variance or a deviation. */
    ExactMoments moments() {
        return Objects.requireNonNull(moments, "moments");
    }

    @Nullable
    Object least() {
        return values == null ? null : values.firstKey();
    }

    @Nullable
    Object greatest() {
        return values == null ? null : values.lastKey();
    }
}
