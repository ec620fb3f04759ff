package io.millrace.reports;

import java.util.List;

/**
 * One side of a comparison of two distributions.
 *
 * @param name what the legend says
 * @param shares the share of the rows in each bin or category, 0..1
 */
public record Distribution(String name, List<Double> shares) {
    /** Copies the shares. */
    public Distribution {
        shares = List.copyOf(shares);
    }

    void requireCount(int count, String what) {
        if (shares.size() != count) {
            throw new IllegalArgumentException(
                    "distribution " + name + " has " + shares.size() + " shares for " + count + " " + what);
        }
    }
}
