package io.millrace.monitoring;

import io.millrace.metrics.ColumnKind;
import io.millrace.metrics.ColumnProfile;
import io.millrace.metrics.ItemCount;
import io.millrace.reports.Chart;
import io.millrace.reports.Distribution;
import io.millrace.reports.Figures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Draws the distributions of two profiles over each other. */
final class Distributions {
    private static final int BINS = 30;
    private static final int CATEGORIES = 12;
    private static final int POINTS = 1000;
    /** How much at each end is drawn into the outermost bin, so that outliers do not squeeze the rest together. */
    private static final double TAIL = 0.005;

    /** What is farther off is drawn into the outermost bin: the width of an axis must be a number too. */
    private static final double FARTHEST = Double.MAX_VALUE / 4;
    /** Least width of a bin in units of the last place: narrower ones would differ in width by rounding. */
    private static final double FINEST = 128;

    /** Characters of a category that a chart is given; it shows what there is room for. */
    private static final int LONGEST_NAME = 200;

    private Distributions() {}

    static Optional<Chart> chart(
            String title, String beforeName, ColumnProfile before, String afterName, ColumnProfile after) {
        if (before.validCount() == 0 || after.validCount() == 0) {
            return Optional.empty();
        }
        return switch (after.kind()) {
            case CATEGORICAL ->
                Optional.of(pair(title, categories(before, after, CATEGORIES), beforeName, before, afterName, after));
            case NUMERIC ->
                few(before) && few(after)
                        ? Optional.of(pair(title, numbers(before, after), beforeName, before, afterName, after))
                        : Optional.of(histogram(title, beforeName, before, afterName, after));
            case TIMESTAMP, SIZED, OPAQUE -> Optional.empty();
        };
    }

    private static boolean few(ColumnProfile profile) {
        return profile.valuesExact() && profile.distinctCount() <= CATEGORIES;
    }

    /** Returns the categories of either side, those with the greatest share on a side first. */
    static List<String> categories(ColumnProfile before, ColumnProfile after, int limit) {
        Map<String, Double> sharesBefore = shares(before);
        Map<String, Double> sharesAfter = shares(after);
        TreeSet<String> all = new TreeSet<>(sharesBefore.keySet());
        all.addAll(sharesAfter.keySet());
        Comparator<String> byShare = Comparator.comparingDouble(category ->
                -Math.max(sharesBefore.getOrDefault(category, 0.0), sharesAfter.getOrDefault(category, 0.0)));
        return all.stream()
                .sorted(byShare.thenComparing(Comparator.naturalOrder()))
                .limit(limit)
                .toList();
    }

    /** Returns the share of each category that occurs. */
    static Map<String, Double> shares(ColumnProfile profile) {
        Map<String, Double> shares = new TreeMap<>();
        profile.categories().forEach((category, count) -> shares.put(category, (double) count / profile.validCount()));
        return shares;
    }

    private static List<String> numbers(ColumnProfile before, ColumnProfile after) {
        return Stream.concat(before.frequentItems(CATEGORIES).stream(), after.frequentItems(CATEGORIES).stream())
                .map(ItemCount::item)
                .distinct()
                .sorted(Comparator.comparingDouble(Double::parseDouble))
                .toList();
    }

    private static Chart pair(
            String title,
            List<String> categories,
            String beforeName,
            ColumnProfile before,
            String afterName,
            ColumnProfile after) {
        List<String> names = categories.stream()
                .map(name -> after.kind() == ColumnKind.NUMERIC && name.endsWith(".0")
                        ? name.substring(0, name.length() - 2)
                        : Figures.name(name, LONGEST_NAME))
                .toList();
        return Chart.categoryPair(
                title,
                names,
                new Distribution(beforeName, shares(before, categories)),
                new Distribution(afterName, shares(after, categories)));
    }

    private static List<Double> shares(ColumnProfile profile, List<String> categories) {
        Map<String, Long> counts = profile.kind() == ColumnKind.NUMERIC ? new TreeMap<>() : profile.categories();
        if (profile.kind() == ColumnKind.NUMERIC) {
            profile.frequentItems(CATEGORIES).forEach(item -> counts.put(item.item(), item.count()));
        }
        return categories.stream()
                .map(category -> (double) counts.getOrDefault(category, 0L) / profile.validCount())
                .toList();
    }

    /** Bins of equal width; the shares are those of a thousand quantiles, near enough for the eye. */
    private static Chart histogram(
            String title, String beforeName, ColumnProfile before, String afterName, ColumnProfile after) {
        double low = drawable(Math.min(before.quantile(TAIL), after.quantile(TAIL)));
        double high = drawable(Math.max(before.quantile(1 - TAIL), after.quantile(1 - TAIL)));
        double finest = FINEST * Math.ulp(Math.max(Math.abs(low), Math.abs(high)));
        double step = Math.max(high > low ? (high - low) / BINS : 1, finest);
        if (whole(before) && whole(after)) {
            // bins of as many whole numbers each, else some would stick out
            step = Math.ceil(step);
            low -= 0.5;
        }
        List<Double> edges = new ArrayList<>();
        for (int i = 0; i <= BINS; i++) {
            edges.add(low + i * step);
        }
        return Chart.histogramPair(
                title,
                "",
                edges,
                new Distribution(beforeName, shares(before, low, step)),
                new Distribution(afterName, shares(after, low, step)));
    }

    private static double drawable(double value) {
        return Math.max(-FARTHEST, Math.min(FARTHEST, value));
    }

    private static boolean whole(ColumnProfile profile) {
        return Arrays.stream(profile.quantiles(POINTS)).allMatch(value -> value == Math.rint(value));
    }

    private static List<Double> shares(ColumnProfile profile, double low, double step) {
        double[] shares = new double[BINS];
        for (double value : profile.quantiles(POINTS)) {
            int bin = (int) Math.floor((value - low) / step);
            shares[Math.max(0, Math.min(BINS - 1, bin))] += 1.0 / POINTS;
        }
        return Arrays.stream(shares).boxed().toList();
    }
}
