package io.millrace.monitoring;

import io.millrace.metrics.Confusion;
import io.millrace.metrics.Metric;
import io.millrace.metrics.QualityReport;
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
    /** Returns the ROC AUC if there are enough rows of both classes to judge it: it has an interval then. */
    Optional<Metric> judgedAuc() {
        return report.map(QualityReport::rocAuc).filter(Metric::hasInterval);
    }

    /** Returns the positive rows among those that were judged; 0 if none were. */
    long positiveCount() {
        return report.map(QualityReport::positiveCount).orElse(0L);
    }

    double coverage() {
        return rowCount == 0 ? Double.NaN : (double) labelCount / rowCount;
    }
}
