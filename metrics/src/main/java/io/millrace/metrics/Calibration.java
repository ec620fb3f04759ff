package io.millrace.metrics;

import java.util.ArrayList;
import java.util.List;

/** The calibration table of a ranking: bins of about equal count that never part equal scores, ascending. */
final class Calibration {
    private final List<CalibrationBin> bins = new ArrayList<>();
    private double weightedGap;
    private double weightedHalfWidth;

    Calibration(RankedScores ranked, int binCount, double confidence) {
        double z = Normal.quantile(0.5 + confidence / 2);
        long below = 0;
        int bin = ranked.size() - 1;
        while (bin >= 0) {
            int group = group(ranked, bin, below, binCount);
            int first = bin;
            long count = 0;
            long positives = 0;
            double scores = 0;
            while (bin >= 0 && group(ranked, bin, below, binCount) == group) {
                long here = ranked.positives(bin) + ranked.negatives(bin);
                count += here;
                positives += ranked.positives(bin);
                scores += here * ranked.middle(bin);
                weightedHalfWidth += here * ranked.halfWidth(bin);
                below += here;
                bin--;
            }
            add(ranked.low(first), ranked.high(bin + 1), count, positives, scores / count, z);
        }
    }

    /** The group of a bin's middle rank. */
    private static int group(RankedScores ranked, int bin, long below, int groups) {
        double middle = below + (ranked.positives(bin) + ranked.negatives(bin)) / 2.0;
        return (int) (groups * middle / ranked.rowCount());
    }

    private void add(double low, double high, long count, long positives, double meanScore, double z) {
        double rate = (double) positives / (double) count;
        double[] ends = Wilson.interval((double) positives, (double) count, z);
        bins.add(new CalibrationBin(low, high, count, positives, meanScore, rate, ends[0], ends[1]));
        weightedGap += count * Math.abs(meanScore - rate);
    }

    List<CalibrationBin> bins() {
        return bins;
    }

    /** The expected calibration error; within its bound for these bins. */
    Metric expectedError(long rowCount) {
        return Metric.bounded(weightedGap / rowCount, weightedHalfWidth / rowCount);
    }
}
