package io.millrace.features.internal;

import io.millrace.metrics.ExactRounding;
import io.millrace.metrics.ExactSum;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** The exact sum of the values in a window; values are taken out again as exactly as they came. */
interface Total {

    void add(Object value);

    void remove(Object value);

    void clear();

    /** The sum in the type of the output, or null if it does not fit. */
    @Nullable
    Object sum();

    /** The sum divided by {@code count}, rounded once. */
    double mean(long count);

    static Total of(WindowPart.Kind kind) {
        return switch (kind) {
            case INTEGER -> new OfIntegers();
            case DECIMAL -> new OfDecimals();
            case DOUBLE, OTHER -> new OfDoubles();
        };
    }

    /** A 128-bit integer, so that only the sum of a window can overflow and not a step on the way. */
    final class OfIntegers implements Total {
        /** Whole numbers up to this are doubles, of which a division rounds once. */
        private static final long EXACT = 1L << 53;

        private long high;
        private long low;

        @Override
        public void add(Object value) {
            long added = ((Number) value).longValue();
            long before = low;
            low += added;
            high += (added >> 63) + (Long.compareUnsigned(low, before) < 0 ? 1 : 0);
        }

        @Override
        public void remove(Object value) {
            long removed = ((Number) value).longValue();
            long before = low;
            low -= removed;
            high -= (removed >> 63) + (Long.compareUnsigned(before, removed) < 0 ? 1 : 0);
        }

        @Override
        public void clear() {
            high = 0;
            low = 0;
        }

        @Override
        public @Nullable Object sum() {
            return high == low >> 63 ? (Object) low : null;
        }

        @Override
        public double mean(long count) {
            if (high == low >> 63 && Math.abs(low) <= EXACT) {
                return (double) low / count;
            }
            BigInteger unsignedLow = new BigInteger(Long.toUnsignedString(low));
            return ExactRounding.quotient(
                    BigInteger.valueOf(high).shiftLeft(64).add(unsignedLow), BigInteger.valueOf(count));
        }
    }

    /** Unlimited on the way; a sum of more than 38 digits does not fit. */
    final class OfDecimals implements Total {
        private static final int MAX_PRECISION = 38;
        private BigDecimal sum = BigDecimal.ZERO;

        @Override
        public void add(Object value) {
            sum = sum.add((BigDecimal) value);
        }

        @Override
        public void remove(Object value) {
            sum = sum.subtract((BigDecimal) value);
        }

        @Override
        public void clear() {
            sum = BigDecimal.ZERO;
        }

        @Override
        public @Nullable Object sum() {
            return sum.precision() > MAX_PRECISION ? null : sum;
        }

        @Override
        public double mean(long count) {
            BigInteger divisor = BigInteger.valueOf(count);
            return sum.scale() >= 0
                    ? ExactRounding.quotient(
                            sum.unscaledValue(), BigInteger.TEN.pow(sum.scale()).multiply(divisor))
                    : ExactRounding.quotient(sum.toBigIntegerExact(), divisor);
        }
    }

    /** Exact, so the order of the values leaves no trace; NaN and infinities count as in floating-point addition. */
    final class OfDoubles implements Total {
        private final ExactSum sum = new ExactSum();

        @Override
        public void add(Object value) {
            sum.add(((Number) value).doubleValue());
        }

        @Override
        public void remove(Object value) {
            sum.subtract(((Number) value).doubleValue());
        }

        @Override
        public void clear() {
            sum.clear();
        }

        @Override
        public Object sum() {
            return sum.value();
        }

        @Override
        public double mean(long count) {
            return sum.quotient(count);
        }
    }
}
