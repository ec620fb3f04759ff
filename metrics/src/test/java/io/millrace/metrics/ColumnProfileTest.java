package io.millrace.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ColumnProfileTest {

    @Test
    void countsEachKindOfNumberApart() {
        ColumnProfile profile = ColumnProfile.empty(ColumnKind.NUMERIC, "double");
        for (double value : new double[] {
            1, -2, 0, -0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY
        }) {
            profile.add(value);
        }
        profile.addNull();

        assertThat(profile.rowCount()).isEqualTo(9);
        assertThat(profile.nullCount()).isEqualTo(1);
        assertThat(profile.nanCount()).isEqualTo(1);
        assertThat(profile.positiveInfinityCount()).isEqualTo(1);
        assertThat(profile.negativeInfinityCount()).isEqualTo(2);
        assertThat(profile.zeroCount()).isEqualTo(2);
        assertThat(profile.negativeCount()).isEqualTo(1);
        assertThat(profile.validCount()).isEqualTo(4);
        assertThat(profile.min()).isEqualTo(-2);
        assertThat(profile.max()).isEqualTo(1);
        assertThat(profile.mean()).isEqualTo(-0.25);
        assertThat(profile.distinctCount()).isEqualTo(3);
        assertThat(profile.frequentItems(1)).containsExactly(new ItemCount("0.0", 2));
    }

    @Test
    void saysNothingOfNothing() {
        ColumnProfile empty = ColumnProfile.empty(ColumnKind.NUMERIC, "double");

        assertThat(empty.min()).isNaN();
        assertThat(empty.mean()).isNaN();
        assertThat(empty.standardDeviation()).isNaN();
        assertThat(empty.quantiles(3)).containsOnly(Double.NaN);
        assertThat(empty.exactMin()).isEmpty();
        assertThat(empty.distinctCount()).isEqualTo(0);
        assertThat(empty.minLength()).isNaN();
        assertThat(ColumnProfile.fromBytes(empty.toBytes())).isEqualTo(empty);
        assertThat(ProfileBins.of(empty).cellCount()).isEqualTo(1);
    }

    @Test
    void quantilesAreExactOrWithinTheirError() {
        for (int seed = 0; seed < 30; seed++) {
            Random random = new Random(seed);
            int n = 1 + random.nextInt(6000);
            double[] values = random.doubles(n)
                    .map(u -> Math.exp(12 * u - 4) * (u < 0.2 ? -1 : 1))
                    .toArray();
            ColumnProfile profile = profile(values);
            double[] sorted = values.clone();
            Arrays.sort(sorted);

            double[] quantiles = profile.quantiles(1000);
            for (int i = 0; i < 1000; i += 37) {
                double expected = sorted[(int) Math.max(1, Math.ceil(i / 1000.0 * n)) - 1];
                double error = profile.valuesExact() ? 0 : Math.abs(expected) / 128;
                assertThat(quantiles[i]).as("seed " + seed + ", " + i).isCloseTo(expected, within(error));
            }
            assertThat(profile.quantile(1)).isCloseTo(sorted[n - 1], within(Math.abs(sorted[n - 1]) / 128));
            assertThat(profile.valuesExact()).isEqualTo(n <= 2048);
        }
    }

    @Test
    void estimatesDistinctCountsBeyondThoseToldApart() {
        Random random = new Random(1);
        ColumnProfile profile = profile(random.doubles(200_000).toArray());
        assertThat(profile.distinctExact()).isFalse();
        assertThat(profile.distinctCount()).isCloseTo(200_000L, withinPercentage(5));

        DistinctEstimate few = new DistinctEstimate();
        for (int i = 0; i < 500; i++) {
            few.add(Hashing.hash("value " + i));
            few.add(Hashing.hash("value " + i));
        }
        assertThat(few.estimate()).isBetween(490L, 510L);
        assertThat(DistinctEstimate.fromBytes(few.toBytes()).estimate()).isEqualTo(few.estimate());
    }

    @Test
    void keepsTheTrueExtremesOfLongsAndDecimals() {
        ColumnProfile longs = ColumnProfile.empty(ColumnKind.NUMERIC, "bigint");
        for (long value : new long[] {Long.MAX_VALUE - 1, Long.MAX_VALUE, 5, Long.MIN_VALUE + 1, Long.MIN_VALUE + 2}) {
            longs.add(value);
        }
        assertThat(longs.exactMax()).contains(BigDecimal.valueOf(Long.MAX_VALUE));
        assertThat(longs.exactMin()).contains(BigDecimal.valueOf(Long.MIN_VALUE + 1));

        ColumnProfile decimals = ColumnProfile.empty(ColumnKind.NUMERIC, "decimal(38,2)");
        decimals.add(new BigDecimal("0.10"));
        decimals.add(new BigDecimal("12345678901234567890123456789012345.67"));
        assertThat(decimals.exactMin()).contains(new BigDecimal("0.10"));
        assertThat(decimals.exactMax()).contains(new BigDecimal("12345678901234567890123456789012345.67"));
        assertThat(ColumnProfile.fromBytes(decimals.toBytes())).isEqualTo(decimals);
    }

    @Test
    void mergesToTheSameBytesInAnyOrderAndGrouping() {
        ProfileBins bins = ProfileBins.of(profile(new Random(5).doubles(3000).toArray()));
        for (int seed = 0; seed < 30; seed++) {
            Random random = new Random(seed);
            int resolution = 16 << random.nextInt(6);
            ColumnProfile all = ColumnProfile.empty("double", bins, resolution);
            List<ColumnProfile> parts = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                parts.add(ColumnProfile.empty("double", bins, resolution));
            }
            for (int i = 0; i < 800; i++) {
                double value = Math.scalb(random.nextGaussian(), random.nextInt(20) - 10);
                ColumnProfile part = parts.get(random.nextInt(3));
                if (random.nextInt(10) == 0) {
                    all.addNull();
                    part.addNull();
                } else if (random.nextInt(3) == 0) {
                    long whole = random.nextLong() >> random.nextInt(64);
                    all.add(whole);
                    part.add(whole);
                } else {
                    all.add(value);
                    part.add(value);
                }
            }
            ColumnProfile a = parts.get(0);
            ColumnProfile b = parts.get(1);
            ColumnProfile c = parts.get(2);

            assertThat(a.merge(b).merge(c).toBytes()).as("seed " + seed).isEqualTo(all.toBytes());
            assertThat(c.merge(a.merge(b)).toBytes()).as("seed " + seed).isEqualTo(all.toBytes());
            assertThat(ColumnProfile.fromBytes(all.toBytes()).toBytes()).isEqualTo(all.toBytes());
            assertThat(all.mean())
                    .isEqualTo(ColumnProfile.fromBytes(all.toBytes()).mean());
        }
        assertThatThrownBy(() -> profile(1).merge(ColumnProfile.empty(ColumnKind.CATEGORICAL, "string")))
                .hasMessage("types differ: NUMERIC double and CATEGORICAL string");
    }

    @Test
    void categoriesAreCappedByHashSoThatOrderPlaysNoPart() {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < 3000; i++) {
                texts.add("item " + random.nextInt(40 + 20 * seed));
            }
            CategoryCounts all = counts(texts, 100);
            Collections.shuffle(texts, random);
            int cut = random.nextInt(texts.size());
            CategoryCounts left = counts(texts.subList(0, cut), 100);
            CategoryCounts right = counts(texts.subList(cut, texts.size()), 100);

            assertThat(left.merge(right).toBytes()).as("seed " + seed).isEqualTo(all.toBytes());
            assertThat(right.merge(left).toBytes()).as("seed " + seed).isEqualTo(all.toBytes());
            assertThat(CategoryCounts.fromBytes(all.toBytes()).toBytes()).isEqualTo(all.toBytes());
            assertThat(all.capped()).isEqualTo(new TreeSet<>(texts).size() > 100);
            long told =
                    all.counts().values().stream().mapToLong(Long::longValue).sum();
            assertThat(told + all.otherCount()).isEqualTo(3000);
            all.counts()
                    .forEach((text, count) -> assertThat(count).isEqualTo((long) Collections.frequency(texts, text)));
        }
    }

    @Test
    void longTextsAreToldApartByTheirHash() {
        ColumnProfile profile = ColumnProfile.empty(ColumnKind.CATEGORICAL, "string");
        String stem = "x".repeat(1000);
        profile.add(stem + "a");
        profile.add(stem + "b");
        profile.add("\uD83D\uDE00");

        assertThat(profile.categories()).hasSize(3);
        assertThat(profile.categories().keySet()).allMatch(text -> text.length() < 256);
        assertThat(profile.minLength()).isEqualTo(1);
        assertThat(profile.maxLength()).isEqualTo(1001);
        assertThat(profile.meanLength()).isCloseTo(2003 / 3.0, offset(1e-12));
    }

    @Test
    void edgesAreTheRanksOfTheSortedBaseline() {
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            int distinct = 1 + random.nextInt(2000);
            double[] values = random.ints(1 + random.nextInt(4000), 0, distinct)
                    .mapToDouble(i -> Math.sqrt(i) - 3)
                    .toArray();

            ProfileBins bins = ProfileBins.of(profile(values));

            assertThat(bins.edges()).as("seed " + seed).isEqualTo(naiveEdges(values, 1000));
            assertThat(bins.coarseEdges()).as("seed " + seed).isEqualTo(naiveEdges(values, 10));
            long[] counts = profile(values).countsIn(bins);
            long[] direct = new long[bins.cellCount()];
            for (double value : values) {
                direct[bins.cellOf(value)]++;
            }
            assertThat(counts).isEqualTo(direct);
            assertThat(bins.coarse(counts)).hasSize(bins.coarseEdges().length + 1);
            assertThat(Arrays.stream(bins.coarse(counts)).sum()).isEqualTo(values.length);
            assertThat(ProfileBins.fromBytes(bins.toBytes())).isEqualTo(bins);
        }
    }

    /** The rule of the class comment, word by word. */
    private static double[] naiveEdges(double[] values, int cells) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        TreeSet<Double> edges = new TreeSet<>();
        for (int i = 1; i < cells; i++) {
            edges.add(sorted[(int) (((long) i * n + cells - 1) / cells) - 1]);
        }
        edges.add(sorted[n - 1]);
        edges.add(Math.nextDown(sorted[0]));
        for (double value : sorted) {
            long mass = Arrays.stream(sorted).filter(x -> x == value).count();
            if (edges.contains(value) && mass * cells >= n) {
                edges.add(Math.nextDown(value));
            }
        }
        return edges.stream().mapToDouble(Double::doubleValue).toArray();
    }

    @Test
    void driftOfEqualNumbersIsNoneAndOfShiftedOnesIsSeen() {
        Random random = new Random(3);
        double[] before = random.doubles(20_000).map(u -> 100 * u).toArray();
        double[] after = random.doubles(15_000).map(u -> 100 * u + 20).toArray();
        ColumnProfile reference = profile(before);
        ProfileBins bins = ProfileBins.of(reference);
        ColumnProfile current = ColumnProfile.empty("double", bins, ColumnProfile.DEFAULT_RESOLUTION);
        for (double value : after) {
            current.add(value);
        }

        ColumnDrift same = ColumnDrift.between(reference, reference);
        ColumnDrift moved = ColumnDrift.between(reference, current, bins);

        assertThat(same.status()).isEqualTo(MetricStatus.APPROXIMATE);
        assertThat(same.psi()).isEqualTo(0);
        assertThat(same.kolmogorovSmirnov().orElseThrow().low()).isEqualTo(0);
        assertThat(same.kolmogorovSmirnov().orElseThrow().pValue()).isEqualTo(1);
        assertThat(same.wasserstein()).isEqualTo(0);
        assertThat(moved.exact()).isFalse();
        assertThat(moved.psi()).isGreaterThan(moved.psiCritical());
        KolmogorovSmirnov ks = moved.kolmogorovSmirnov().orElseThrow();
        assertThat(ks.low()).isCloseTo(0.2, offset(0.02));
        assertThat(ks.high() - ks.low()).isLessThan(0.01);
        assertThat(ks.pValue()).isLessThan(1e-10);
        assertThat(moved.wasserstein()).isCloseTo(20, within(0.6 + moved.wassersteinBound()));
        assertThat(moved.wassersteinNormed())
                .isCloseTo(moved.wasserstein() / reference.populationStandardDeviation(), offset(1e-12));
        assertThat(moved.aboveShare()).isCloseTo(0.2, offset(0.02));
        assertThat(moved.belowShare()).isEqualTo(0);
    }

    @Test
    void aConstantThatMovesIsSeenThoughItHasNoSpread() {
        ColumnDrift drift = ColumnDrift.between(constant(5, 100), constant(5.1, 100));

        assertThat(drift.status()).isEqualTo(MetricStatus.ZERO_SPREAD);
        assertThat(drift.psi()).isGreaterThan(1);
        assertThat(drift.kolmogorovSmirnov().orElseThrow().low()).isEqualTo(1);
        assertThat(drift.wasserstein()).isCloseTo(0.1, offset(1e-12));
        assertThat(drift.wassersteinNormed()).isNaN();
    }

    @Test
    void driftOfCategoriesNamesTheNewAndTheMissingOnes() {
        ColumnProfile before = ColumnProfile.empty(ColumnKind.CATEGORICAL, "string");
        ColumnProfile after = ColumnProfile.empty(ColumnKind.CATEGORICAL, "string");
        for (int i = 0; i < 100; i++) {
            before.add(i < 60 ? "a" : i < 90 ? "b" : "gone");
            after.add(i < 20 ? "a" : i < 70 ? "b" : "new");
        }
        for (int i = 0; i < 10; i++) {
            after.addNull();
        }

        ColumnDrift drift = ColumnDrift.between(before, after);

        assertThat(drift.newCategories()).containsExactly(new ItemCount("new", 30));
        assertThat(drift.missingCategories()).containsExactly(new ItemCount("gone", 10));
        assertThat(drift.chiSquared().orElseThrow().pValue()).isLessThan(1e-6);
        assertThat(drift.totalVariation()).isCloseTo(0.5, offset(1e-12));
        assertThat(drift.kolmogorovSmirnov()).isEmpty();
        assertThat(drift.missingPValue()).isLessThan(0.01);
    }

    @Test
    void driftSaysWhyItIsUndefined() {
        ColumnProfile numbers = profile(1, 2, 3);
        ColumnProfile texts = ColumnProfile.empty(ColumnKind.CATEGORICAL, "string");
        ColumnProfile empty = ColumnProfile.empty(ColumnKind.NUMERIC, "double");
        ColumnProfile nulls = ColumnProfile.empty(ColumnKind.NUMERIC, "double");
        nulls.addNull();

        assertThat(ColumnDrift.between(numbers, texts).status()).isEqualTo(MetricStatus.TYPE_CHANGED);
        assertThat(ColumnDrift.between(empty, numbers).status()).isEqualTo(MetricStatus.NO_BASELINE);
        assertThat(ColumnDrift.between(numbers, empty).status()).isEqualTo(MetricStatus.EMPTY_WINDOW);
        ColumnDrift allNull = ColumnDrift.between(numbers, nulls);
        assertThat(allNull.status()).isEqualTo(MetricStatus.NO_VALID_VALUES);
        assertThat(allNull.psi()).isNaN();
        assertThat(allNull.missingPValue()).isLessThan(0.05);
    }

    @Test
    void cappedCategoriesAreComparedOverThoseBothTellApart() {
        ColumnProfile before = ColumnProfile.empty(ColumnKind.CATEGORICAL, "string");
        ColumnProfile after = ColumnProfile.empty(ColumnKind.CATEGORICAL, "string");
        for (int i = 0; i < 30_000; i++) {
            before.add("id " + i);
            after.add("id " + i % 20_000);
        }

        ColumnDrift drift = ColumnDrift.between(before, after);

        assertThat(before.categoriesCapped()).isTrue();
        assertThat(drift.status()).isEqualTo(MetricStatus.CARDINALITY_CAPPED);
        assertThat(drift.exact()).isFalse();
        assertThat(drift.newCategories()).isEmpty();
        assertThat(drift.totalVariation()).isPositive();
    }

    private static CategoryCounts counts(List<String> texts, int limit) {
        CategoryCounts counts = new CategoryCounts(limit);
        texts.forEach(counts::add);
        return counts;
    }

    private static ColumnProfile constant(double value, int count) {
        double[] values = new double[count];
        Arrays.fill(values, value);
        return profile(values);
    }

    private static ColumnProfile profile(double... values) {
        ColumnProfile profile = ColumnProfile.empty(ColumnKind.NUMERIC, "double");
        for (double value : values) {
            profile.add(value);
        }
        return profile;
    }
}
