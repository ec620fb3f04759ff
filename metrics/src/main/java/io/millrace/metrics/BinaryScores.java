package io.millrace.metrics;

import java.util.List;
import java.util.Optional;

/** What the metrics of a binary classification are computed from: labels and scores of some rows, ranked. */
public final class BinaryScores {
    private static final int BARS = 50;

    private final ScoreState state;
    private final QualitySettings settings;
    private final RankedScores ranked;
    private final Intervals intervals;
    private final Calibration calibration;

    private BinaryScores(ScoreState state, QualitySettings settings) {
        this.state = state;
        this.settings = settings;
        this.ranked = RankedScores.of(state.bins());
        this.intervals = new Intervals(ranked, state.rows(), settings.confidence());
        this.calibration = new Calibration(ranked, settings.calibrationBins(), settings.confidence());
    }

    static BinaryScores of(ScoreState state, QualitySettings settings) {
        return new BinaryScores(state, settings);
    }

    /** What a row with this score loses if it is of this class. */
    @FunctionalInterface
    public interface RowLoss {
        /** Returns the loss of one row. */
        double of(double score, boolean positive);
    }

    /** Which rows a metric needs to be defined. */
    enum Needs {
        ROWS,
        POSITIVES,
        BOTH_CLASSES
    }

    /** Returns what was judged and what could not be. */
    public ScoredRows rows() {
        return state.rows();
    }

    /** Returns how the quality is judged. */
    public QualitySettings settings() {
        return settings;
    }

    /** Returns the decisions at the threshold of the settings; empty if none is set. */
    public Optional<Confusion> decisions() {
        return Double.isNaN(state.threshold()) ? Optional.empty() : Optional.of(state.confusion());
    }

    /**
     * Returns the mean of a loss over the rows, with Hall's interval for skewed means. Exact as long as all scores are told
     * apart; else each stands for those of its bin.
     *
     * @param most the greatest loss of a row
     */
    public Metric mean(RowLoss loss, double most) {
        return unmet(Needs.ROWS).orElseGet(() -> mean(ranked.moments(loss).mean(), loss, most));
    }

    /** The mean of a loss whose exact value is known. */
    Metric mean(double value, RowLoss loss, double most) {
        return intervals.mean(Metric.exact(value), loss, most);
    }

    /** Why a metric with these needs is undefined; empty if it is not. */
    Optional<Metric> unmet(Needs needs) {
        ScoredRows rows = rows();
        if (rows.rowCount() == 0) {
            return Optional.of(Metric.undefined(MetricStatus.EMPTY_WINDOW, "no rows"));
        }
        boolean met = rows.usableCount() > 0
                && switch (needs) {
                    case ROWS -> true;
                    case POSITIVES -> rows.positiveCount() > 0;
                    case BOTH_CLASSES -> !ranked.oneClass();
                };
        return met ? Optional.empty() : Optional.of(PairRanking.oneClass(rows.positiveCount(), rows.negativeCount()));
    }

    ScoreState state() {
        return state;
    }

    RankedScores ranked() {
        return ranked;
    }

    Intervals intervals() {
        return intervals;
    }

    Metric calibrationError() {
        return calibration.expectedError(rows().usableCount());
    }

    Optional<ThresholdQuality> bestF1() {
        return unmet(Needs.POSITIVES).isPresent() ? Optional.empty() : ranked.bestF1();
    }

    QualityReport report() {
        boolean any = unmet(Needs.ROWS).isEmpty();
        boolean positives = unmet(Needs.POSITIVES).isEmpty();
        boolean both = unmet(Needs.BOTH_CLASSES).isEmpty();
        return new QualityReport(
                rows(),
                BinaryMetrics.of(this),
                state.clipped(),
                any ? state.meanScore() : Double.NaN,
                decisions().map(confusion -> ThresholdQuality.of(state.threshold(), confusion, this)),
                bestF1(),
                both ? ranked.youden() : Optional.empty(),
                any ? calibration.bins() : List.of(),
                both ? ranked.rocCurve() : List.of(),
                positives ? ranked.prCurve() : List.of(),
                positives ? ranked.gains() : List.of(),
                ranked.histogram(BARS));
    }
}
