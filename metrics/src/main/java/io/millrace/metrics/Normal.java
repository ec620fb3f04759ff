package io.millrace.metrics;

import org.hipparchus.special.Erf;

/** The standard normal distribution. */
final class Normal {
    private static final double SQRT_2 = Math.sqrt(2);

    private Normal() {}

    /** The point below which the share {@code probability} lies. */
    static double quantile(double probability) {
        return SQRT_2 * Erf.erfInv(2 * probability - 1);
    }

    /** The share above {@code z}, precise far out. */
    static double upperTail(double z) {
        return 0.5 * Erf.erfc(z / SQRT_2);
    }
}
