package io.millrace.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The ranking of the rows of two classes by score, in bins from the highest score down, and what follows from it. */
final class RankedScores {
    private static final int CURVE_POINTS = 200;
    private static final int GAIN_STEPS = 100;

    /** True if no bin holds two different scores, so that nothing is lost by binning. */
    private final boolean exact;

    /** The smallest and the greatest score of each bin. */
    private final double[] low;

    private final double[] high;
    private final long[] positives;
    private final long[] negatives;
    private final long positiveCount;
    private final long negativeCount;

    private RankedScores(boolean exact, double[] low, double[] high, long[] positives, long[] negatives) {
        this.exact = exact;
        this.low = low;
        this.high = high;
        this.positives = positives;
        this.negatives = negatives;
        this.positiveCount = sum(positives);
        this.negativeCount = sum(negatives);
    }

    static RankedScores of(OrderedHistogram.Bins bins) {
        int size = bins.size();
        double[] low = new double[size];
        double[] high = new double[size];
        long[] positives = new long[size];
        long[] negatives = new long[size];
        for (int i = 0; i < size; i++) {
            int bin = size - 1 - i;
            low[i] = Keys.scoreFrom(bins.lowKey(bin));
            high[i] = Keys.scoreTo(bins.highKey(bin));
            positives[i] = bins.count(bin, ScoreState.POSITIVE);
            negatives[i] = bins.count(bin, ScoreState.NEGATIVE);
        }
        return new RankedScores(bins.exact(), low, high, positives, negatives);
    }

    private static long sum(long[] counts) {
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        return sum;
    }

    int size() {
        return low.length;
    }

    double low(int bin) {
        return low[bin];
    }

    /** The score that stands for the bin's rows: the score itself if the ranking is exact. */
    double middle(int bin) {
        return low[bin] + (high[bin] - low[bin]) / 2;
    }

    long positives(int bin) {
        return positives[bin];
    }

    long negatives(int bin) {
        return negatives[bin];
    }

    long rowCount() {
        return positiveCount + negativeCount;
    }

    boolean oneClass() {
        return positiveCount == 0 || negativeCount == 0;
    }

    /** Mid-rank ROC AUC; two different scores in one bin may be off by one half of their pair. */
    Metric rocAuc() {
        return PairRanking.rocAuc(positives, negatives, exact);
    }

    /** DeLong's variance of the ROC AUC, with mid-ranks; there are two rows of each class at least. */
    double rocAucVariance() {
        return placementVariance(positives, positiveCount, negatives, negativeCount)
                + placementVariance(negatives, negativeCount, positives, positiveCount);
    }

