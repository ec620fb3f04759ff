package io.millrace.metrics;

/**
 * How well one column alone ranks the label: near 0 or 1 it gives the label away.
 *
 * @param column the column
 * @param rocAuc probability that the value is greater in a positive row than in a negative one, ties counting one half,
 *     over the rows with a value; below 0.5 for a column that falls as the label rises
 * @param missingAuc the same for "the value is missing" (NULL or NaN) as a feature; undefined with one class only
 * @param valueCount labelled rows with a value
 * @param missingCount labelled rows in which it is NULL or NaN
 */
public record SingleFeatureAuc(String column, Metric rocAuc, Metric missingAuc, long valueCount, long missingCount) {

    /** Returns how far the better of the two stands from a coin's toss: 0.5 (none) to 1 (separates); NaN if undefined. */
    public double separation() {
        double byValue = Math.max(rocAuc.value(), 1 - rocAuc.value());
        double byMissing = Math.max(missingAuc.value(), 1 - missingAuc.value());
        if (Double.isNaN(byValue)) {
            return byMissing;
        }
        return Double.isNaN(byMissing) ? byValue : Math.max(byValue, byMissing);
    }
}
