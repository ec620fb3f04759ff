package io.millrace.monitoring;

import io.millrace.metrics.charts.Chart;
import io.millrace.metrics.charts.Figures;
import io.millrace.metrics.charts.HeatCell;
import io.millrace.metrics.charts.HeatScale;
import io.millrace.metrics.charts.HtmlPage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The report's maps of columns by windows. */
final class HeatMaps {
    private static final int ROWS = 50;
    private static final int WINDOWS = 62;
    private static final HeatScale SCALE =
            new HeatScale(List.of(0.05, 0.1, 0.2, 0.4), List.of("below 0.05", "0.05", "0.1", "0.2", "0.4 and more"));

    private HeatMaps() {}

    static void add(HtmlPage page, ReportContent content, WindowNames names) {
        List<Window> windows = content.drawn().keySet().stream().toList();
        List<Window> shown = windows.subList(Math.max(0, windows.size() - WINDOWS), windows.size());
        if (shown.isEmpty() || content.drift().isEmpty()) {
            return;
        }
        page.section("Drift by column and window");
        page.note("PSI of each column; for one without, the difference in the share of missing values.");
        map(page, content, names, shown, DriftType.BASELINE, "Against the training rows");
        if (shown.size() > 1) {
            page.details(
                    "Against the window before",
                    "sudden changes",
                    inner -> map(inner, content, names, shown, DriftType.CONSECUTIVE, "Against the window before"));
        }
        if (windows.size() > shown.size()) {
            page.note("The latest " + shown.size() + " of " + windows.size() + " windows are shown.");
        }
    }

    private static void map(
            HtmlPage page,
            ReportContent content,
            WindowNames names,
            List<Window> windows,
            DriftType type,
            String title) {
        Map<String, Map<Window, DriftMetrics>> byColumn = new HashMap<>();
        content.drift().stream().filter(row -> row.type() == type).forEach(row -> byColumn.computeIfAbsent(
                        row.column(), c -> new HashMap<>())
                .put(row.segment().window(), row));
        if (byColumn.values().stream()
                .allMatch(row -> row.values().stream().allMatch(d -> d.effect().isEmpty()))) {
            page.paragraph(title + ": nothing to compare with.");
            return;
        }
        Map<String, Double> strongest = byColumn.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().values().stream()
                        .filter(row -> windows.contains(row.segment().window()))
                        .mapToDouble(DriftMetrics::strength)
                        .filter(Double::isFinite)
                        .max()
                        .orElse(-1)));
        List<String> columns = byColumn.keySet().stream()
                .sorted(Comparator.comparingDouble((String column) -> -strongest.getOrDefault(column, -1.0))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(ROWS)
                .toList();
        List<List<HeatCell>> cells = new ArrayList<>();
        for (String column : columns) {
            Map<Window, DriftMetrics> row = byColumn.getOrDefault(column, Map.of());
            cells.add(windows.stream()
                    .map(window -> cell(row.get(window), content.monitor().thresholds()))
                    .toList());
        }
        page.chart(Chart.heatMap(
                        title,
                        columns,
                        windows.stream().map(names::brief).toList(),
                        cells,
                        SCALE,
                        "adjusted p below "
                                + Figures.number(content.monitor().thresholds().alpha()))
                .describedAs("Rows are columns, the most changed first; columns are windows; darker is more drift."));
    }

    private static HeatCell cell(@Nullable DriftMetrics row, Thresholds thresholds) {
        if (row == null) {
            return HeatCell.notComputable("no rows");
        }
        if (row.effect().isEmpty() || Double.isNaN(row.strength())) {
            return HeatCell.notComputable(Statuses.words(row.status()));
        }
        boolean significant = row.pAdjusted() < thresholds.alpha() || row.missingPAdjusted() < thresholds.alpha();
        double psi = row.distances().psi();
        String note = Double.isNaN(psi)
                ? "missing " + Figures.percent(row.deltas().missing())
                : "PSI " + Figures.number(psi) + ", critical "
                        + Figures.number(row.distances().psiCritical());
        return new HeatCell(row.strength(), significant ? HeatCell.Emphasis.DOT : HeatCell.Emphasis.NONE, note);
    }
}
