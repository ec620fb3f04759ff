package io.millrace.metrics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;

/** Textbook formulas over plain arrays: the twins that the one-pass states are held against. */
public final class NaiveQuality {
    private NaiveQuality() {}

    public static double rocAuc(double[] scores, boolean[] labels) {
        double wins = 0;
        double pairs = 0;
        for (int i = 0; i < scores.length; i++) {
            for (int j = 0; j < scores.length; j++) {
                if (labels[i] && !labels[j]) {
                    pairs++;
                    wins += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                }
            }
        }
        return wins / pairs;
    }

    /** sum over distinct thresholds, descending, of (recall - previous recall) * precision. */
    static double averagePrecision(double[] scores, boolean[] labels) {
        double previous = 0;
        double sum = 0;
        for (double threshold : descending(scores)) {
            Confusion at = confusion(scores, labels, threshold);
            sum += (at.recall() - previous) * at.precision();
            previous = at.recall();
        }
        return sum;
    }

    static Confusion confusion(double[] scores, boolean[] labels, double threshold) {
        long[] counts = new long[4];
        for (int i = 0; i < scores.length; i++) {
            counts[scores[i] >= threshold ? labels[i] ? 0 : 1 : labels[i] ? 3 : 2]++;
        }
        return new Confusion(counts[0], counts[1], counts[2], counts[3]);
    }

    static double bestF1(double[] scores, boolean[] labels) {
        return descending(scores).stream()
                .mapToDouble(threshold -> confusion(scores, labels, threshold).f1())
                .max()
                .orElseThrow();
    }

    static double ks(double[] scores, boolean[] labels) {
        return descending(scores).stream()
                .map(threshold -> confusion(scores, labels, threshold))
                .mapToDouble(at -> Math.abs(at.recall() - at.falsePositiveRate()))
                .max()
                .orElseThrow();
    }

    public static double logLoss(double[] scores, boolean[] labels) {
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            double p = Math.max(1e-15, Math.min(1 - 1e-15, scores[i]));
            sum -= labels[i] ? Math.log(p) : Math.log(1 - p);
        }
        return sum / scores.length;
    }

    public static double brier(double[] scores, boolean[] labels) {
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            sum += Math.pow(scores[i] - (labels[i] ? 1 : 0), 2);
        }
        return sum / scores.length;
    }

    /** Equal scores stay together; a run of them goes to the bin of its middle rank. */
    static double ece(double[] scores, boolean[] labels, int bins) {
        Integer[] order = new Integer[scores.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> scores[i]));
        double[] count = new double[bins];
        double[] score = new double[bins];
        double[] positives = new double[bins];
        for (int from = 0; from < order.length; ) {
            int to = from;
            while (to < order.length && scores[order[to]] == scores[order[from]]) {
                to++;
            }
            int bin = (int) (bins * ((from + to) / 2.0) / scores.length);
            for (; from < to; from++) {
                count[bin]++;
                score[bin] += scores[order[from]];
                positives[bin] += labels[order[from]] ? 1 : 0;
            }
        }
        double error = 0;
        for (int bin = 0; bin < bins; bin++) {
            error += count[bin] == 0 ? 0 : Math.abs(score[bin] - positives[bin]) / scores.length;
        }
        return error;
    }

    /** DeLong's covariance of two areas from placement values, by double loops. */
    static double deLongDifferenceVariance(double[] a, double[] b, boolean[] labels) {
        int n = labels.length;
        double aucA = rocAuc(a, labels);
        double aucB = rocAuc(b, labels);
        double positives = 0;
        double negatives = 0;
        for (boolean label : labels) {
            positives += label ? 1 : 0;
            negatives += label ? 0 : 1;
        }
        double positiveSum = 0;
        double negativeSum = 0;
        for (int i = 0; i < n; i++) {
            double placementA = 0;
            double placementB = 0;
            for (int j = 0; j < n; j++) {
                if (labels[i] != labels[j]) {
                    int sign = labels[i] ? 1 : -1;
                    placementA += (Math.signum(a[i] - a[j]) * sign + 1) / 2;
                    placementB += (Math.signum(b[i] - b[j]) * sign + 1) / 2;
                }
            }
            double others = labels[i] ? negatives : positives;
            double deviation = (placementB - placementA) / others - (aucB - aucA);
            if (labels[i]) {
                positiveSum += deviation * deviation;
            } else {
                negativeSum += deviation * deviation;
            }
        }
        return positiveSum / (positives - 1) / positives + negativeSum / (negatives - 1) / negatives;
    }

    private static Set<Double> descending(double[] scores) {
        TreeSet<Double> thresholds = new TreeSet<>(Comparator.reverseOrder());
        for (double score : scores) {
            thresholds.add(score);
        }
        return thresholds;
    }
}
