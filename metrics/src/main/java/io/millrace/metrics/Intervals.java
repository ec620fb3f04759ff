package io.millrace.metrics;

import java.util.stream.DoubleStream;

/**
 * The confidence intervals of the metrics of one ranking, in closed form: no draws, so the same counts give the same ends.
 *
 * <p>An interval is good for use ({@link Metric#hasInterval()}) only where its simulated coverage stays near its level:
 * with at least {@value ScoredRows#LEAST_OF_A_CLASS} rows of each class, for shares also with {@value #LEAST_OF_A_SHARE} rows
 * to take the share of, and for average precision with at least {@value #LEAST_POSITIVES} positives. Below that shares keep their ends,
 * marked {@link MetricStatus#INSUFFICIENT_SAMPLE}, and the others have none. KS has none at any size: a greatest difference
 * is biased upwards by more than an interval could account for.
 *
 * @see "R. G. Newcombe, Confidence intervals for an effect size measure based on the Mann-Whitney statistic, part 2 (2006)"
 * @see "P. Hall, On the Removal of Skewness by Transformation (1992)"
 * @see "K. Boyd, K. Eng, C. Page, Area under the Precision-Recall Curve: Point Estimates and Confidence Intervals (2013)"
 */
final class Intervals {
    /** Rows from which a share has an interval: of fewer Wilson's misses shares near 0 and 1 too often. */
    static final long LEAST_OF_A_SHARE = 20;

    /** Positives from which average precision has an interval: with fewer it is biased by much of its error. */
    static final long LEAST_POSITIVES = 150;

    /** Rows of the rarer class at which DeLong's variance and that of the exponential model weigh the same. */
    private static final double MODEL_WEIGHT = 20;

    /** Widens the interval of average precision for what its estimated error is too small at few positives. */
    private static final double PRECISION_LOSS = 6;

    private static final int BISECTIONS = 60;

    private final RankedScores ranked;
    private final double positives;
    private final double negatives;
    private final boolean enough;
    private final String reason;
    private final double z;

    Intervals(RankedScores ranked, ScoredRows rows, double confidence) {
        this.ranked = ranked;
        this.positives = (double) rows.positiveCount();
        this.negatives = (double) rows.negativeCount();
        this.enough = rows.bothClasses();
        this.reason = "no interval from " + rows.rarerCount() + " rows of the rarer class; it takes "
                + ScoredRows.LEAST_OF_A_CLASS;
        this.z = Normal.quantile(0.5 + confidence / 2);
    }

    private Metric withheld(Metric metric) {
        return metric.withStatus(MetricStatus.INSUFFICIENT_SAMPLE, reason);
    }

    /** The share {@code part / whole}, by Wilson. */
    Metric share(Metric metric, long part, long whole) {
        return share(metric, part, whole, 1);
    }

    /** F1, which rises with the share of TP in TP + FP + FN alone: 2 s / (1 + s). */
    Metric f1(Metric metric, Confusion confusion) {
        long part = confusion.truePositives();
        return share(metric, part, part + confusion.falsePositives() + confusion.falseNegatives(), 2);
    }

    private Metric share(Metric metric, long part, long whole, int factor) {
        if (!metric.isDefined()) {
            return metric;
        }
        double[] ends = DoubleStream.of(Wilson.interval((double) part, (double) whole, z))
                .map(end -> factor * end / (1 + (factor - 1) * end))
                .toArray();
        Metric with = metric.withInterval(ends[0], ends[1]);
        if (!enough) {
            return withheld(with);
        }
        return whole >= LEAST_OF_A_SHARE
                ? with
                : with.withStatus(
                        MetricStatus.INSUFFICIENT_SAMPLE,
                        "no interval from " + whole + " rows; it takes " + LEAST_OF_A_SHARE);
    }

    /**
     * ROC AUC by Newcombe's score method, its variance brought towards DeLong's the more rows of the rarer class there are:
     * alone the first is too great for well-separated classes, the second too small for few rows.
     */
    Metric rocAuc(Metric metric) {
        if (!metric.isDefined() || !enough) {
            return metric.isDefined() ? withheld(metric) : metric;
        }
        double auc = metric.value();
        double rarer = Math.min(positives, negatives);
        double model = modelVariance(auc);
        double ratio =
                model > 0 ? (rarer * ranked.rocAucVariance() / model + MODEL_WEIGHT) / (rarer + MODEL_WEIGHT) : 1;
        return metric.withInterval(end(auc, 0, ratio), end(auc, 1, ratio));
    }

    /** The farthest true value towards {@code limit} that is within z standard errors of the estimate. */
    private double end(double auc, double limit, double ratio) {
        double inside = auc;
        double outside = limit;
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (inside + outside) / 2;
            if (Math.abs(auc - middle) <= z * Math.sqrt(ratio * modelVariance(middle))) {
                inside = middle;
            } else {
                outside = middle;
            }
        }
        return inside == auc ? auc : (inside + outside) / 2;
    }

    private double modelVariance(double auc) {
        double rest = (positives + negatives) / 2 - 1;
        return auc * (1 - auc) / (positives * negatives) * (1 + rest * (1 - auc) / (2 - auc) + rest * auc / (1 + auc));
    }

    /** Average precision on the scale of its logit, the error from its derivatives by the rows' weights. */
    Metric averagePrecision(Metric metric) {
        if (!metric.isDefined()) {
            return metric;
        }
        if (!enough) {
            return withheld(metric);
        }
        if (positives < LEAST_POSITIVES || metric.value() >= 1) {
            return metric.withStatus(
                    MetricStatus.INSUFFICIENT_SAMPLE,
                    positives < LEAST_POSITIVES
                            ? "no interval from " + (long) positives + " positives; it takes " + LEAST_POSITIVES
                            : "no interval: all positives stand first");
        }
        double value = metric.value();
        double error = Math.sqrt(ranked.averagePrecisionVariance() * (1 + PRECISION_LOSS / positives));
        double half = z * error / (value * (1 - value));
        double logit = Math.log(value / (1 - value));
        return metric.withInterval(1 / (1 + Math.exp(half - logit)), 1 / (1 + Math.exp(-half - logit)));
    }

    /** The mean of a loss over the rows, with Hall's correction for its skewness; in [0, {@code most}]. */
    Metric mean(Metric metric, BinaryScores.RowLoss loss, double most) {
        if (!metric.isDefined() || !enough) {
            return metric.isDefined() ? withheld(metric) : metric;
        }
        RankedScores.Moments moments = ranked.moments(loss);
        double error = Math.sqrt(moments.variance() / (positives + negatives));
        double skewness = moments.skewness() / Math.sqrt(positives + negatives);
        double low = metric.value() - error * withoutSkewness(z, skewness);
        double high = metric.value() - error * withoutSkewness(-z, skewness);
        return metric.withInterval(Math.max(0, low), Math.min(most, high));
    }

    /** Inverts t + s t^2 / 3 + s^2 t^3 / 27 + s / 6, which makes a studentized mean of skewness s nearly normal. */
    private static double withoutSkewness(double x, double skewness) {
        return Math.abs(skewness) < 1e-9 ? x : 3 / skewness * (Math.cbrt(1 + skewness * (x - skewness / 6)) - 1);
    }

    /** KS, without an interval. */
    static Metric ks(Metric metric) {
        return metric.isDefined()
                ? metric.withStatus(metric.status(), "no interval: a greatest difference is biased upwards")
                : metric;
    }
}
