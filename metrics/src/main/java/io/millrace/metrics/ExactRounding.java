package io.millrace.metrics;

import java.math.BigInteger;

/** Rounds exact numbers to the nearest double, half to even, once. */
public final class ExactRounding {
    private ExactRounding() {}

    /**
     * Rounds {@code sum of digits[i] * 2^(32 i + exponent)}, i from 0 to top. The digits are in [0, 2^32), but the one at
     * {@code top}, which is in (0, 2^62).
     */
    static double round(long[] digits, int top, int exponent) {
        int length = 32 * top + 64 - Long.numberOfLeadingZeros(digits[top]);
        int dropped = dropped(length, exponent);
        if (dropped == 0) {
            return Math.scalb((double) bits(digits, top, 0, length), exponent);
        }
        if (dropped > length) {
            return 0;
        }
        long kept = bits(digits, top, dropped, length - dropped);
        if (bits(digits, top, dropped - 1, 1) != 0 && ((kept & 1) != 0 || anyBelow(digits, dropped - 1))) {
            kept++;
        }
        return Math.scalb((double) kept, exponent + dropped);
    }

    /** Returns {@code numerator / denominator}, correctly rounded; the denominator is positive. */
    public static double quotient(BigInteger numerator, BigInteger denominator) {
        return quotient(numerator, 0, denominator);
    }

    /** Rounds {@code numerator * 2^exponent / denominator}; the denominator is positive. */
    static double quotient(BigInteger numerator, int exponent, BigInteger denominator) {
        if (numerator.signum() == 0) {
            return 0;
        }
        BigInteger magnitude = numerator.abs();
        int shift = Math.max(0, 66 + denominator.bitLength() - magnitude.bitLength());
        BigInteger[] parts = magnitude.shiftLeft(shift).divideAndRemainder(denominator);
        // One more bit at the bottom says whether anything was left over, so that halves are told from nearly halves.
        BigInteger sticky = parts[0].shiftLeft(1);
        if (parts[1].signum() != 0) {
            sticky = sticky.setBit(0);
        }
        double rounded = round(sticky, exponent - shift - 1);
        return numerator.signum() < 0 ? -rounded : rounded;
    }

    private static double round(BigInteger magnitude, int exponent) {
        int length = magnitude.bitLength();
        int dropped = dropped(length, exponent);
        if (dropped == 0) {
            return Math.scalb((double) magnitude.longValueExact(), exponent);
        }
        if (dropped > length) {
            return 0;
        }
        long kept = magnitude.shiftRight(dropped).longValueExact();
        boolean half = magnitude.testBit(dropped - 1);
        if (half && ((kept & 1) != 0 || magnitude.getLowestSetBit() < dropped - 1)) {
            kept++;
        }
        return Math.scalb((double) kept, exponent + dropped);
    }

    /** How many low bits of a number of {@code length} bits at {@code exponent} do not fit into a double. */
    private static int dropped(int length, int exponent) {
        return Math.max(0, Math.max(length - 53, Double.MIN_EXPONENT - 52 - exponent));
    }

    private static long bits(long[] digits, int top, int from, int count) {
        long result = 0;
        int taken = 0;
        int index = from >>> 5;
        int offset = from & 31;
        while (taken < count && index <= top) {
            result |= (digits[index] >>> offset) << taken;
            taken += index == top ? 64 : 32 - offset;
            offset = 0;
            index++;
        }
        return count == 64 ? result : result & ((1L << count) - 1);
    }

    private static boolean anyBelow(long[] digits, int position) {
        int index = position >>> 5;
        for (int i = 0; i < index; i++) {
            if (digits[i] != 0) {
                return true;
            }
        }
        return (digits[index] & ((1L << (position & 31)) - 1)) != 0;
    }
}
