package io.millrace.metrics;

/**
 * Score intervals of shares.
 *
 * @see "E. B. Wilson, Probable Inference, the Law of Succession, and Statistical Inference (1927)"
 */
final class Wilson {
    private Wilson() {}

    /** The interval of the share {@code part / whole} at the normal quantile {@code z}; 2 of 2 gives [0.342, 1] at 95 %. */
    static double[] interval(double part, double whole, double z) {
        double share = part / whole;
        double spread = z * z / whole;
        double center = (share + spread / 2) / (1 + spread);
        double half = z * Math.sqrt(share * (1 - share) / whole + spread / (4 * whole)) / (1 + spread);
        // The ends are 0 and 1 where nothing or all is there, which rounding would miss.
        double low = part == 0 ? 0 : Math.max(0, center - half);
        double high = part == whole ? 1 : Math.min(1, center + half);
        return new double[] {low, high};
    }
}
