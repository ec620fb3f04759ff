package io.millrace.metrics;

/** Order-preserving keys of doubles for histograms, and the way back. */
final class Keys {
    private static final long HALF = Double.doubleToRawLongBits(0.5);

    /** The distance of neighbouring doubles in [0.5, 1) is this. */
    private static final double STEP = 0x1p-53;

    private Keys() {}

    /** The key of any finite double: its bits, made to ascend through the negative numbers; -0.0 counts as 0. */
    static long ofNumber(double value) {
        long bits = Double.doubleToRawLongBits(value);
        return bits >= 0 ? bits : -(bits & Long.MAX_VALUE);
    }

    /** The double with this key; keys beyond all finite doubles give the greatest ones. */
    static double number(long key) {
        long bounded = Math.min(Math.abs(key), Double.doubleToRawLongBits(Double.MAX_VALUE));
        double magnitude = Double.longBitsToDouble(bounded);
        return key < 0 ? -magnitude : magnitude;
    }

    /** The key of a score in [0, 1]: as fine, relatively, towards 1 as towards 0. */
    static long ofScore(double score) {
        return score < 0.5
                ? Double.doubleToRawLongBits(score) & Long.MAX_VALUE
                : 2 * HALF - Double.doubleToRawLongBits(1 - score);
    }

    /** The smallest score whose key is at least {@code key}. */
    static double scoreFrom(long key) {
        if (key < HALF) {
            return Double.longBitsToDouble(Math.max(key, 0));
        }
        double rest = Double.longBitsToDouble(Math.max(2 * HALF - key, 0));
        return 1 - Math.floor(rest / STEP) * STEP;
    }

    /** The greatest score whose key is at most {@code key}. */
    static double scoreTo(long key) {
        if (key < HALF) {
            return Double.longBitsToDouble(Math.max(key, 0));
        }
        double rest = Double.longBitsToDouble(Math.max(2 * HALF - key, 0));
        return 1 - Math.ceil(rest / STEP) * STEP;
    }
}