    /** Of the mean, over {@code own} rows, of the share of {@code others} above. */
    private static double placementVariance(long[] own, long ownCount, long[] others, long otherCount) {
        double n = (double) ownCount;
        double above = 0;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < own.length; i++) {
            double placement = (above + others[i] / 2.0) / otherCount;
            sum += own[i] * placement;
            squares += own[i] * placement * placement;
            above += others[i];
        }
        return Math.max(0, squares - sum * sum / n) / (n - 1) / n;
    }

    /** The variance of the average precision, to first order: the squares of its derivatives by the rows' weights. */
    double averagePrecisionVariance() {
        double found = (double) positiveCount;
        double taken = (double) rowCount();
        double ofNegative = 0;
        double ofPositive = 0;
        double squares = 0;
        double value = averagePrecision().value();
        for (int i = positives.length - 1; i >= 0; i--) {
            ofNegative -= positives[i] * found / (taken * taken);
            ofPositive += positives[i] * (taken - found) / (taken * taken);
            squares += positives[i] * Math.pow(found / taken + ofPositive - value, 2)
                    + negatives[i] * ofNegative * ofNegative;
            found -= positives[i];
            taken -= positives[i] + negatives[i];
        }
        return squares / ((double) positiveCount * positiveCount);
    }

    /** Mean, variance (divisor n - 1) and skewness over the rows. */
    record Moments(double mean, double variance, double skewness) {}

    Moments moments(BinaryScores.RowLoss loss) {
        double n = (double) rowCount();
        double mean = 0;
        for (int i = 0; i < positives.length; i++) {
            mean += (positives[i] * loss.of(middle(i), true) + negatives[i] * loss.of(middle(i), false)) / n;
        }
        double squares = 0;
        double cubes = 0;
        for (int i = 0; i < positives.length; i++) {
            double p = loss.of(middle(i), true) - mean;
            double q = loss.of(middle(i), false) - mean;
            squares += positives[i] * p * p + negatives[i] * q * q;
            cubes += positives[i] * p * p * p + negatives[i] * q * q * q;
        }
        double variance = squares / (n - 1);
        return new Moments(mean, variance, variance > 0 ? cubes / n / Math.pow(variance, 1.5) : 0);
    }

    Metric averagePrecision() {
        double value = 0;
        double least = 0;
        double most = 0;
        long found = 0;
        long taken = 0;
        for (int i = 0; i < positives.length; i++) {
            long gain = positives[i];
            double bothInside = (double) (taken + gain + negatives[i]);
            if (gain > 0) {
                value += gain * ((found + gain) / bothInside);
                most += gain * ((double) (found + gain) / (double) (taken + gain));
                least += worstOrder(found, taken + negatives[i], gain);
            }
            found += gain;
            taken += gain + negatives[i];
        }
        double scale = (double) positiveCount;
        double bound = exact ? 0 : Math.max(most - value, value - least) / scale;
        return Metric.bounded(value / scale, bound);
    }

    /** Least sum of precisions of {@code gain} positives that stand below all the bin's negatives: sum (f+i)/(t+i). */
    private static double worstOrder(long found, long taken, long gain) {
        if (taken == found) {
            return (double) gain;
        }
        return Math.max(0, gain - (taken - found) * Math.log1p((double) gain / (double) taken));
    }

    Metric ks() {
        double scalePositive = 1.0 / positiveCount;
        double scaleNegative = 1.0 / negativeCount;
        double difference = 0;
        double least = 0;
        double most = 0;
        for (int i = 0; i < positives.length; i++) {
            double p = positives[i] * scalePositive;
            double q = negatives[i] * scaleNegative;
            double after = difference + p - q;
            // Inside the bin the curves may part further, by what one of them gains before the other does.
            most = Math.max(most, Math.min(difference + p, after + q));
            most = Math.max(most, Math.min(-difference + q, -after + p));
            least = Math.max(least, Math.abs(after));
            difference = after;
        }
        return Metric.bounded(Math.min(1, least), exact ? 0 : Math.max(0, Math.min(1, most) - least));
    }

    Optional<ThresholdQuality> bestF1() {
        return best((found, taken) -> 2.0 * found / (double) (taken + positiveCount));
    }

    Optional<ThresholdQuality> youden() {
        return best((found, taken) ->
                (double) found / (double) positiveCount - (double) (taken - found) / (double) negativeCount);
    }

    private interface Score {
        double of(long found, long taken);
    }

    private Optional<ThresholdQuality> best(Score score) {
        double best = Double.NEGATIVE_INFINITY;
        int bestBin = -1;
        long found = 0;
        long taken = 0;
        for (int i = 0; i < positives.length; i++) {
            found += positives[i];
            taken += positives[i] + negatives[i];
            double here = score.of(found, taken);
            if (here > best) {
                best = here;
                bestBin = i;
            }
        }
        return bestBin < 0 ? Optional.empty() : Optional.of(atBin(bestBin));
    }

    /** The decisions of the bin's lowest score as threshold: exact, for no bin is cut. */
    private ThresholdQuality atBin(int bin) {
        long found = 0;
        long wrong = 0;
        for (int i = 0; i <= bin; i++) {
            found += positives[i];
            wrong += negatives[i];
        }
        return ThresholdQuality.of(low[bin], new Confusion(found, wrong, negativeCount - wrong, positiveCount - found));
    }

    List<CurvePoint> rocCurve() {
        List<CurvePoint> points = new ArrayList<>();
        points.add(new CurvePoint(0, 0, Double.POSITIVE_INFINITY));
        long found = 0;
        long wrong = 0;
        double nextStep = 0;
        for (int i = 0; i < positives.length; i++) {
            found += positives[i];
            wrong += negatives[i];
            double x = (double) wrong / (double) negativeCount;
            double y = (double) found / (double) positiveCount;
            boolean last = i == positives.length - 1;
            if (last || positives.length < CURVE_POINTS || x + y >= nextStep) {
                points.add(new CurvePoint(x, y, low[i]));
                nextStep = x + y + 2.0 / (CURVE_POINTS - 2);
            }
        }
        return points;
    }

    List<CurvePoint> prCurve() {
        List<CurvePoint> points = new ArrayList<>();
        long found = 0;
        long taken = 0;
        double nextStep = 0;
        for (int i = 0; i < positives.length; i++) {
            found += positives[i];
            taken += positives[i] + negatives[i];
            double x = (double) found / (double) positiveCount;
            boolean last = i == positives.length - 1;
            if (last || positives.length <= CURVE_POINTS || x >= nextStep) {
                points.add(new CurvePoint(x, (double) found / (double) taken, low[i]));
                nextStep = x + 1.0 / (CURVE_POINTS - 2);
            }
        }
        return points;
    }

    /** The share of positives among the best-scored k percent, k from 0 to 100; linear inside a bin. */
    List<CurvePoint> gains() {
        List<CurvePoint> points = new ArrayList<>();
        int bin = 0;
        double found = 0;
        double taken = 0;
        for (int step = 0; step <= GAIN_STEPS; step++) {
            double wanted = (double) rowCount() * step / GAIN_STEPS;
            while (bin < positives.length - 1 && taken + positives[bin] + negatives[bin] < wanted) {
                found += positives[bin];
                taken += positives[bin] + negatives[bin];
                bin++;
            }
            double part = (wanted - taken) / (double) (positives[bin] + negatives[bin]);
            double y = (found + part * positives[bin]) / positiveCount;
            points.add(new CurvePoint((double) step / GAIN_STEPS, y, step == 0 ? Double.POSITIVE_INFINITY : low[bin]));
        }
        return points;
    }

    /** The histogram over [0, 1]; a bin that crosses an edge goes where its middle lies. */
    List<ScoreBin> histogram(int bars) {
        long[] positiveBars = new long[bars];
        long[] negativeBars = new long[bars];
        for (int i = 0; i < positives.length; i++) {
            int bar = bar(middle(i), bars);
            positiveBars[bar] += positives[i];
            negativeBars[bar] += negatives[i];
        }
        List<ScoreBin> histogram = new ArrayList<>();
        for (int bar = 0; bar < bars; bar++) {
            histogram.add(new ScoreBin((double) bar / bars, (bar + 1.0) / bars, positiveBars[bar], negativeBars[bar]));
        }
        return histogram;
    }

    private static int bar(double score, int bars) {
        int bar = Math.min((int) (score * bars), bars - 1);
        // The product is rounded; the edges decide.
        if (bar > 0 && score < (double) bar / bars) {
            return bar - 1;
        }
        return bar < bars - 1 && score >= (bar + 1.0) / bars ? bar + 1 : bar;
    }

    /** The greatest distance of a row's score from the one that stands for its bin. */
    double halfWidth(int bin) {
        return exact ? 0 : (high[bin] - low[bin]) / 2;
    }

    double high(int bin) {
        return high[bin];
    }
}
