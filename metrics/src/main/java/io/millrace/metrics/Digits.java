package io.millrace.metrics;

/**
 * Arithmetic on whole numbers as digits of 32 bits, the least first: what results of exact sums are rounded from, without the
 * cost of {@link java.math.BigInteger}.
 */
final class Digits {
    /** Factors and divisors are below this, so that no step leaves 63 bits. */
    static final long FACTOR_LIMIT = 1L << 31;

    private static final long LOW_32 = 0xFFFF_FFFFL;

    /** Digits of a dividend that are divided, beside those that its quotient needs; what is below only decides on halves. */
    private static final int LEAST_DIVIDED = 5;

    private static final int MOST_DIVIDED = 7;

    private Digits() {}

    /** Returns the digits of {@code -digits}, which must be positive: of its digits, the highest bears the sign. */
    static long[] negated(long[] digits) {
        long[] magnitude = new long[digits.length];
        long carry = 0;
        for (int i = 0; i < digits.length; i++) {
            long sum = carry - digits[i];
            magnitude[i] = sum & LOW_32;
            carry = sum >> 32;
        }
        return magnitude;
    }

    /** Returns {@code digits * factor}, the factor in [0, 2^31). */
    static long[] times(long[] digits, long factor) {
        long[] product = new long[digits.length + 1];
        long carry = 0;
        for (int i = 0; i < digits.length; i++) {
            long step = digits[i] * factor + carry;
            product[i] = step & LOW_32;
            carry = step >>> 32;
        }
        product[digits.length] = carry;
        return product;
    }

    /** Returns {@code digits * digits}. */
    static long[] squared(long[] digits) {
        long[] square = new long[2 * digits.length];
        for (int i = 0; i < digits.length; i++) {
            long carry = 0;
            for (int j = 0; j < digits.length; j++) {
                long step = digits[i] * digits[j] + square[i + j] + carry; // 2^64 - 1 at most
                square[i + j] = step & LOW_32;
                carry = step >>> 32;
            }
            square[i + digits.length] = carry;
        }
        return square;
    }

    /**
     * Returns {@code left * 2^(32 shift) - right}, which must not be negative; its least digit has the weight
     * {@code 2^(32 min(shift, 0))}.
     */
    static long[] difference(long[] left, int shift, long[] right) {
        int low = Math.min(shift, 0);
        long[] difference = new long[Math.max(shift + left.length, right.length) - low];
        long borrow = 0;
        for (int i = 0; i < difference.length; i++) {
            long step = digit(left, i + low - shift) - digit(right, i + low) + borrow;
            difference[i] = step & LOW_32;
            borrow = step >> 32;
        }
        return difference;
    }

    private static long digit(long[] digits, int i) {
        return i >= 0 && i < digits.length ? digits[i] : 0;
    }

    /** Returns {@code digits * 2^exponent / (first * second)}, correctly rounded; the divisors in [1, 2^31). */
    static double quotient(long[] digits, int exponent, long first, long second) {
        int top = highest(digits);
        if (top < 0) {
            return 0;
        }
        int taken = Math.min(top + 1, MOST_DIVIDED);
        int added = Math.max(0, LEAST_DIVIDED - taken);
        // Below the quotient one digit more, which says whether anything was left over.
        long[] quotient = new long[taken + added + 1];
        System.arraycopy(digits, top + 1 - taken, quotient, added + 1, taken);
        boolean rest = false;
        for (int i = 0; i <= top - taken && !rest; i++) {
            rest = digits[i] != 0;
        }
        rest |= divide(quotient, first);
        rest |= divide(quotient, second);
        quotient[0] = rest ? 1 : 0;
        return rounded(quotient, exponent + 32 * (top - taken - added));
    }

    /** Returns {@code digits * 2^exponent}, correctly rounded. */
    static double rounded(long[] digits, int exponent) {
        int top = highest(digits);
        return top < 0 ? 0 : ExactRounding.round(digits, top, exponent);
    }

    /** The place of the highest digit that is not 0; -1 if there is none. */
    private static int highest(long[] digits) {
        int top = digits.length - 1;
        while (top >= 0 && digits[top] == 0) {
            top--;
        }
        return top;
    }

    /** Divides all digits but the least one; returns whether anything was left over. */
    private static boolean divide(long[] digits, long divisor) {
        long rest = 0;
        for (int i = digits.length - 1; i > 0; i--) {
            long step = rest << 32 | digits[i];
            digits[i] = step / divisor;
            rest = step - digits[i] * divisor;
        }
        return rest != 0;
    }
}
