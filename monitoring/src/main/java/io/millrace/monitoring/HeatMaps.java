package io.millrace.monitoring;

import io.millrace.reports.Chart;
import io.millrace.reports.Figures;
import io.millrace.reports.HeatCell;
import io.millrace.reports.HeatScale;
import io.millrace.reports.HtmlPage;
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
    private static final HeatScale SCALE = new HeatScale(
            List.of(Double.MIN_VALUE, 0.1, 0.2, 0.4),
            List.of("within chance", "below 0.1", "0.1", "0.2", "0.4 and more"));

    private HeatMaps() {}

    static void add(HtmlPage page, ReportContent content, WindowNames names) {
        List<Window> windows = content.drawn().keySet().stream().toList();
        List<Window> shown = windows.subList(Math.max(0, windows.size() - WINDOWS), windows.size());
        if (shown.isEmpty() || content.drift().isEmpty()) {
            return;
        }
        page.section("Drift by column and window");
        page.note(
                "PSI of each column, or the difference in the share of missing values where that is more. What chance alone may do "
                        + "is palest, however great the number.");
        DriftType judged = content.judgement().against();
        map(page, content, names, shown, judged);
        if (judged == DriftType.BASELINE && shown.size() > 1) {
            page.details(
                    title(DriftType.CONSECUTIVE),
                    "sudden changes",
                    inner -> map(inner, content, names, shown, DriftType.CONSECUTIVE));
        }
        if (windows.size() > shown.size()) {
            page.note("The latest " + shown.size() + " of " + windows.size() + " windows are shown.");
        }
    }

    private static String title(DriftType type) {
        return switch (type) {
            case BASELINE -> "Against the training rows";
            case CONSECUTIVE -> "Against the window before";
        };
    }

    private static void map(
            HtmlPage page, ReportContent content, WindowNames names, List<Window> windows, DriftType type) {
        Map<String, Map<Window, DriftMetrics>> byColumn = new HashMap<>();
        content.drift().stream().filter(row -> row.type() == type).forEach(row -> byColumn.computeIfAbsent(
                        row.column(), c -> new HashMap<>())
                .put(row.segment().window(), row));
        if (byColumn.values().stream()
                .allMatch(row -> row.values().stream().allMatch(d -> d.effect().isEmpty()))) {
            page.paragraph(title(type) + ": nothing to compare with.");
            return;
        }
        Thresholds thresholds = content.monitor().thresholds();
        Map<String, Double> strongest = byColumn.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().values().stream()
                        .filter(row -> windows.contains(row.segment().window()))
                        .mapToDouble(row -> row.strengthBeyondChance(thresholds))
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
        page.chart(
                Chart.heatMap(
                                title(type),
                                columns,
                                windows.stream().map(names::brief).toList(),
                                cells,
                                SCALE,
                                "a large change")
                        .describedAs(
                                "Rows are columns, the most changed first; columns are windows; darker is more drift beyond chance."));
    }

    private static HeatCell cell(@Nullable DriftMetrics row, Thresholds thresholds) {
        if (row == null) {
            return HeatCell.notComputable("no rows");
        }
        if (row.effect().isEmpty() || Double.isNaN(row.strength())) {
            return HeatCell.notComputable(Statuses.words(row.status()));
        }
        double psi = row.distances().psi();
        String found = Double.isNaN(psi)
                ? "missing " + Figures.percent(row.deltas().missing())
                : "PSI " + Figures.number(psi) + ", critical "
                        + Figures.number(row.distances().psiCritical());
        String rules = row.rules(thresholds);
        double strength = row.strengthBeyondChance(thresholds);
        String note = found + (!rules.isEmpty() ? ": " + rules : strength > 0 ? "" : ", within chance");
        return new HeatCell(strength, row.drifted() ? HeatCell.Emphasis.DOT : HeatCell.Emphasis.NONE, note);
    }
}
