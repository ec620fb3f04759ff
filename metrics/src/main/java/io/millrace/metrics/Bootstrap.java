package io.millrace.metrics;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Confidence intervals by the Poisson bootstrap of binned counts.
 *
 * <p>Drawing rows again and binning them is the same as drawing each count from a Poisson distribution. The fine bins are
 * taken together into at most {@code groups} of about equal count first; an interval is then moved to where the metric of
 * the fine bins stands. Counts from 30 on are drawn from the normal approximation. The same seed and counts give the same
 * intervals.
 */
final class Bootstrap {
    // The metrics that have intervals.
    static final int ROC_AUC = 0;
    static final int AVERAGE_PRECISION = 1;
    static final int LOG_LOSS = 2;
    static final int BRIER = 3;
    static final int KS = 4;
    static final int ACCURACY = 5;
    static final int PRECISION = 6;
    static final int RECALL = 7;
    static final int F1 = 8;

    private static final int QUANTITIES = 9;
    private static final double NORMAL_FROM = 30;

    private final int groups;
    private final long[] positives;
    private final long[] negatives;
    private final double[] positiveLoss;
    private final double[] negativeLoss;
    private final double[] positiveError;
    private final double[] negativeError;
    private final boolean[] predictedPositive;
    private final double[] base;
    private final double[][] replicates;
    private final double tail;

    Bootstrap(RankedScores ranked, double threshold, int maxGroups, QualitySettings settings) {
        int[] groupOf = groupOf(ranked, threshold, maxGroups);
        groups = groupOf.length == 0 ? 0 : groupOf[groupOf.length - 1] + 1;
        positives = new long[groups];
        negatives = new long[groups];
        positiveLoss = new double[groups];
        negativeLoss = new double[groups];
        positiveError = new double[groups];
        negativeError = new double[groups];
        predictedPositive = new boolean[groups];
        for (int bin = 0; bin < ranked.size(); bin++) {
            addBin(ranked, bin, groupOf[bin], threshold);
        }
        base = new double[QUANTITIES];
        double[] positiveCounts = Arrays.stream(positives).asDoubleStream().toArray();
        double[] negativeCounts = Arrays.stream(negatives).asDoubleStream().toArray();
        measure(positiveCounts, negativeCounts, base);
        tail = (1 - settings.confidence()) / 2;
        replicates = new double[QUANTITIES][settings.replicates()];
        draw(positiveCounts, negativeCounts, settings);
    }

    /** The group of each bin, from the top: of about equal counts, and none across the threshold. */
    private static int[] groupOf(RankedScores ranked, double threshold, int maxGroups) {
        int[] groupOf = new int[ranked.size()];
        long above = 0;
        long lastRank = -1;
        boolean lastSide = true;
        int group = -1;
        for (int bin = 0; bin < groupOf.length; bin++) {
            long count = ranked.positives(bin) + ranked.negatives(bin);
            long rank = (long) ((above + count / 2.0) * (maxGroups - 1) / ranked.rowCount());
            boolean side = ranked.low(bin) >= threshold;
            if (group < 0 || rank != lastRank || side != lastSide) {
                group++;
            }
            groupOf[bin] = group;
            lastRank = rank;
            lastSide = side;
            above += count;
        }
        return groupOf;
    }

    private void addBin(RankedScores ranked, int bin, int group, double threshold) {
        double score = ranked.middle(bin);
        positives[group] += ranked.positives(bin);
        negatives[group] += ranked.negatives(bin);
        positiveLoss[group] += ranked.positives(bin) * ScoreState.logLoss(score, true);
        negativeLoss[group] += ranked.negatives(bin) * ScoreState.logLoss(score, false);
        positiveError[group] += ranked.positives(bin) * (1 - score) * (1 - score);
        negativeError[group] += ranked.negatives(bin) * score * score;
        predictedPositive[group] = ranked.low(bin) >= threshold;
    }

