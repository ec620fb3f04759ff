package io.millrace.metrics;

import java.math.BigDecimal;
import java.math.MathContext;

/** Which numbers a double holds, so that no two of them are the same double; the others are known by their text. */
final class WideNumbers {
    /** Every decimal of so many digits comes back from the nearest double. */
    private static final int HELD_DIGITS = 15;

    private static final MathContext HELD = new MathContext(HELD_DIGITS);

    private WideNumbers() {}

    static boolean fits(long value) {
        double number = (double) value;
        // 2^63 would be cast to the greatest long.
        return number < 0x1p63 && (long) number == value;
    }

    /** A decimal fits if it is the one that stands for its double: of 15 digits, if one of these is that double. */
    static boolean fits(BigDecimal value) {
        if (value.precision() <= HELD_DIGITS) {
            return true;
        }
        BigDecimal shortest = value.stripTrailingZeros();
        double number = value.doubleValue();
        if (shortest.precision() <= HELD_DIGITS || !Double.isFinite(number)) {
            return Double.isFinite(number);
        }
        BigDecimal held = new BigDecimal(number).round(HELD);
        return held.doubleValue() != number && new BigDecimal(Double.toString(number)).compareTo(value) == 0;
    }

    /** The number as text, the same for equal numbers. */
    static String text(BigDecimal value) {
        return value.stripTrailingZeros().toPlainString();
    }
}
