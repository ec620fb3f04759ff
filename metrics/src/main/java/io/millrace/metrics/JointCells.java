package io.millrace.metrics;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Two scores of the same rows in cells: the counts of each class by (champion's score, challenger's score).
 *
 * <p>The two scores' keys are interleaved bit by bit, so that one ordered histogram coarsens both sides alike.
 */
final class JointCells {
    /** From this mean on counts are drawn from the normal distribution. */
    private static final double NORMAL_FROM = 30;

    private final int size;
    private final long[][] counts;

    /** The place of each cell among the ascending scores of either side. */
    private final int[] championRank;

    private final int[] challengerRank;
    private final int championRanks;
    private final int challengerRanks;

    private JointCells(OrderedHistogram.Bins bins) {
        size = bins.size();
        counts = new long[2][size];
        long[] championKeys = new long[size];
        long[] challengerKeys = new long[size];
        for (int i = 0; i < size; i++) {
            counts[0][i] = bins.count(i, 0);
            counts[1][i] = bins.count(i, 1);
            championKeys[i] = everySecondBit(bins.lowKey(i) >>> 1);
            challengerKeys[i] = everySecondBit(bins.lowKey(i));
        }
        long[] championSorted = Arrays.stream(championKeys).sorted().distinct().toArray();
        long[] challengerSorted =
                Arrays.stream(challengerKeys).sorted().distinct().toArray();
        championRank = ranks(championKeys, championSorted);
        challengerRank = ranks(challengerKeys, challengerSorted);
        championRanks = championSorted.length;
        challengerRanks = challengerSorted.length;
    }

    /** The cells of a joint histogram, at most {@code maxCells}. */
    static JointCells of(OrderedHistogram joint, int maxCells) {
        OrderedHistogram.Bins bins = joint.bins();
        while (bins.size() > maxCells) {
            bins = joint.bins(bins.shift + 1);
        }
        return new JointCells(bins);
    }

    private static int[] ranks(long[] keys, long[] sorted) {
        return Arrays.stream(keys)
                .mapToInt(key -> Arrays.binarySearch(sorted, key))
                .toArray();
    }

    /** The interleaved key of two scores; of each the highest 31 bits, which tell apart what differs by a millionth. */
    static long key(double championScore, double challengerScore) {
        return spread(Keys.ofScore(championScore) >>> 32) << 1 | spread(Keys.ofScore(challengerScore) >>> 32);
    }

    /** Puts the low 31 bits on the even places. */
    private static long spread(long value) {
        long spread = value & 0x7FFF_FFFFL;
        spread = (spread | spread << 16) & 0x0000FFFF0000FFFFL;
        spread = (spread | spread << 8) & 0x00FF00FF00FF00FFL;
        spread = (spread | spread << 4) & 0x0F0F0F0F0F0F0F0FL;
        spread = (spread | spread << 2) & 0x3333333333333333L;
        return (spread | spread << 1) & 0x5555555555555555L;
    }

    private static long everySecondBit(long value) {
        long packed = value & 0x5555555555555555L;
        packed = (packed | packed >>> 1) & 0x3333333333333333L;
        packed = (packed | packed >>> 2) & 0x0F0F0F0F0F0F0F0FL;
        packed = (packed | packed >>> 4) & 0x00FF00FF00FF00FFL;
        packed = (packed | packed >>> 8) & 0x0000FFFF0000FFFFL;
        return (packed | packed >>> 16) & 0x00000000FFFFFFFFL;
    }

    /** DeLong's variance of (challenger's AUC - champion's AUC), with mid-ranks; needs two rows of each class. */
    double rocAucDifferenceVariance() {
        return placementVariance(ScoreState.POSITIVE) + placementVariance(ScoreState.NEGATIVE);
    }

    /** The variance, over the rows of a class, of the difference of their two placements, divided by their number. */
    private double placementVariance(int label) {
        double[] champion = placements(championRank, championRanks, counts[1 - label]);
        double[] challenger = placements(challengerRank, challengerRanks, counts[1 - label]);
        double rows = 0;
        double sum = 0;
        for (int i = 0; i < size; i++) {
            rows += counts[label][i];
            sum += counts[label][i] * (challenger[challengerRank[i]] - champion[championRank[i]]);
        }
        double squares = 0;
        for (int i = 0; i < size; i++) {
            double deviation = challenger[challengerRank[i]] - champion[championRank[i]] - sum / rows;
            squares += counts[label][i] * deviation * deviation;
        }
        return squares / (rows - 1) / rows;
    }

    /** For each rank the share of the other class's rows below it, those at it counting one half. */
    private double[] placements(int[] rank, int ranks, long[] others) {
        double[] at = new double[ranks];
        double total = 0;
        for (int i = 0; i < size; i++) {
            at[rank[i]] += others[i];
            total += others[i];
        }
        double below = 0;
        for (int i = 0; i < ranks; i++) {
            double here = at[i];
            at[i] = (below + here / 2) / total;
            below += here;
        }
        return at;
    }

    /** The bootstrap standard error of (challenger's average precision - champion's). */
    double averagePrecisionDifferenceError(int replicates, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] zero = new double[2][size];
        for (int label = 0; label < 2; label++) {
            for (int i = 0; i < size; i++) {
                zero[label][i] = Math.exp((double) -counts[label][i]);
            }
        }
        ExactMoments differences = new ExactMoments();
        for (int replicate = 0; replicate < replicates; replicate++) {
            double[][] champion = new double[2][championRanks];
            double[][] challenger = new double[2][challengerRanks];
            for (int label = 0; label < 2; label++) {
                for (int i = 0; i < size; i++) {
                    double drawn = poisson((double) counts[label][i], zero[label][i], random);
                    champion[label][championRank[i]] += drawn;
                    challenger[label][challengerRank[i]] += drawn;
                }
            }
            double difference = averagePrecision(challenger) - averagePrecision(champion);
            if (!Double.isNaN(difference)) {
                differences.add(difference);
            }
        }
        return differences.standardDeviation();
    }

    private static double poisson(double mean, double zeroProbability, SplittableRandom random) {
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

    private static double averagePrecision(double[][] byRank) {
        double found = 0;
        double taken = 0;
        double sum = 0;
        for (int i = byRank[0].length - 1; i >= 0; i--) {
            double gain = byRank[ScoreState.POSITIVE][i];
            found += gain;
            taken += gain + byRank[ScoreState.NEGATIVE][i];
            if (gain > 0) {
                sum += gain * found / taken;
            }
        }
        return sum / found;
    }
}
