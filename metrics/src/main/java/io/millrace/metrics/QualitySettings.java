package io.millrace.metrics;

import java.util.OptionalDouble;

/**
 * How model quality is judged; {@link #defaults()} suits most.
 *
 * @param threshold the decision threshold of the model, if it has one
 * @param confidence level of the intervals, in (0, 1)
 * @param replicates bootstrap replicates of the difference in average precision; 0 leaves its error undefined
 * @param seed seed of the bootstrap
 * @param maxSlices values of a slice column with a report of their own, the most frequent ones; the rest is "other"
 * @param minSupport rows below which a slice is marked as of low support, as is one of one class
 * @param calibrationBins bins of equal count in the calibration table and in the expected calibration error
 */
public record QualitySettings(
        OptionalDouble threshold,
        double confidence,
        int replicates,
        long seed,
        int maxSlices,
        long minSupport,
        int calibrationBins) {

    /** The distinct values of a slice column that are told apart; a column with more is one slice, "other". */
    static final int MAX_TRACKED_SLICES = 1_000;

    /** Checks the ranges. */
    public QualitySettings {
        if (!(confidence > 0 && confidence < 1)) {
            throw new IllegalArgumentException("confidence is " + confidence + "; must be in (0, 1)");
        }
        if (replicates < 0 || maxSlices < 1 || maxSlices > MAX_TRACKED_SLICES || calibrationBins < 1) {
            throw new IllegalArgumentException("replicates " + replicates + ", maxSlices " + maxSlices
                    + " or calibrationBins " + calibrationBins + " is out of range");
        }
    }

    /** Returns: no threshold, 95 % intervals, 1,000 replicates, 100 slices of at least 100 rows, 10 calibration bins. */
    public static QualitySettings defaults() {
        return new QualitySettings(OptionalDouble.empty(), 0.95, 1000, 20_130_904L, 100, 100, 10);
    }

    /** Returns these settings with a decision threshold. */
    public QualitySettings withThreshold(double value) {
        return new QualitySettings(
                OptionalDouble.of(value), confidence, replicates, seed, maxSlices, minSupport, calibrationBins);
    }

    /** Returns these settings with another confidence level. */
    public QualitySettings withConfidence(double level) {
        return new QualitySettings(threshold, level, replicates, seed, maxSlices, minSupport, calibrationBins);
    }

    /** Returns these settings with another bootstrap; 0 replicates for none. */
    public QualitySettings withBootstrap(int count, long bootstrapSeed) {
        return new QualitySettings(threshold, confidence, count, bootstrapSeed, maxSlices, minSupport, calibrationBins);
    }

    /** Returns these settings with other limits for slices. */
    public QualitySettings withSliceLimits(int values, long support) {
        return new QualitySettings(threshold, confidence, replicates, seed, values, support, calibrationBins);
    }

    /** Returns these settings with another number of calibration bins. */
    public QualitySettings withCalibrationBins(int bins) {
        return new QualitySettings(threshold, confidence, replicates, seed, maxSlices, minSupport, bins);
    }
}
