package io.millrace.monitoring;

import io.millrace.metrics.ColumnDrift;
import io.millrace.metrics.ColumnKind;
import io.millrace.metrics.ColumnProfile;
import io.millrace.metrics.ItemCount;
import io.millrace.metrics.MetricStatus;
import io.millrace.metrics.Slice;
import io.millrace.metrics.TableProfile;
import io.millrace.reports.Figures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** Makes the report's details of a column from the profiles of both sides. */
final class ColumnPanels {
    /** Characters of a value out of the data that a sentence takes. */
    private static final int LONGEST_VALUE = 40;

    private final Monitor monitor;
    private final BaselineProfiles baseline;
    private final SortedMap<Segment, TableProfile> segments;

    ColumnPanels(Monitor monitor, BaselineProfiles baseline, SortedMap<Segment, TableProfile> segments) {
        this.monitor = monitor;
        this.baseline = baseline;
        this.segments = segments;
    }

    /** Returns how the column changed, in a few words; empty if there is nothing to compare. */
    String words(DriftMetrics drift) {
        ColumnProfile current = current(drift);
        return reference(drift)
                .filter(reference ->
                        reference.kind() == current.kind() && reference.rowCount() > 0 && current.rowCount() > 0)
                .map(reference -> words(reference, current))
                .orElse("");
    }

    private static String words(ColumnProfile reference, ColumnProfile current) {
        double missingBefore = share(reference.nullCount(), reference);
        double missingAfter = share(current.nullCount(), current);
        String missing = "missing " + Figures.percent(missingBefore) + " → " + Figures.percent(missingAfter);
        if (Math.abs(missingAfter - missingBefore) >= 0.05) {
            return missing;
        }
        return switch (current.kind()) {
            case NUMERIC -> "mean " + Figures.number(reference.mean()) + " → " + Figures.number(current.mean());
            case CATEGORICAL -> mostMoved(reference, current).orElse(missing);
            case TIMESTAMP, SIZED, OPAQUE -> missing;
        };
    }

    private static Optional<String> mostMoved(ColumnProfile reference, ColumnProfile current) {
        Map<String, Double> before = Distributions.shares(reference);
        Map<String, Double> after = Distributions.shares(current);
        String moved = "";
        double most = -1;
        for (String category : Distributions.categories(reference, current, Integer.MAX_VALUE)) {
            double move = Math.abs(after.getOrDefault(category, 0.0) - before.getOrDefault(category, 0.0));
            if (move > most) {
                most = move;
                moved = category;
            }
        }
        return most < 0
                ? Optional.empty()
                : Optional.of("“" + Figures.name(moved, LONGEST_VALUE) + "” "
                        + Figures.percent(before.getOrDefault(moved, 0.0)) + " → "
                        + Figures.percent(after.getOrDefault(moved, 0.0)));
    }

    ColumnPanel panel(DriftMetrics drift) {
        ColumnProfile current = current(drift);
        Optional<ColumnProfile> reference = reference(drift).filter(found -> found.kind() == current.kind());
        String name = new WindowNames(monitor.zone()).full(drift.segment().window());
        String before = drift.type() == DriftType.BASELINE ? "training" : "window before";
        return new ColumnPanel(
                drift.column(),
                current.dataType(),
                words(drift),
                reference.flatMap(found -> Distributions.chart(drift.column(), before, found, name, current)),
                figures(reference, current, drift.distances()));
    }

    private Optional<ColumnProfile> reference(DriftMetrics drift) {
        return switch (drift.type()) {
            case BASELINE -> baseline.find(Slice.all(), drift.column());
            case CONSECUTIVE ->
                drift.comparedWith()
                        .map(window -> segments.get(drift.segment().during(window)))
                        .map(profile -> profile.column(drift.column()));
        };
    }

    private ColumnProfile current(DriftMetrics drift) {
        TableProfile profile = segments.get(drift.segment());
        if (profile == null) {
            throw new IllegalStateException("no profile of " + drift.segment());
        }
        ColumnProfile found = profile.columns().get(drift.column());
        return found != null
                ? found
                : reference(drift)
                        .map(gone -> ColumnProfile.empty(gone.kind(), gone.dataType()))
                        .orElseThrow(() -> new IllegalStateException("no profile of " + drift.column()));
    }

    private static List<List<String>> figures(
            Optional<ColumnProfile> reference, ColumnProfile current, ColumnDrift drift) {
        List<List<String>> rows = new ArrayList<>();
        Map<String, String> before = reference.map(ColumnPanels::figures).orElse(Map.of());
        figures(current)
                .forEach((name, value) -> rows.add(List.of(name, before.getOrDefault(name, Figures.NONE), value)));
        add(rows, "below the range", drift.belowShare(), true);
        add(rows, "above the range", drift.aboveShare(), true);
        add(rows, "PSI", drift.psi(), false);
        drift.kolmogorovSmirnov().ifPresent(ks -> add(rows, "KS", ks.low(), false));
        add(rows, "Wasserstein", drift.wasserstein(), false);
        drift.chiSquared().ifPresent(test -> {
            add(rows, "Jensen-Shannon", drift.jensenShannon(), false);
            add(rows, "Cramér's V", test.cramersV(), false);
        });
        if (drift.status() != MetricStatus.OK) {
            String reason = drift.reason().isEmpty() ? "" : ": " + drift.reason();
            rows.add(List.of("note", "", Statuses.words(drift.status()) + reason));
        }
        if (!drift.newCategories().isEmpty()) {
            rows.add(List.of("new values", "", names(drift.newCategories())));
        }
        if (!drift.missingCategories().isEmpty()) {
            rows.add(List.of("vanished values", names(drift.missingCategories()), ""));
        }
        return rows;
    }

    private static String names(List<ItemCount> items) {
        String named = items.stream()
                .limit(5)
                .map(item -> Figures.name(item.item(), LONGEST_VALUE))
                .collect(Collectors.joining(", "));
        return items.size() > 5 ? named + " …" : named;
    }

    private static void add(List<List<String>> rows, String name, double value, boolean percent) {
        if (Double.isFinite(value)) {
            rows.add(List.of(name, "", percent ? Figures.percent(value) : Figures.number(value)));
        }
    }

    private static Map<String, String> figures(ColumnProfile profile) {
        Map<String, String> figures = new LinkedHashMap<>();
        figures.put("rows", Figures.count(profile.rowCount()));
        figures.put("missing", Figures.percent(share(profile.nullCount(), profile)));
        if (profile.kind() == ColumnKind.NUMERIC) {
            long odd = profile.nanCount() + profile.positiveInfinityCount() + profile.negativeInfinityCount();
            figures.put("NaN or infinite", Figures.percent(share(odd, profile)));
            figures.put("mean", Figures.number(profile.mean()));
            figures.put("standard deviation", Figures.number(profile.standardDeviation()));
            figures.put("minimum", Figures.number(profile.min()));
            figures.put("5 % quantile", Figures.number(profile.quantile(0.05)));
            figures.put("median", Figures.number(profile.quantile(0.5)));
            figures.put("95 % quantile", Figures.number(profile.quantile(0.95)));
            figures.put("maximum", Figures.number(profile.max()));
        }
        if (profile.kind() == ColumnKind.NUMERIC || profile.kind() == ColumnKind.CATEGORICAL) {
            figures.put("distinct values", Figures.count(profile.distinctCount()));
        }
        return figures;
    }

    private static double share(long count, ColumnProfile profile) {
        return profile.rowCount() == 0 ? Double.NaN : (double) count / profile.rowCount();
    }
}
