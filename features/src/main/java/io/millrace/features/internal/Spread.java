package io.millrace.features.internal;

import io.millrace.metrics.ExactSum;

/**
 * The sample variance of the values in a window: {@code (n * sum(x^2) - sum(x)^2) / (n * (n - 1))} with the numerator
 * exact and rounded once, so that it is right for values far from zero and the same in any order.
 */
final class Spread {

    private final ExactSum sum = new ExactSum();
    private final ExactSum squares = new ExactSum();
    private final ExactSum scratch = new ExactSum();
    private final double[] pieces = new double[8];

    void add(double value) {
        sum.add(value);
        squares.addProduct(value, value);
    }

    void remove(double value) {
        sum.subtract(value);
        squares.subtractProduct(value, value);
    }

    void clear() {
        sum.clear();
        squares.clear();
    }

    /** Returns the variance of {@code count} values, at least 2; NaN if one of them is NaN or infinite. */
    double variance(long count) {
        if (!sum.isFinite()) {
            return Double.NaN;
        }
        scratch.clear();
        int length = split(squares);
        if (length < 0) {
            return Double.POSITIVE_INFINITY;
        }
        for (int i = 0; i < length; i++) {
            scratch.addProduct((double) count, pieces[i]);
        }
        length = split(sum);
        for (int i = 0; i < length; i++) {
            for (int j = 0; j < length; j++) {
                scratch.subtractProduct(pieces[i], pieces[j]);
            }
        }
        // Squares below the least double are lost, which can leave less than nothing.
        return Math.max(0.0, scratch.value()) / ((double) count * (count - 1));
    }

    /** Writes the sum into {@link #pieces} as doubles that add up to it exactly; returns how many, -1 for overflow. */
    private int split(ExactSum exact) {
        int length = 0;
        double piece = exact.value();
        while (piece != 0 && length < pieces.length) {
            if (Double.isInfinite(piece)) {
                restore(exact, length);
                return -1;
            }
            pieces[length++] = piece;
            exact.subtract(piece);
            piece = exact.value();
        }
        restore(exact, length);
        return length;
    }

    private void restore(ExactSum exact, int length) {
        for (int i = 0; i < length; i++) {
            exact.add(pieces[i]);
        }
    }
}
