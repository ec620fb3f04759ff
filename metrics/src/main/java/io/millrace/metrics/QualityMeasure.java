package io.millrace.metrics;

import java.util.List;
import java.util.Optional;

/** Turns the state of scores and labels into a report. */
final class QualityMeasure {
    private static final int BARS = 50;

    private final ScoreState state;
    private final QualitySettings settings;
    private final RankedScores ranked;
    private final Intervals intervals;

    private QualityMeasure(ScoreState state, QualitySettings settings) {
        this.state = state;
        this.settings = settings;
        this.ranked = RankedScores.of(state.bins());
        this.intervals = new Intervals(ranked, state.rows(), settings.confidence());
    }

    static QualityReport of(ScoreState state, QualitySettings settings) {
        return new QualityMeasure(state, settings).report();
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
                both ? intervals.rocAuc(ranked.rocAuc()) : oneClass,
                positives ? intervals.averagePrecision(ranked.averagePrecision()) : oneClass,
                intervals.mean(Metric.exact(state.meanLogLoss()), ScoreState::logLoss, Double.POSITIVE_INFINITY),
                state.clipped(),
                intervals.mean(Metric.exact(state.meanSquaredError()), ScoreState::squaredError, 1),
                calibration.expectedError(rows.usableCount()),
                both ? Intervals.ks(ranked.ks()) : oneClass,
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

    private Optional<ThresholdQuality> chosen() {
        if (Double.isNaN(state.threshold())) {
            return Optional.empty();
        }
        Confusion confusion = state.confusion();
        ThresholdQuality at = ThresholdQuality.of(state.threshold(), confusion);
        long found = confusion.truePositives();
        return Optional.of(new ThresholdQuality(
                at.threshold(),
                confusion,
                intervals.share(at.accuracy(), found + confusion.trueNegatives(), confusion.rowCount()),
                intervals.share(at.precision(), found, found + confusion.falsePositives()),
                intervals.share(at.recall(), found, found + confusion.falseNegatives()),
                intervals.f1(at.f1(), confusion)));
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
