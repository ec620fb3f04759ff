package io.millrace.registry.internal;

/** How MLflow stores doubles that SQL has no literal for: NaN as 0 and a flag, the infinities as the largest doubles. */
public final class MetricValues {
    private MetricValues() {}

    /** Returns the number that is stored for {@code value}. */
    public static double stored(double value) {
        if (Double.isNaN(value)) {
            return 0;
        }
        return Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, value));
    }

    /** Returns 1 for NaN, else 0. */
    public static int nanFlag(double value) {
        return Double.isNaN(value) ? 1 : 0;
    }

    /** Returns the value that a stored number and its flag mean. */
    public static double read(double value, boolean nan) {
        if (nan) {
            return Double.NaN;
        }
        if (value == Double.MAX_VALUE) {
            return Double.POSITIVE_INFINITY;
        }
        return value == -Double.MAX_VALUE ? Double.NEGATIVE_INFINITY : value;
    }
}
