package io.millrace.monitoring;

import io.millrace.config.NumberRange;

/**
 * From where on a change matters. A change counts only if it is also more than chance: its distance above the critical
 * value for these numbers of rows, its adjusted p below {@code alpha}, and both sides of at least {@code minSample} rows.
 *
 * @param psiWatch population stability index from which a change is moderate
 * @param psiAct population stability index from which a change is large
 * @param missingWatch difference in the share of missing values from which a change is moderate
 * @param missingAct difference in the share of missing values from which a change is large
 * @param aucDrop loss of ROC AUC against the held-out rows from which the model's quality is a concern
 * @param alpha level of the tests after the adjustment for many columns
 * @param minSample rows with a value that each side needs
 */
public record Thresholds(
        double psiWatch,
        double psiAct,
        double missingWatch,
        double missingAct,
        double aucDrop,
        double alpha,
        int minSample) {

    static final NumberRange DISTANCE = NumberRange.of("(0, inf)");
    static final NumberRange AUC_DROP = NumberRange.of("(0, 1]");
    static final NumberRange ALPHA = NumberRange.of("(0, 1)");
    static final NumberRange MIN_SAMPLE = NumberRange.of("[1, inf)");

    /** Checks the ranges. */
    public Thresholds {
        requireRising("psi", psiWatch, psiAct);
        requireRising("missing", missingWatch, missingAct);
        AUC_DROP.check("auc-drop", aucDrop);
        ALPHA.check("alpha", alpha);
        MIN_SAMPLE.check("min-sample", minSample);
    }

    /** Returns PSI 0.1 and 0.2, missing 5 % and 20 %, AUC drop 0.05, alpha 0.05, 30 rows. */
    public static Thresholds defaults() {
        return new Thresholds(0.1, 0.2, 0.05, 0.2, 0.05, 0.05, 30);
    }

    private static void requireRising(String name, double watch, double act) {
        if (!(watch > 0 && watch <= act)) {
            throw new IllegalArgumentException(name + "-watch is " + watch + " and " + name + "-act is " + act
                    + "; the first must be above 0 and not above the second");
        }
    }
}
