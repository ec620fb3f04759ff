package io.millrace.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExactSumTest {

    @Test
    void isTheTrueSumRoundedOnceWhateverTheMagnitudes() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            int spread = 1 + random.nextInt(1100);
            double[] values = random.doubles(1 + random.nextInt(50))
                    .map(u -> Math.scalb(u - 0.5, random.nextInt(spread) - spread / 2))
                    .toArray();

            assertThat(ExactSum.of(values).value()).as("seed " + seed).isEqualTo(naiveSum(values));
        }
    }

    @Test
    void sumsRawBitPatternsOfAnyKind() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            double[] values = new double[20];
            for (int i = 0; i < values.length; i++) {
                double value = Double.longBitsToDouble(random.nextLong());
                values[i] = Double.isFinite(value) ? value : Double.MIN_VALUE * random.nextInt(9);
            }

            assertThat(ExactSum.of(values).value()).as("seed " + seed).isEqualTo(naiveSum(values));
        }
    }

    @Test
    void addsProductsWithoutRoundingOverflowOrUnderflow() {
        ExactSum sum = new ExactSum();
        sum.addProduct(Double.MAX_VALUE, Double.MAX_VALUE);
        sum.addProduct(Double.MIN_VALUE, Double.MIN_VALUE);
        sum.addProduct(-Double.MAX_VALUE, Double.MAX_VALUE);
        sum.addProduct(0.1, 0.1);
        sum.subtractProduct(Double.MIN_VALUE, Double.MIN_VALUE);

        assertThat(sum.value()).isEqualTo(naiveSquare(0.1));
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            ExactSum products = new ExactSum();
            BigDecimal expected = BigDecimal.ZERO;
            for (int i = 0; i < 20; i++) {
                double a = Math.scalb(random.nextDouble() - 0.5, random.nextInt(900) - 450);
                double b = Math.scalb(random.nextDouble() - 0.5, random.nextInt(900) - 450);
                products.addProduct(a, b);
                expected = expected.add(new BigDecimal(a).multiply(new BigDecimal(b)));
            }
            assertThat(products.value()).as("seed " + seed).isEqualTo(expected.doubleValue());
        }
    }

    @Test
    void roundsHalfToEvenAndTellsNearlyHalves() {
        double one = 1 + Math.ulp(1.0);

        assertThat(ExactSum.of(1, Math.ulp(1.0) / 2).value()).isEqualTo(1);
        assertThat(ExactSum.of(one, Math.ulp(1.0) / 2).value()).isEqualTo(1 + 2 * Math.ulp(1.0));
        assertThat(ExactSum.of(1, Math.ulp(1.0) / 2, Double.MIN_VALUE).value()).isEqualTo(one);
        assertThat(ExactSum.of(-1, -Math.ulp(1.0) / 2, -Double.MIN_VALUE).value())
                .isEqualTo(-one);
        assertThat(ExactSum.of(Double.MAX_VALUE, Double.MAX_VALUE).value()).isInfinite();
        assertThat(ExactSum.of(Double.MAX_VALUE, Double.MAX_VALUE, -Double.MAX_VALUE)
                        .value())
                .isEqualTo(Double.MAX_VALUE);
        assertThat(ExactSum.of(Double.MIN_NORMAL, -Double.MIN_VALUE).value())
                .isEqualTo(Double.MIN_NORMAL - Double.MIN_VALUE);
    }

    @Test
    void valuesTakenOutLeaveNoTrace() {
        Random random = new Random(7);
        double[] values = random.doubles(1000)
                .map(u -> Math.scalb(u - 0.3, (int) (u * 300)))
                .toArray();
        ExactSum window = new ExactSum();
        for (int i = 0; i < values.length; i++) {
            window.add(values[i]);
            if (i >= 10) {
                window.subtract(values[i - 10]);
                assertThat(window.value()).isEqualTo(naiveSum(Arrays.copyOfRange(values, i - 9, i + 1)));
            }
        }
        for (int i = values.length - 10; i < values.length; i++) {
            window.subtract(values[i]);
        }

        assertThat(window).isEqualTo(new ExactSum());
        assertThat(window.value()).isEqualTo(0.0);
    }

    @Test
    void countsSpecialValuesApartAndLetsThemOutAgain() {
        ExactSum sum = ExactSum.of(1, Double.NaN, Double.POSITIVE_INFINITY);
        assertThat(sum.value()).isNaN();
        assertThat(sum.finiteValue()).isEqualTo(1);

        sum.subtract(Double.NaN);
        assertThat(sum.value()).isEqualTo(Double.POSITIVE_INFINITY);
        sum.add(Double.NEGATIVE_INFINITY);
        assertThat(sum.value()).isNaN();
        sum.subtract(Double.POSITIVE_INFINITY);
        assertThat(sum.value()).isEqualTo(Double.NEGATIVE_INFINITY);
        sum.subtract(Double.NEGATIVE_INFINITY);
        assertThat(sum).isEqualTo(ExactSum.of(1));
    }

    @Test
    void addsLongsBeyondTheRangeOfExactDoubles() {
        ExactSum sum = new ExactSum();
        sum.add(Long.MAX_VALUE);
        sum.add(Long.MIN_VALUE);
        sum.add(3L);
        sum.subtract(-5L);

        assertThat(sum.value()).isEqualTo(7);
    }

    @Test
    void hasTheSameBytesInAnyOrderAndGrouping() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            double[] values = random.doubles(30)
                    .map(u -> Math.scalb(u - 0.5, random.nextInt(400) - 200))
                    .toArray();
            ExactSum all = ExactSum.of(values);
            int cut = random.nextInt(values.length);
            ExactSum left = ExactSum.of(Arrays.copyOfRange(values, 0, cut));
            ExactSum right = ExactSum.of(Arrays.copyOfRange(values, cut, values.length));

            assertThat(left.merge(right).toBytes()).as("seed " + seed).isEqualTo(all.toBytes());
            assertThat(right.merge(left).toBytes()).as("seed " + seed).isEqualTo(all.toBytes());
            assertThat(ExactSum.fromBytes(all.toBytes())).as("seed " + seed).isEqualTo(all);
            assertThat(ExactSum.fromBytes(all.toBytes()).value()).isEqualTo(all.value());
            left.subtractAll(ExactSum.of(Arrays.copyOfRange(values, 0, cut)));
            assertThat(left).isEqualTo(new ExactSum());
        }
    }

    @Test
    void survivesManyAdditionsOfOneSign() {
        ExactSum sum = ExactSum.of(-0.1);
        for (int i = 0; i < 40; i++) {
            sum.addAll(sum);
        }

        assertThat(sum.value()).isEqualTo(-0.1 * (1L << 40));
    }

    @Test
    void momentsAreTheTrueOnesRoundedOnce() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            double offset = Math.scalb(1.0, random.nextInt(60));
            double[] values =
                    random.doubles(2 + random.nextInt(20)).map(u -> offset + u).toArray();
            ExactMoments moments = ExactMoments.of(values);

            assertThat(moments.mean())
                    .as("seed " + seed)
                    .isEqualTo(naiveMean(values).doubleValue());
            assertThat(moments.variance()).as("seed " + seed).isEqualTo(naiveVariance(values, values.length - 1));
            assertThat(moments.populationVariance()).as("seed " + seed).isEqualTo(naiveVariance(values, values.length));
            assertThat(ExactMoments.fromBytes(moments.toBytes())).isEqualTo(moments);
        }
    }

    @Test
    void quotientsAreRightToTheLastBitWhateverTheMagnitudes() {
        assertThat(ExactSum.of(0.1, 0.2, 0.3).quotient(3)).isEqualTo(0.2);
        assertThat(ExactSum.of(1e308, 1e308).quotient(2)).isEqualTo(1e308);
        assertThat(ExactSum.of(-1e308, -1e308, -1e308).quotient(3)).isEqualTo(-1e308);
        assertThat(ExactSum.of(Double.MIN_VALUE, 0).quotient(2)).isEqualTo(0);
        assertThat(ExactSum.of(Double.MIN_VALUE, Double.MIN_VALUE, Double.MIN_VALUE)
                        .quotient(2))
                .isEqualTo(2 * Double.MIN_VALUE);
        for (int seed = 0; seed < 2000; seed++) {
            Random random = new Random(seed);
            int spread = 1 + random.nextInt(2000);
            double[] values = random.doubles(1 + random.nextInt(8))
                    .map(u -> Math.scalb(u - 0.5, random.nextInt(spread) - spread / 2))
                    .toArray();
            long divisor = seed % 3 == 0 ? 1 + random.nextInt(9) : random.nextLong(1, 1L << (1 + random.nextInt(62)));

            assertThat(ExactSum.of(values).quotient(divisor))
                    .as("seed %d", seed)
                    .isEqualTo(rounded(exactSum(values), BigDecimal.valueOf(divisor)));
        }
    }

    @Test
    void halvesAreRoundedToEvenAndNearlyHalvesAreNot() {
        double odd = 1 + 3 * Math.ulp(1.0);

        assertThat(ExactSum.of(odd, 1).quotient(2)).isEqualTo(1 + 2 * Math.ulp(1.0));
        assertThat(ExactSum.of(odd, 1, Double.MIN_VALUE).quotient(2)).isEqualTo(1 + 2 * Math.ulp(1.0));
        assertThat(ExactSum.of(odd, 1, -Double.MIN_VALUE).quotient(2)).isEqualTo(1 + Math.ulp(1.0));
    }

    @Test
    void variancesAreRightToTheLastBitWhateverTheMagnitudes() {
        for (int seed = 0; seed < 2000; seed++) {
            Random random = new Random(seed);
            int spread = 1 + random.nextInt(seed % 2 == 0 ? 10 : 1000);
            double offset = seed % 5 == 0 ? Math.scalb(1.0, random.nextInt(80)) : 0;
            double[] values = random.doubles(2 + random.nextInt(8))
                    .map(u -> offset + Math.scalb(u - 0.5, random.nextInt(spread) - spread / 2))
                    .toArray();
            long n = values.length;
            BigDecimal sum = exactSum(values);
            BigDecimal squares = Arrays.stream(values)
                    .mapToObj(value -> new BigDecimal(value).pow(2))
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            BigDecimal numerator = squares.multiply(BigDecimal.valueOf(n)).subtract(sum.pow(2));
            ExactMoments moments = ExactMoments.of(values);

            assertThat(moments.variance())
                    .as("seed %d", seed)
                    .isEqualTo(rounded(numerator, BigDecimal.valueOf(n * (n - 1))));
            assertThat(moments.populationVariance())
                    .as("seed %d", seed)
                    .isEqualTo(rounded(numerator, BigDecimal.valueOf(n * n)));
        }
    }

    @Test
    void momentsOfEqualValuesHaveNoSpreadAndEmptyOnesNoMean() {
        ExactMoments equal = ExactMoments.of(0.1, 0.1, 0.1);
        assertThat(equal.variance()).isEqualTo(0);
        assertThat(equal.mean()).isEqualTo(0.1);
        equal.subtract(0.1);
        equal.subtract(0.1);
        assertThat(equal.variance()).isNaN();
        equal.subtract(0.1);
        assertThat(equal.mean()).isNaN();
        assertThat(equal).isEqualTo(new ExactMoments());
        assertThat(ExactMoments.of(Double.MAX_VALUE, Double.MAX_VALUE).mean()).isEqualTo(Double.MAX_VALUE);
        assertThat(ExactMoments.of(1, Double.NaN).mean()).isNaN();
    }

    @Test
    void refusesForeignBytes() {
        byte[] bytes = ExactSum.of(1, 2).toBytes();

        assertThatThrownBy(() -> ExactSum.fromBytes(Arrays.copyOf(bytes, bytes.length - 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ExactSum");
        bytes[0] = 99;
        assertThatThrownBy(() -> ExactSum.fromBytes(bytes)).hasMessageContaining("format 99");
    }

    private static double naiveSum(double... values) {
        return exactSum(values).doubleValue();
    }

    private static BigDecimal exactSum(double... values) {
        BigDecimal sum = BigDecimal.ZERO;
        for (double value : values) {
            sum = sum.add(new BigDecimal(value));
        }
        return sum;
    }

    /** The double nearest to a quotient; of two equally near ones the even one. */
    private static double rounded(BigDecimal numerator, BigDecimal denominator) {
        double near = numerator.divide(denominator, new MathContext(30)).doubleValue();
        double best = near;
        for (double other : new double[] {Math.nextDown(near), Math.nextUp(near)}) {
            if (Double.isInfinite(other) || Double.isInfinite(best)) {
                continue;
            }
            int order = distance(numerator, denominator, other).compareTo(distance(numerator, denominator, best));
            if (order < 0 || (order == 0 && (Double.doubleToRawLongBits(other) & 1) == 0)) {
                best = other;
            }
        }
        return best;
    }

    private static BigDecimal distance(BigDecimal numerator, BigDecimal denominator, double value) {
        return new BigDecimal(value).multiply(denominator).subtract(numerator).abs();
    }

    private static double naiveSquare(double value) {
        return new BigDecimal(value).pow(2).doubleValue();
    }

    private static BigDecimal naiveMean(double... values) {
        return exactSum(values).divide(BigDecimal.valueOf(values.length), new MathContext(200));
    }

    private static double naiveVariance(double[] values, int divisor) {
        BigDecimal mean = naiveMean(values);
        BigDecimal sum = BigDecimal.ZERO;
        for (double value : values) {
            sum = sum.add(new BigDecimal(value).subtract(mean).pow(2));
        }
        return sum.divide(BigDecimal.valueOf(divisor), new MathContext(100)).doubleValue();
    }
}
