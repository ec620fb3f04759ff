package io.millrace.monitoring;

import io.millrace.config.Task;
import io.millrace.metrics.Confusion;
import io.millrace.metrics.Metric;
import io.millrace.metrics.QualityMetric;
import io.millrace.metrics.QualityReport;
import io.millrace.metrics.ThresholdQuality;
import java.util.Optional;

/**
 * The model's quality in one window, as far as labels are known.
 *
 * @param rowCount rows of the window
 * @param labelCount rows of them with a label
 * @param report the quality on the rows with a label; empty below the least coverage
 * @param decisions the decisions on the rows with a label; empty below the least coverage
 */
record QualityPoint(long rowCount, long labelCount, Optional<QualityReport> report, Optional<Confusion> decisions) {
    /** The metric that a window is judged by. */
    static final QualityMetric LEAD = QualityMetric.lead(Task.BINARY_CLASSIFICATION);

    /** Returns the leading metric if there are enough rows of both classes to judge it: it has an interval then. */
    Optional<Metric> judged() {
        return report.map(QualityReport::lead).filter(Metric::hasInterval);
    }

    /** Returns a metric of the scores or of the decisions by its name; empty if nothing is known of it. */
    Optional<Metric> metric(String name) {
        return decisions
                .map(known -> ThresholdQuality.of(Double.NaN, known).metrics().get(name))
                .or(() -> report.map(known -> known.named().get(name)));
    }

    /** Returns the positive rows among those that were judged; 0 if none were. */
    long positiveCount() {
        return report.map(QualityReport::positiveCount).orElse(0L);
    }

    double coverage() {
        return rowCount == 0 ? Double.NaN : (double) labelCount / rowCount;
    }
}
