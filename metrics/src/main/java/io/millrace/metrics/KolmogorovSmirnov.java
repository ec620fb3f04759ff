package io.millrace.metrics;

/**
 * The greatest difference of two distribution functions.
 *
 * @param low what it is at least, certainly: the greatest difference at the edges of the cells; the value itself if they
 *     tell all values apart
 * @param high what it is at most, certainly
 * @param pValue probability of a difference of at least {@code low} between samples of these sizes from one distribution;
 *     conservative with ties
 */
public record KolmogorovSmirnov(double low, double high, double pValue) {

    /** Returns whether {@code low} is the exact statistic. */
    public boolean exact() {
        return low == high;
    }
}
