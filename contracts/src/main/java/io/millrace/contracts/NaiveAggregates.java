package io.millrace.contracts;

import io.millrace.config.DataException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sums, means and variances with exact decimal arithmetic, rounded once. */
final class NaiveAggregates {

    private static final int MAX_PRECISION = 38;

    private NaiveAggregates() {}

    static Object sum(List<Object> values, String feature) {
        Object first = values.get(0);
        if (first instanceof Double || first instanceof Float) {
            return roundedSum(values);
        }
        BigDecimal sum = exactSum(values);
        boolean decimal = first instanceof BigDecimal;
        boolean fits =
                decimal ? sum.precision() <= MAX_PRECISION : sum.toBigInteger().bitLength() < Long.SIZE;
        if (!fits) {
            throw new DataException(feature + " does not fit into its type");
        }
        return decimal ? (Object) sum : (Object) sum.longValueExact();
    }

    static double mean(List<Object> values) {
        double special = special(values);
        return special != 0 ? special : rounded(exactSum(values), BigDecimal.valueOf(values.size()));
    }

    static @Nullable Double variance(List<Object> values) {
        if (values.size() < 2) {
            return null;
        }
        return special(values) != 0
                ? (Double) Double.NaN
                : (Double) rounded(squaredDeviations(values), divisor(values));
    }

    /** The root of the variance, as if a double had exponents of any size. */
    static @Nullable Double deviation(List<Object> values) {
        if (values.size() < 2) {
            return null;
        }
        if (special(values) != 0) {
            return Double.NaN;
        }
        BigDecimal scaled = squaredDeviations(values);
        int halvings = 0;
        while (scaled.signum() != 0 && scaled.compareTo(divisor(values)) < 0) {
            scaled = scaled.multiply(BigDecimal.valueOf(4));
            halvings--;
        }
        while (scaled.compareTo(divisor(values).multiply(BigDecimal.valueOf(4))) >= 0) {
            scaled = scaled.divide(BigDecimal.valueOf(4));
            halvings++;
        }
        return Math.scalb(Math.sqrt(rounded(scaled, divisor(values))), halvings);
    }

    /** n sum(x^2) - sum(x)^2. */
    private static BigDecimal squaredDeviations(List<Object> values) {
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal squares = BigDecimal.ZERO;
        for (Object value : values) {
            BigDecimal exact = exact(value);
            sum = sum.add(exact);
            squares = squares.add(exact.multiply(exact));
        }
        return squares.multiply(BigDecimal.valueOf(values.size())).subtract(sum.multiply(sum));
    }

    private static BigDecimal divisor(List<Object> values) {
        return BigDecimal.valueOf(values.size()).multiply(BigDecimal.valueOf(values.size() - 1L));
    }

    /** The double nearest to a quotient; of two equally near ones the even one. */
    private static double rounded(BigDecimal numerator, BigDecimal denominator) {
        double near = numerator.divide(denominator, new MathContext(30)).doubleValue();
        if (Double.isInfinite(near)) {
            return near;
        }
        double best = near;
        for (double other : new double[] {Math.nextDown(near), Math.nextUp(near)}) {
            if (Double.isFinite(other)) {
                int order = distance(numerator, denominator, other).compareTo(distance(numerator, denominator, best));
                if (order < 0 || (order == 0 && (Double.doubleToRawLongBits(other) & 1) == 0)) {
                    best = other;
                }
            }
        }
        return best;
    }

    private static BigDecimal distance(BigDecimal numerator, BigDecimal denominator, double value) {
        return new BigDecimal(value).multiply(denominator).subtract(numerator).abs();
    }

    private static double roundedSum(List<Object> values) {
        double special = special(values);
        return special != 0 ? special : exactSum(values).doubleValue();
    }

    /** NaN or an infinity, as adding gives it, if one is among the values; else 0. */
    private static double special(List<Object> values) {
        double special = 0;
        for (Object value : values) {
            if (value instanceof Double || value instanceof Float) {
                double number = ((Number) value).doubleValue();
                special += Double.isFinite(number) ? 0 : number;
            }
        }
        return special;
    }

    private static BigDecimal exactSum(List<Object> values) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Object value : values) {
            sum = sum.add(exact(value));
        }
        return sum;
    }

    private static BigDecimal exact(Object value) {
        if (value instanceof BigDecimal decimal) {
            return decimal;
        }
        if (value instanceof Double || value instanceof Float) {
            return new BigDecimal(((Number) value).doubleValue());
        }
        return new BigDecimal(BigInteger.valueOf(((Number) value).longValue()));
    }
}
