package io.millrace.models.local;

/** How MLflow stores doubles that SQL has no literal for: NaN as 0 and a flag, the infinities as the largest doubles. */
final class Metrics {
    private Metrics() {}

    static double stored(double value) {
        if (Double.isNaN(value)) {
            return 0;
        }
        return Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, value));
    }

    static int nanFlag(double value) {
        return Double.isNaN(value) ? 1 : 0;
    }

    static double read(double value, boolean nan) {
        if (nan) {
            return Double.NaN;
        }
        if (value == Double.MAX_VALUE) {
            return Double.POSITIVE_INFINITY;
        }
        return value == -Double.MAX_VALUE ? Double.NEGATIVE_INFINITY : value;
    }
}
