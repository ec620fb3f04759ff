package io.millrace.metrics;

/** Logarithms of factorials and of binomial coefficients. */
final class LogFactorial {
    private static final double[] SMALL = new double[256];

    static {
        for (int i = 1; i < SMALL.length; i++) {
            SMALL[i] = SMALL[i - 1] + Math.log(i);
        }
    }

    private LogFactorial() {}

    /** ln n!, beyond 255 by Stirling's series, whose error is below 1e-15 there. */
    static double of(long n) {
        if (n < SMALL.length) {
            return SMALL[(int) n];
        }
        double x = (double) n;
        double inverse = 1 / x;
        double correction = inverse / 12 - inverse * inverse * inverse / 360;
        return (x + 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + correction;
    }

    /** ln of the number of ways to choose {@code k} of {@code n}. */
    static double choose(long n, long k) {
        return of(n) - of(k) - of(n - k);
    }
}
