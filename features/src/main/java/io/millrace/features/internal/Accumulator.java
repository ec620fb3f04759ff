package io.millrace.features.internal;

import io.millrace.definitions.AggregateFunction;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The aggregates of one input over one window, kept as values come and go; holds only what the outputs need. */
final class Accumulator {

    private long count;
    private final @Nullable Total total;
    private final @Nullable Spread spread;
    private final @Nullable NavigableMap<Object, int[]> values;

    Accumulator(WindowPart part, int input, int window) {
        WindowPart.Kind kind = part.inputs().get(input).kind();
        boolean adds = part.uses(input, window, AggregateFunction.SUM, AggregateFunction.AVG);
        boolean spreads = part.uses(input, window, AggregateFunction.STDDEV, AggregateFunction.VARIANCE);
        boolean orders = part.uses(input, window, AggregateFunction.MIN, AggregateFunction.MAX);
        this.total = adds ? Total.of(kind) : null;
        this.spread = spreads ? new Spread() : null;
        this.values = orders ? new TreeMap<>(ValueOrder::compare) : null;
    }

    void clear() {
        count = 0;
        if (total != null) {
            total.clear();
        }
        if (spread != null) {
            spread.clear();
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
        if (spread != null) {
            spread.add(((Number) value).doubleValue());
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
        if (spread != null) {
            spread.remove(((Number) value).doubleValue());
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
        return total == null ? null : total.sum();
    }

    double mean() {
        return total == null ? Double.NaN : total.rounded() / count;
    }

    double variance() {
        return spread == null ? Double.NaN : spread.variance(count);
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
