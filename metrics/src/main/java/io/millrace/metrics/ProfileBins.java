package io.millrace.metrics;

import java.util.Arrays;

/**
 * The cells in which a numeric column is counted, fixed by the baseline and the same for every later window.
 *
 * <p>Cell k holds the values with {@code edge[k-1] < x <= edge[k]}; the first and the last cell are open to the outside.
 * With n edges there are n + 1 cells, so that values below and above all of the baseline have cells of their own.
 */
public final class ProfileBins implements java.io.Serializable {
    private static final long serialVersionUID = 1L;

    private final double[] edges;
    private final int[] coarse;

    private ProfileBins(double[] edges, int[] coarse) {
        this.edges = edges;
        this.coarse = coarse;
    }

    /** Returns the edges, ascending. */
    public double[] edges() {
        return edges.clone();
    }

    /** Returns the number of cells, one more than the edges. */
    public int cellCount() {
        return edges.length + 1;
    }

    /** Returns the cell of a value, by binary search. */
    public int cellOf(double value) {
        int found = Arrays.binarySearch(edges, value);
        return found >= 0 ? found : -found - 1;
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
}
