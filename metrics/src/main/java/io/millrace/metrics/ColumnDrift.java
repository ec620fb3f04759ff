package io.millrace.metrics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * How far a column is from the same column elsewhere; what does not apply or cannot be computed is NaN.
 *
 * <p>Numbers are compared over the bins of the reference: the population stability index, Jensen-Shannon, total variation,
 * L-infinity and Hellinger over its coarse cells (deciles), Kolmogorov-Smirnov over the fine cells and the values that both
 * profiles tell apart, whichever is sharper. Categories are compared one by one; those capped on either side, over the
 * categories that both would have kept.
 *
 * @param status {@link MetricStatus#OK}, or why numbers are missing or limited
 * @param reason more about the status; may be empty
 * @param referenceCount usable values of the reference
 * @param currentCount usable values of the current side
 * @param exact whether all numbers here are exact; if not, values shared bins, or were rounded to the nearest double
 * @param psi population stability index, Jeffreys' rule
 * @param psiCritical what the index exceeds by chance in 5 % of cases
 * @param kolmogorovSmirnov statistic, limits and p-value; numbers only
 * @param wasserstein first Wasserstein distance in the column's unit; numbers only
 * @param wassersteinBound how far the exact distance can be from {@code wasserstein}, certainly
 * @param wassersteinNormed the distance over the reference's population standard deviation; NaN if that is 0
 * @param jensenShannon distance, base 2
 * @param totalVariation total variation distance
 * @param lInfinity greatest difference of a share
 * @param hellinger Hellinger distance
 * @param chiSquared test over the categories as they are; categories only
 * @param missingZ z of the difference in the share of NULL and NaN
 * @param missingPValue its two-sided p-value
 * @param belowShare share of the current values below all of the reference; numbers only
 * @param aboveShare share of the current values above all of the reference; numbers only
 * @param newCategories categories of the current side that the reference does not have, the most frequent first
 * @param missingCategories categories of the reference that the current side does not have, the most frequent first
 */
public record ColumnDrift(
        MetricStatus status,
        String reason,
        long referenceCount,
        long currentCount,
        boolean exact,
        double psi,
        double psiCritical,
        Optional<KolmogorovSmirnov> kolmogorovSmirnov,
        double wasserstein,
        double wassersteinBound,
        double wassersteinNormed,
        double jensenShannon,
        double totalVariation,
        double lInfinity,
        double hellinger,
        Optional<ChiSquared> chiSquared,
        double missingZ,
        double missingPValue,
        double belowShare,
        double aboveShare,
        List<ItemCount> newCategories,
        List<ItemCount> missingCategories) {
    private static final double CONFIDENCE = 0.95;

    /** Copies the lists. */
    public ColumnDrift {
        newCategories = List.copyOf(newCategories);
        missingCategories = List.copyOf(missingCategories);
    }

    /**
     * Returns how far {@code current} is from {@code reference}.
     *
     * <p>The bins are the reference's own or, if it has none, made from it. Timestamps, lengths and opaque columns have the
     * missing test only. No Spark job.
     */
    public static ColumnDrift between(ColumnProfile reference, ColumnProfile current) {
        return between(reference, current, reference.bins());
    }

    /** Returns the same over the given bins, which a numeric column's two sides were counted in. */
    public static ColumnDrift between(ColumnProfile reference, ColumnProfile current, ProfileBins bins) {
        return between(reference, current, Optional.of(bins));
    }

    /** Returns that the reference, which has rows, does not have the column of {@code current}: no distance is known. */
    public static ColumnDrift ofNewColumn(ColumnProfile current) {
        Draft draft = new Draft(ColumnProfile.empty(current.kind(), current.dataType()), current);
        draft.status = MetricStatus.COLUMN_NEW;
        draft.reason = "the side compared with has no such column";
        return draft.build();
    }

    /** Returns that the current side, which has rows, has lost the column of {@code reference}: no distance is known. */
    public static ColumnDrift ofMissingColumn(ColumnProfile reference) {
        Draft draft = new Draft(reference, ColumnProfile.empty(reference.kind(), reference.dataType()));
        draft.status = MetricStatus.COLUMN_MISSING;
        draft.reason = "the column is no longer there";
        return draft.build();
    }

    private static ColumnDrift between(ColumnProfile reference, ColumnProfile current, Optional<ProfileBins> bins) {
        Draft draft = new Draft(reference, current);
        if (reference.kind() != current.kind()) {
            draft.status = MetricStatus.TYPE_CHANGED;
            draft.reason = "type was " + reference.dataType() + ", is " + current.dataType();
        } else if (reference.rowCount() == 0) {
            draft.status = MetricStatus.NO_BASELINE;
            draft.reason = "the side compared with has no rows";
        } else if (current.rowCount() == 0) {
            draft.status = MetricStatus.EMPTY_WINDOW;
            draft.reason = "no rows";
        } else {
            draft.missing();
            if (reference.validCount() == 0 || current.validCount() == 0) {
                draft.status = MetricStatus.NO_VALID_VALUES;
                draft.reason = (reference.validCount() == 0 ? "the side compared with" : "the window")
                        + " has no usable value";
            } else if (reference.kind() == ColumnKind.NUMERIC) {
                draft.numbers(bins.orElseGet(() -> ProfileBins.of(reference)));
            } else if (reference.kind() == ColumnKind.CATEGORICAL) {
                draft.categories();
            }
        }
        return draft.build();
    }

    /** Collects the numbers. */
    private static final class Draft {
        private final ColumnProfile reference;
        private final ColumnProfile current;
        private MetricStatus status = MetricStatus.OK;
        private String reason = "";
        private boolean exact = true;
        private double psi = Double.NaN;
        private double psiCritical = Double.NaN;
        private Optional<KolmogorovSmirnov> ks = Optional.empty();
        private double wasserstein = Double.NaN;
        private double wassersteinBound = Double.NaN;
        private double wassersteinNormed = Double.NaN;
        private double jensenShannon = Double.NaN;
        private double totalVariation = Double.NaN;
        private double lInfinity = Double.NaN;
        private double hellinger = Double.NaN;
        private Optional<ChiSquared> chiSquared = Optional.empty();
        private double missingZ = Double.NaN;
        private double belowShare = Double.NaN;
        private double aboveShare = Double.NaN;
        private List<ItemCount> newCategories = List.of();
        private List<ItemCount> missingCategories = List.of();

        Draft(ColumnProfile reference, ColumnProfile current) {
            this.reference = reference;
            this.current = current;
        }

        void missing() {
            missingZ = Distances.shareDifferenceZ(
                    reference.nullCount() + reference.nanCount(),
                    reference.rowCount(),
                    current.nullCount() + current.nanCount(),
                    current.rowCount());
        }

        void numbers(ProfileBins bins) {
            long[] before = reference.countsIn(bins);
            long[] after = current.countsIn(bins);
            boolean cellsExact = reference.countsExactlyIn(bins) && current.countsExactlyIn(bins);
            exact = cellsExact && reference.valuesExact() && current.valuesExact();
            if (!exact) {
                status = MetricStatus.APPROXIMATE;
                reason = approximation(cellsExact);
            }
            shares(bins.coarse(before), bins.coarse(after));
            SharedValues shared = new SharedValues(reference, current);
            KolmogorovSmirnov byValue = shared.kolmogorovSmirnov();
            ks = Optional.of(cellsExact ? sharper(byValue, Distances.kolmogorovSmirnov(before, after)) : byValue);
            wasserstein = shared.wasserstein();
            wassersteinBound = shared.wassersteinBound();
            double spread = reference.populationStandardDeviation();
            if (spread > 0) {
                wassersteinNormed = wasserstein / spread;
            } else if (status == MetricStatus.OK) {
                status = MetricStatus.ZERO_SPREAD;
                reason = "all reference values are equal: no distance in units of their spread";
            }
            belowShare = (double) after[0] / (double) current.validCount();
            aboveShare = (double) after[after.length - 1] / (double) current.validCount();
        }

        private String approximation(boolean cellsExact) {
            if (reference.rounded() || current.rounded()) {
                return "numbers that double does not hold are compared as the nearest double";
            }
            return cellsExact
                    ? "too many distinct values to tell all apart: the counts by bin are exact, KS and Wasserstein within"
                            + " their bounds"
                    : "values share bins that the cells of the comparison cut";
        }

        private static KolmogorovSmirnov sharper(KolmogorovSmirnov a, KolmogorovSmirnov b) {
            KolmogorovSmirnov greater = a.low() >= b.low() ? a : b;
            return new KolmogorovSmirnov(greater.low(), Math.min(a.high(), b.high()), greater.pValue());
        }

        private void shares(long[] before, long[] after) {
            int used = 0;
            for (int i = 0; i < before.length; i++) {
                used += before[i] + after[i] > 0 ? 1 : 0;
            }
            psi = Distances.psi(before, after);
            psiCritical = Distances.psiCritical(reference.validCount(), current.validCount(), used, CONFIDENCE);
            jensenShannon = Distances.jensenShannon(before, after);
            totalVariation = Distances.totalVariation(before, after);
            lInfinity = Distances.lInfinity(before, after);
            hellinger = Distances.hellinger(before, after);
        }

        void categories() {
            Map<String, Long> before = reference.categories();
            Map<String, Long> after = current.categories();
            TreeSet<String> all = new TreeSet<>(before.keySet());
            all.addAll(after.keySet());
            boolean capped = reference.categoriesCapped() || current.categoriesCapped();
            if (capped) {
                status = MetricStatus.CARDINALITY_CAPPED;
                reason = "more than " + CategoryCounts.LIMIT + " categories; compared over those both sides tell apart";
                exact = false;
                all.removeIf(text -> !reference.tellsApart(text) || !current.tellsApart(text));
            }
            List<String> texts = List.copyOf(all);
            // The last place is for the rows of categories that are not told apart.
            long[] beforeCounts = new long[texts.size() + 1];
            long[] afterCounts = new long[texts.size() + 1];
            beforeCounts[texts.size()] = reference.validCount();
            afterCounts[texts.size()] = current.validCount();
            for (int i = 0; i < texts.size(); i++) {
                beforeCounts[i] = before.getOrDefault(texts.get(i), 0L);
                afterCounts[i] = after.getOrDefault(texts.get(i), 0L);
                beforeCounts[texts.size()] -= beforeCounts[i];
                afterCounts[texts.size()] -= afterCounts[i];
            }
            shares(beforeCounts, afterCounts);
            chiSquared = Optional.of(Distances.chiSquared(beforeCounts, afterCounts));
            newCategories = only(after, before, all);
            missingCategories = only(before, after, all);
        }

        private static List<ItemCount> only(Map<String, Long> here, Map<String, Long> there, Set<String> texts) {
            List<ItemCount> items = new ArrayList<>();
            for (String text : texts) {
                Long count = here.get(text);
                if (count != null && !there.containsKey(text)) {
                    items.add(new ItemCount(text, count));
                }
            }
            items.sort(Comparator.comparingLong(ItemCount::count).reversed().thenComparing(ItemCount::item));
            return items;
        }

        ColumnDrift build() {
            return new ColumnDrift(
                    status,
                    reason,
                    reference.validCount(),
                    current.validCount(),
                    exact,
                    psi,
                    psiCritical,
                    ks,
                    wasserstein,
                    wassersteinBound,
                    wassersteinNormed,
                    jensenShannon,
                    totalVariation,
                    lInfinity,
                    hellinger,
                    chiSquared,
                    missingZ,
                    Distances.normalPValue(missingZ),
                    belowShare,
                    aboveShare,
                    newCategories,
                    missingCategories);
        }
    }
}
