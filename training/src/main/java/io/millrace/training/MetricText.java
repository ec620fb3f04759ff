package io.millrace.training;

import io.millrace.metrics.Metric;
import io.millrace.reports.Figures;
import java.util.Locale;

/** Figures as the evaluation's page writes them: metrics with four decimals. */
final class MetricText {
    private static final int DIGITS = 4;

    private MetricText() {}

    static String withInterval(Metric metric) {
        return fixed(metric.value(), DIGITS) + (metric.hasInterval() ? " (95 % interval " + ends(metric) + ")" : "");
    }

    static String endsOrReason(Metric metric) {
        return metric.hasInterval() ? ends(metric) : metric.reason();
    }

    private static String ends(Metric metric) {
        return fixed(metric.low(), DIGITS) + " to " + fixed(metric.high(), DIGITS);
    }

    /** Figures that stand below each other have the same number of digits. */
    static String fixed(double value, int digits) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%." + digits + "f", value) : Figures.NONE;
    }
}
