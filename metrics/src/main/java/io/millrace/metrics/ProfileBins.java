package io.millrace.metrics;

import java.io.Serializable;
import java.util.Arrays;
import java.util.TreeSet;

/**
 * The cells in which a numeric column is counted: fixed by a baseline and the same for every later window.
 *
 * <p>Cell k holds the values with {@code edge[k-1] < x <= edge[k]}; the first and the last cell are open to the outside, so
 * that values below and above all of the baseline have cells of their own. The edges are quantiles of the baseline: with
 * its n sorted values s, {@code s[ceil(i n / 1000) - 1]} for i from 1 to 999, its maximum, and the double just below its
 * minimum. A value that holds at least 1/1000 of the rows also has the double just below it as edge, so that it has a cell
 * of its own. Of the edges those by the same rule with 10 instead of 1000 are the coarse ones, for the population stability
 * index. Where the baseline's profile tells values apart only by bins, the greatest value of the bin stands for the value;
 * so the baseline's own counts are exact in either case.
 */
public final class ProfileBins implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final byte FORMAT = 1;
    private static final int FINE = 1000;
    private static final int COARSE = 10;

    private final double[] edges;

    /** Whether the edge is one of the coarse ones too. */
    private final boolean[] coarse;

    private ProfileBins(double[] edges, boolean[] coarse) {
        this.edges = edges;
        this.coarse = coarse;
    }

    /**
     * Returns the bins of a baseline; without usable values there are no edges, and one cell.
     *
     * @throws IllegalArgumentException if the profile is not numeric
     */
    public static ProfileBins of(ColumnProfile baseline) {
        if (baseline.kind() != ColumnKind.NUMERIC) {
            throw new IllegalArgumentException("bins need a numeric profile; this one is " + baseline.kind());
        }
        double[] edges = edges(baseline, FINE);
        boolean[] coarse = new boolean[edges.length];
        for (double edge : edges(baseline, COARSE)) {
            coarse[Arrays.binarySearch(edges, edge)] = true;
        }
        return new ProfileBins(edges, coarse);
    }

    private static double[] edges(ColumnProfile baseline, int cells) {
        OrderedHistogram.Bins values = baseline.values();
        long n = baseline.validCount();
        TreeSet<Double> edges = new TreeSet<>();
        if (n == 0) {
            return new double[0];
        }
        edges.add(Math.nextDown(baseline.min()));
        edges.add(baseline.max());
        long below = 0;
        for (int bin = 0; bin < values.size(); bin++) {
            long count = values.count(bin, 0);
            // Does a rank ceil(i n / cells), 0 < i < cells, fall into this bin?
            long first = Math.floorDiv(Math.multiplyExact(below, cells), n) + 1;
            boolean rank = first < cells && Math.multiplyExact(first, n) <= Math.multiplyExact(below + count, cells);
            boolean atom = Math.multiplyExact(count, cells) >= n;
            if (rank) {
                edges.add(Math.min(Keys.number(values.highKey(bin)), baseline.max()));
            }
            if (atom) {
                edges.add(Math.nextDown(Math.max(Keys.number(values.lowKey(bin)), baseline.min())));
            }
            below += count;
        }
        return edges.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Returns the edges, ascending. */
    public double[] edges() {
        return edges.clone();
    }

    /** Returns the number of cells, one more than the edges. */
    public int cellCount() {
        return edges.length + 1;
    }

    /** Returns the cell of a value, from 0, by binary search. */
    public int cellOf(double value) {
        int found = Arrays.binarySearch(edges, value == 0 ? 0.0 : value);
        return found >= 0 ? found : -found - 1;
    }

    /** Returns the coarse edges, ascending. */
    public double[] coarseEdges() {
        double[] kept = new double[edges.length];
        int count = 0;
        for (int i = 0; i < edges.length; i++) {
            if (coarse[i]) {
                kept[count++] = edges[i];
            }
        }
        return Arrays.copyOf(kept, count);
    }

    /**
     * Returns counts by fine cell added up by coarse cell.
     *
     * @throws IllegalArgumentException if there is not one count a cell
     */
    public long[] coarse(long[] counts) {
        if (counts.length != cellCount()) {
            throw new IllegalArgumentException(counts.length + " counts for " + cellCount() + " cells");
        }
        long[] sums = new long[coarseEdges().length + 1];
        int cell = 0;
        for (int i = 0; i < counts.length; i++) {
            sums[cell] += counts[i];
            if (i < coarse.length && coarse[i]) {
                cell++;
            }
        }
        return sums;
    }

    /** Returns the bins in their stored form. */
    public byte[] toBytes() {
        StateWriter out = new StateWriter(FORMAT);
        writeTo(out);
        return out.toBytes();
    }

    void writeTo(StateWriter out) {
        out.writeCount(edges.length);
        for (int i = 0; i < edges.length; i++) {
            out.writeDouble(edges[i]);
            out.writeByte(coarse[i] ? 1 : 0);
        }
    }

    /**
     * Returns the bins that {@link #toBytes()} wrote.
     *
     * @throws IllegalArgumentException if the bytes are not such bins
     */
    public static ProfileBins fromBytes(byte[] bytes) {
        StateReader in = new StateReader(bytes, FORMAT, "ProfileBins");
        ProfileBins bins = readFrom(in);
        in.finish();
        return bins;
    }

    static ProfileBins readFrom(StateReader in) {
        int count = in.readCount();
        double[] edges = new double[count];
        boolean[] coarse = new boolean[count];
        for (int i = 0; i < count; i++) {
            edges[i] = in.readDouble();
            coarse[i] = in.readByte() != 0;
        }
        return new ProfileBins(edges, coarse);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ProfileBins bins
                && Arrays.equals(edges, bins.edges)
                && Arrays.equals(coarse, bins.coarse);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(edges) + Arrays.hashCode(coarse);
    }

    @Override
    public String toString() {
        return cellCount() + " cells, edges " + Arrays.toString(edges);
    }
}
