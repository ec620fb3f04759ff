package io.millrace.metrics;

import java.util.List;
import java.util.Optional;

/** Turns the state of scores and labels into a report. */
final class QualityMeasure {
    private static final int OVERALL_GROUPS = 4096;
    private static final int SLICE_GROUPS = 128;
    private static final int BARS = 50;
    // One positive drawn again and again stands where it stands: the interval would be far too narrow.
    private static final long LEAST_OF_A_CLASS = 5;

    private final ScoreState state;
    private final QualitySettings settings;
    private final RankedScores ranked;
    private final Optional<Bootstrap> bootstrap;

    private QualityMeasure(ScoreState state, QualitySettings settings, int groups) {
        this.state = state;
        this.settings = settings;
        this.ranked = RankedScores.of(state.bins());
        this.bootstrap = settings.replicates() == 0 || ranked.rowCount() == 0
                ? Optional.empty()
                : Optional.of(new Bootstrap(ranked, state.threshold(), groups, settings));
    }

    static QualityReport overall(ScoreState state, QualitySettings settings) {
        return new QualityMeasure(state, settings, OVERALL_GROUPS).report();
    }

    static QualityReport slice(ScoreState state, QualitySettings settings) {
        return new QualityMeasure(state, settings, SLICE_GROUPS).report();
    }

    private QualityReport report() {
        ScoredRows rows = state.rows();
        if (rows.usableCount() == 0) {
            return undefined(rows);
        }
        Calibration calibration = new Calibration(ranked, settings.calibrationBins(), settings.confidence());
        boolean both = !ranked.oneClass();
        boolean positives = rows.positiveCount() > 0;
        Metric oneClass = PairRanking.oneClass(rows.positiveCount(), rows.negativeCount());
        return new QualityReport(
                rows,
                both ? ranking(ranked.rocAuc(), Bootstrap.ROC_AUC) : oneClass,
                positives ? ranking(ranked.averagePrecision(), Bootstrap.AVERAGE_PRECISION) : oneClass,
                interval(Metric.exact(state.meanLogLoss()), Bootstrap.LOG_LOSS, Double.POSITIVE_INFINITY),
                state.clipped(),
                interval(Metric.exact(state.meanSquaredError()), Bootstrap.BRIER, 1),
                calibration.expectedError(rows.usableCount()),
                both ? ranking(ranked.ks(), Bootstrap.KS) : oneClass,
                state.meanScore(),
                chosen(),
                positives ? ranked.bestF1() : Optional.empty(),
                both ? ranked.youden() : Optional.empty(),
                calibration.bins(),
                both ? ranked.rocCurve() : List.of(),
                positives ? ranked.prCurve() : List.of(),
                positives ? ranked.gains() : List.of(),
                ranked.histogram(BARS));
    }

    private Metric ranking(Metric metric, int quantity) {
        long rarer = Math.min(state.rows().positiveCount(), state.rows().negativeCount());
        if (bootstrap.isPresent() && metric.isDefined() && rarer < LEAST_OF_A_CLASS) {
            return metric.withStatus(
                    MetricStatus.INSUFFICIENT_SAMPLE,
                    "no interval from " + rarer + " rows of the rarer class; it takes " + LEAST_OF_A_CLASS);
        }
        return interval(metric, quantity, 1);
    }

    private Metric interval(Metric metric, int quantity, double most) {
        return bootstrap.map(draws -> draws.interval(metric, quantity, 0, most)).orElse(metric);
    }

    private Optional<ThresholdQuality> chosen() {
        if (Double.isNaN(state.threshold())) {
            return Optional.empty();
        }
        ThresholdQuality at = ThresholdQuality.of(state.threshold(), state.confusion());
        return Optional.of(new ThresholdQuality(
                at.threshold(),
                at.confusion(),
                interval(at.accuracy(), Bootstrap.ACCURACY, 1),
                interval(at.precision(), Bootstrap.PRECISION, 1),
                interval(at.recall(), Bootstrap.RECALL, 1),
                interval(at.f1(), Bootstrap.F1, 1)));
    }

    private QualityReport undefined(ScoredRows rows) {
        Metric none = rows.rowCount() == 0
                ? Metric.undefined(MetricStatus.EMPTY_WINDOW, "no rows")
                : PairRanking.oneClass(0, 0);
        return new QualityReport(
                rows,
                none,
                none,
                none,
                0,
                none,
                none,
                none,
                Double.NaN,
                chosen(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                ranked.histogram(BARS));
    }
}
