package io.millrace.metrics;

import java.io.Serializable;

/** Count, extremes and mean of the lengths of a column's values; NaN while there are none. */
final class Lengths implements Serializable {
    private static final long serialVersionUID = 1L;

    private long count;
    private long sum;
    private long min = Long.MAX_VALUE;
    private long max;

    void add(long length) {
        count++;
        sum += length;
        min = Math.min(min, length);
        max = Math.max(max, length);
    }

    double min() {
        return count == 0 ? Double.NaN : min;
    }

    double max() {
        return count == 0 ? Double.NaN : max;
    }

    double mean() {
        return count == 0 ? Double.NaN : (double) sum / count;
    }

    Lengths merge(Lengths other) {
        Lengths merged = new Lengths();
        merged.count = count + other.count;
        merged.sum = sum + other.sum;
        merged.min = Math.min(min, other.min);
        merged.max = Math.max(max, other.max);
        return merged;
    }

    void writeTo(StateWriter out) {
        out.writeUnsigned(count);
        out.writeUnsigned(sum);
        out.writeUnsigned(min);
        out.writeUnsigned(max);
    }

    static Lengths readFrom(StateReader in) {
        Lengths lengths = new Lengths();
        lengths.count = in.readUnsigned();
        lengths.sum = in.readUnsigned();
        lengths.min = in.readUnsigned();
        lengths.max = in.readUnsigned();
        return lengths;
    }
}
