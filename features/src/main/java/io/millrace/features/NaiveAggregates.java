package io.millrace.features;

import io.millrace.config.DataException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sums, means and variances with exact decimal arithmetic, rounded where the contract rounds. */
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
        return roundedSum(values) / values.size();
    }

    static @Nullable Double variance(List<Object> values) {
        long count = values.size();
        if (count < 2) {
            return null;
        }
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal squares = BigDecimal.ZERO;
        for (Object value : values) {
            double number = ((Number) value).doubleValue();
            if (!Double.isFinite(number)) {
                return Double.NaN;
            }
            BigDecimal exact = new BigDecimal(number);
            sum = sum.add(exact);
            squares = squares.add(exact.multiply(exact));
        }
        if (Double.isInfinite(squares.doubleValue())) {
            return Double.POSITIVE_INFINITY;
        }
        BigDecimal numerator = squares.multiply(BigDecimal.valueOf(count)).subtract(sum.multiply(sum));
        return numerator.doubleValue() / ((double) count * (count - 1));
    }

    private static double roundedSum(List<Object> values) {
        Object first = values.get(0);
        if (first instanceof Double || first instanceof Float) {
            double special = 0;
            for (Object value : values) {
                double number = ((Number) value).doubleValue();
                special += Double.isFinite(number) ? 0 : number;
            }
            if (special != 0) {
                return special;
            }
        }
        return exactSum(values).doubleValue();
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
