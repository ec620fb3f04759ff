package io.millrace.metrics;

/** ROC AUC from the counts of two classes in bins that are ordered from the greatest value down. */
final class PairRanking {
    private PairRanking() {}

    /**
     * The share of pairs in which the positive stands higher, pairs of one bin counting one half; the bound is what the
     * order inside the bins could change, 0 if {@code exact} says that each bin holds one value.
     */
    static Metric rocAuc(long[] positives, long[] negatives, boolean exact) {
        ExactSum wins = new ExactSum();
        ExactSum unsure = new ExactSum();
        long positiveCount = 0;
        long negativeCount = 0;
        for (int i = 0; i < positives.length; i++) {
            positiveCount += positives[i];
            negativeCount += negatives[i];
        }
        if (positiveCount == 0 || negativeCount == 0) {
            return oneClass(positiveCount, negativeCount);
        }
        long negativesBelow = negativeCount;
        for (int i = 0; i < positives.length; i++) {
            negativesBelow -= negatives[i];
            wins.addProduct((double) positives[i], 2.0 * negativesBelow + negatives[i]);
            unsure.addProduct((double) positives[i], (double) negatives[i]);
        }
        double pairs = 2.0 * positiveCount * negativeCount;
        return Metric.bounded(wins.value() / pairs, exact ? 0 : unsure.value() / pairs);
    }

    /** The metric of rows that are all of one class, or of no rows: undefined. */
    static Metric oneClass(long positiveCount, long negativeCount) {
        if (positiveCount + negativeCount == 0) {
            return Metric.undefined(MetricStatus.NO_VALID_VALUES, "no rows with a label and a usable score");
        }
        return Metric.undefined(
                MetricStatus.ONE_CLASS,
                "needs rows of both classes; has " + positiveCount + " positive and " + negativeCount + " negative");
    }
}