    private void draw(double[] positiveCounts, double[] negativeCounts, QualitySettings settings) {
        SplittableRandom random = new SplittableRandom(settings.seed());
        double[] positiveDraw = new double[groups];
        double[] negativeDraw = new double[groups];
        double[] positiveZero = zeroProbabilities(positiveCounts);
        double[] negativeZero = zeroProbabilities(negativeCounts);
        double[] result = new double[QUANTITIES];
        for (int replicate = 0; replicate < settings.replicates(); replicate++) {
            for (int group = 0; group < groups; group++) {
                positiveDraw[group] = poisson(positiveCounts[group], positiveZero[group], random);
                negativeDraw[group] = poisson(negativeCounts[group], negativeZero[group], random);
            }
            measure(positiveDraw, negativeDraw, result);
            for (int quantity = 0; quantity < QUANTITIES; quantity++) {
                replicates[quantity][replicate] = result[quantity];
            }
        }
        for (double[] values : replicates) {
            Arrays.sort(values);
        }
    }

    private static double[] zeroProbabilities(double[] means) {
        return Arrays.stream(means).map(mean -> Math.exp(-mean)).toArray();
    }

    static double poisson(double mean, double zeroProbability, SplittableRandom random) {
        if (mean == 0) {
            return 0;
        }
        if (mean >= NORMAL_FROM) {
            return Math.max(0, Math.rint(mean + Math.sqrt(mean) * random.nextGaussian()));
        }
        double rest = random.nextDouble() - zeroProbability;
        double probability = zeroProbability;
        int count = 0;
        while (rest >= 0 && probability > 0) {
            count++;
            probability *= mean / count;
            rest -= probability;
        }
        return count;
    }

    /** Computes all quantities from counts by group, the highest scores first. */
    private void measure(double[] positiveCounts, double[] negativeCounts, double[] result) {
        double found = 0;
        double wrong = 0;
        double pairs = 0;
        double precisions = 0;
        double loss = 0;
        double error = 0;
        double truePositives = 0;
        double falsePositives = 0;
        double negativeTotal = total(negativeCounts);
        double positiveTotal = total(positiveCounts);
        double ks = 0;
        for (int group = 0; group < groups; group++) {
            double p = positiveCounts[group];
            double n = negativeCounts[group];
            pairs += p * (negativeTotal - wrong - n / 2);
            found += p;
            wrong += n;
            if (p > 0) {
                precisions += p * (found / (found + wrong));
                loss += p * (positiveLoss[group] / positives[group]);
                error += p * (positiveError[group] / positives[group]);
            }
            if (n > 0) {
                loss += n * (negativeLoss[group] / negatives[group]);
                error += n * (negativeError[group] / negatives[group]);
            }
            ks = Math.max(ks, Math.abs(found / positiveTotal - wrong / negativeTotal));
            if (predictedPositive[group]) {
                truePositives = found;
                falsePositives = wrong;
            }
        }
        double rows = found + wrong;
        result[ROC_AUC] = pairs / (positiveTotal * negativeTotal);
        result[AVERAGE_PRECISION] = precisions / positiveTotal;
        result[LOG_LOSS] = loss / rows;
        result[BRIER] = error / rows;
        result[KS] = positiveTotal > 0 && negativeTotal > 0 ? ks : Double.NaN;
        result[ACCURACY] = (truePositives + negativeTotal - falsePositives) / rows;
        result[PRECISION] = truePositives / (truePositives + falsePositives);
        result[RECALL] = truePositives / positiveTotal;
        result[F1] = 2 * truePositives / (truePositives + falsePositives + positiveTotal);
    }

    private static double total(double[] counts) {
        double total = 0;
        for (double count : counts) {
            total += count;
        }
        return total;
    }

    /** Returns {@code metric} with its interval, if it is defined; values are held in [least, most]. */
    Metric interval(Metric metric, int quantity, double least, double most) {
        double[] sorted = replicates[quantity];
        // NaN sorts last: replicates that drew no row of a class say nothing.
        int defined = sorted.length;
        while (defined > 0 && Double.isNaN(sorted[defined - 1])) {
            defined--;
        }
        if (!metric.isDefined() || defined == 0) {
            return metric;
        }
        double shift = metric.value() - base[quantity];
        double low = sorted[(int) Math.floor(tail * (defined - 1))] + shift;
        double high = sorted[(int) Math.ceil((1 - tail) * (defined - 1))] + shift;
        return metric.withInterval(Math.max(least, Math.min(most, low)), Math.max(least, Math.min(most, high)));
    }
}
