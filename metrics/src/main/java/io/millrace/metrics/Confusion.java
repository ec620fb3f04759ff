package io.millrace.metrics;

/**
 * The four counts of a yes-or-no decision against the truth.
 *
 * @param truePositives rows predicted positive that are positive
 * @param falsePositives rows predicted positive that are negative
 * @param trueNegatives rows predicted negative that are negative
 * @param falseNegatives rows predicted negative that are positive
 */
public record Confusion(long truePositives, long falsePositives, long trueNegatives, long falseNegatives) {
    /** Checks that no count is negative. */
    public Confusion {
        if (truePositives < 0 || falsePositives < 0 || trueNegatives < 0 || falseNegatives < 0) {
            throw new IllegalArgumentException("negative count: " + truePositives + ", " + falsePositives + ", "
                    + trueNegatives + ", " + falseNegatives);
        }
    }

    /** Returns the number of rows. */
    public long rowCount() {
        return truePositives + falsePositives + trueNegatives + falseNegatives;
    }

    /** Returns the share of right decisions; NaN without rows. */
    public double accuracy() {
        return ratio(truePositives + trueNegatives, rowCount());
    }

    /** Returns the share of positives among those predicted positive; NaN if none is predicted positive. */
    public double precision() {
        return ratio(truePositives, truePositives + falsePositives);
    }

    /** Returns the share of positives that are found (true positive rate); NaN without positives. */
    public double recall() {
        return ratio(truePositives, truePositives + falseNegatives);
    }

    /** Returns the share of negatives that are taken for positive; NaN without negatives. */
    public double falsePositiveRate() {
        return ratio(falsePositives, falsePositives + trueNegatives);
    }

    /** Returns 2 TP / (2 TP + FP + FN); NaN if there are neither positives nor predicted positives. */
    public double f1() {
        return ratio(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives);
    }

    /** Returns the share of rows that are predicted positive; NaN without rows. */
    public double selectionRate() {
        return ratio(truePositives + falsePositives, rowCount());
    }

    /** Returns the same decisions seen with the classes exchanged. */
    public Confusion swapped() {
        return new Confusion(trueNegatives, falseNegatives, truePositives, falsePositives);
    }

    private static double ratio(long part, long whole) {
        return whole == 0 ? Double.NaN : (double) part / whole;
    }
}
