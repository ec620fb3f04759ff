package io.millrace.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What states keep of values that are easily lost on the way: by rounding, by cutting, by storing. */
class StatesTest {

    @Test
    void everyTextComesBackFromItsBytes() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder();
            int units = random.nextInt(20);
            for (int i = 0; i < units; i++) {
                // many of them halves of surrogate pairs
                text.append((char) (random.nextBoolean() ? 0xD7F0 + random.nextInt(0x830) : random.nextInt(0x10000)));
            }
            StateWriter out = new StateWriter((byte) 1);
            out.writeString(text.toString());

            StateReader in = new StateReader(out.toBytes(), (byte) 1, "text");

            assertThat(in.readString()).as("seed " + seed).isEqualTo(text.toString());
            in.finish();
        }
    }

    @Test
    void longTextsStayTheSameWhereverTheyAreCut() {
        for (int width = 180; width <= 260; width++) {
            List<ColumnProfile> sides = new ArrayList<>();
            for (int side = 0; side < 2; side++) {
                ColumnProfile profile = ColumnProfile.empty(ColumnKind.CATEGORICAL, "string");
                for (int i = 0; i < 3; i++) {
                    profile.add("x".repeat(width) + "\uD83D\uDE00".repeat(40) + i);
                }
                // the one as counted, the other as it comes from an executor
                sides.add(side == 0 ? profile : ColumnProfile.fromBytes(profile.toBytes()));
            }

            ColumnDrift drift = ColumnDrift.between(sides.get(0), sides.get(1));

            String where = "width " + width;
            assertThat(sides.get(0).categories())
                    .as(where)
                    .isEqualTo(sides.get(1).categories())
                    .hasSize(3);
            assertThat(sides.get(0).merge(sides.get(1)).distinctCount())
                    .as(where)
                    .isEqualTo(3);
            assertThat(drift.psi()).as(where).isZero();
            assertThat(drift.newCategories()).as(where).isEmpty();
        }
    }

    @Test
    void longTextsOfCappedColumnsDoNotDrift() {
        List<ColumnProfile> sides = new ArrayList<>();
        for (int side = 0; side < 2; side++) {
            ColumnProfile profile = ColumnProfile.empty(ColumnKind.CATEGORICAL, "string");
            for (int i = 0; i < 21_000; i++) {
                profile.add("k" + i + "x".repeat(194 - Integer.toString(i).length()) + "\uD83D\uDE00".repeat(40));
            }
            sides.add(side == 0 ? profile : ColumnProfile.fromBytes(profile.toBytes()));
        }

        ColumnDrift drift = ColumnDrift.between(sides.get(0), sides.get(1));

        assertThat(drift.psi()).isZero();
        assertThat(drift.newCategories()).isEmpty();
    }

    @Test
    void wholeNumbersAreCountedAsTheyAre() {
        ColumnProfile profile = ColumnProfile.empty(ColumnKind.NUMERIC, "bigint");
        for (int i = 0; i < 200; i++) {
            profile.add((1L << 53) + i);
        }

        assertThat(profile.distinctCount()).isEqualTo(200);
        assertThat(profile.distinctExact()).isTrue();
        assertThat(profile.valuesExact()).isFalse();
        assertThat(profile.status()).isEqualTo(MetricStatus.APPROXIMATE);
        assertThat(profile.frequentItems(300)).hasSize(200).contains(new ItemCount("9007199254740993", 1));
    }

    @Test
    void wideNumbersHaveTheCountsExtremesAndMomentsOfExactArithmetic() {
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            boolean decimals = seed % 2 == 0;
            BigDecimal middle = decimals
                    ? new BigDecimal(new BigInteger(120, random), random.nextInt(20))
                    : BigDecimal.valueOf(random.nextLong() / 2);
            List<BigDecimal> values = new ArrayList<>();
            for (int i = 0; i < 2 + random.nextInt(300); i++) {
                BigDecimal step = BigDecimal.valueOf(random.nextInt(1 << (1 + random.nextInt(12))), middle.scale());
                values.add(middle.add(step));
            }
            List<ColumnProfile> parts = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                parts.add(ColumnProfile.empty(ColumnKind.NUMERIC, decimals ? "decimal(38,19)" : "bigint"));
            }
            ColumnProfile all = ColumnProfile.empty(ColumnKind.NUMERIC, decimals ? "decimal(38,19)" : "bigint");
            Map<BigDecimal, Long> counts = new HashMap<>();
            for (BigDecimal value : values) {
                Consumer<ColumnProfile> add = profile -> {
                    if (decimals) profile.add(value);
                    else profile.add(value.longValueExact());
                };
                add.accept(all);
                add.accept(parts.get(random.nextInt(3)));
                counts.merge(value, 1L, Long::sum);
            }
            String where = "seed " + seed + " around " + middle;

            assertThat(parts.get(2).merge(parts.get(0)).merge(parts.get(1)).toBytes())
                    .as(where)
                    .isEqualTo(all.toBytes());
            assertThat(ColumnProfile.fromBytes(all.toBytes())).as(where).isEqualTo(all);
            assertThat(all.distinctCount()).as(where).isEqualTo(counts.size());
            assertThat(all.exactMin().orElseThrow())
                    .as(where)
                    .isEqualByComparingTo(
                            values.stream().min(BigDecimal::compareTo).orElseThrow());
            assertThat(all.exactMax().orElseThrow())
                    .as(where)
                    .isEqualByComparingTo(
                            values.stream().max(BigDecimal::compareTo).orElseThrow());
            all.frequentItems(10_000).forEach(item -> {
                if (!item.item().contains("E") && item.item().length() > 16) {
                    assertThat(counts.entrySet())
                            .as(where)
                            .anyMatch(entry -> entry.getKey().compareTo(new BigDecimal(item.item())) == 0
                                    && entry.getValue() == item.count());
                }
            });
            double deviation = deviation(values);
            assertThat(all.standardDeviation()).as(where).isCloseTo(deviation, within(1e-12 * deviation));
        }
    }

    @Test
    void aDecimalFitsItsDoubleOnlyIfNoOtherDoes() {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            Map<Double, Set<BigDecimal>> held = new HashMap<>();
            BigDecimal start = new BigDecimal(new BigInteger(56, random), random.nextInt(30));
            for (int i = 0; i < 2_000; i++) {
                BigDecimal value =
                        start.add(BigDecimal.valueOf(i, start.scale() + 1)).stripTrailingZeros();
                if (WideNumbers.fits(value)) {
                    held.computeIfAbsent(value.doubleValue(), key -> new HashSet<>())
                            .add(value);
                }
            }
            assertThat(held.values()).as("seed " + seed).allMatch(values -> values.size() == 1);
        }
    }

    @Test
    void deviationsNeitherVanishNorOverflow() {
        assertThat(deviation(1700000000000000001L, 1700000000000000003L, 1700000000000000005L))
                .isEqualTo(2);
        for (int exponent : new int[] {-1070, -600, -300, 0, 300, 600, 1000}) {
            ColumnProfile profile = ColumnProfile.empty(ColumnKind.NUMERIC, "double");
            for (double value : new double[] {1, 3, 5}) {
                profile.add(Math.scalb(value, exponent));
            }
            assertThat(profile.standardDeviation()).as("2^" + exponent).isEqualTo(Math.scalb(2.0, exponent));
        }
    }

    @Test
    void thereAreNeverMoreDistinctValuesThanRows() {
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            int rows = 2_100 + random.nextInt(1_000);
            ColumnProfile numbers = ColumnProfile.empty(ColumnKind.NUMERIC, "double");
            for (int i = 0; i < rows; i++) {
                numbers.add(random.nextDouble());
            }
            assertThat(numbers.distinctCount()).as("seed " + seed).isBetween(2_000L, (long) rows);
            assertThat(numbers.status()).isEqualTo(MetricStatus.APPROXIMATE);
        }
    }

    @Test
    void driftOfValuesThatAreNotToldApartSaysSo() {
        ColumnProfile before = ColumnProfile.empty(ColumnKind.NUMERIC, "double");
        ColumnProfile after = ColumnProfile.empty(ColumnKind.NUMERIC, "double");
        Random random = new Random(3);
        for (int i = 0; i < 3_000; i++) {
            before.add(random.nextGaussian());
            after.add(random.nextGaussian());
        }

        ColumnDrift drift = ColumnDrift.between(before, after, ProfileBins.of(before));

        assertThat(drift.status()).isEqualTo(MetricStatus.APPROXIMATE);
        assertThat(drift.exact()).isFalse();
        assertThat(drift.reason()).isNotEmpty();
    }

    @Test
    void columnsThatComeOrGoAreTold() {
        ColumnProfile profile = ColumnProfile.empty(ColumnKind.NUMERIC, "double");
        profile.add(1.5);

        assertThat(ColumnDrift.ofNewColumn(profile).status()).isEqualTo(MetricStatus.COLUMN_NEW);
        assertThat(ColumnDrift.ofNewColumn(profile).currentCount()).isEqualTo(1);
        assertThat(ColumnDrift.ofMissingColumn(profile).status()).isEqualTo(MetricStatus.COLUMN_MISSING);
        assertThat(ColumnDrift.ofMissingColumn(profile).psi()).isNaN();
    }

    private static double deviation(long... values) {
        ColumnProfile profile = ColumnProfile.empty(ColumnKind.NUMERIC, "bigint");
        for (long value : values) {
            profile.add(value);
        }
        return profile.standardDeviation();
    }

    /** By decimal arithmetic of 200 digits. */
    private static double deviation(List<BigDecimal> values) {
        MathContext digits = new MathContext(200);
        BigDecimal sum = values.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal mean = sum.divide(BigDecimal.valueOf(values.size()), digits);
        BigDecimal squares = values.stream()
                .map(value -> value.subtract(mean, digits).pow(2, digits))
                .reduce(BigDecimal.ZERO, (left, right) -> left.add(right, digits));
        return squares.divide(BigDecimal.valueOf(values.size() - 1L), digits)
                .sqrt(digits)
                .doubleValue();
    }
}
