package io.millrace.monitoring;

import io.millrace.metrics.Metric;
import io.millrace.metrics.MetricStatus;
import io.millrace.metrics.QualityMetric;
import io.millrace.metrics.ScoredRows;
import io.millrace.reports.Chart;
import io.millrace.reports.Figures;
import io.millrace.reports.HtmlPage;
import io.millrace.reports.HtmlPage.Card;
import io.millrace.reports.Series;
import io.millrace.reports.Series.Interval;
import io.millrace.reports.Series.Mark;
import io.millrace.reports.Series.Point;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The page that a refresh leaves for people: one file, from the verdict down to the details. */
final class Report {
    private static final int CHANGES = 20;
    private static final int CHARTS = 4;
    private static final int PANELS = 50;
    private static final int SLICES = 20;
    private static final int FAR = 5;
    private static final String LEAD = QualityPoint.LEAD.title();
    private static final List<? extends QualityMetric> WINDOW_METRICS =
            QualityMetric.at(QualityMetric.Place.WINDOWS, QualityPoint.LEAD.task());

    private final ReportContent content;
    private final WindowNames names;

    private Report(ReportContent content) {
        this.content = content;
        this.names = new WindowNames(content.monitor().zone());
    }

    /** Returns the page as HTML text. */
    static String html(ReportContent content) {
        return new Report(content).page().html();
    }

    private HtmlPage page() {
        Monitor monitor = content.monitor();
        HtmlPage page = HtmlPage.titled("Monitor " + monitor.name())
                .lead(lead())
                .verdict(content.judgement().verdict(), content.judgement().reason())
                .section("Overview")
                .cards(cards());
        changes(page);
        HeatMaps.add(page, content, names);
        columns(page);
        quality(page);
        volume(page);
        limits(page);
        return page.footer(
                "Millrace. The numbers are those of " + monitor.profileTable() + " and " + monitor.driftTable()
                        + ", monitor version " + content.inputs().monitorVersion() + ", run " + content.runId() + ".");
    }

    private String lead() {
        Monitor monitor = content.monitor();
        String model = monitor.model().map(name -> ", model " + name).orElse("");
        String champion = content.inputs()
                .champion()
                .map(version -> " version " + version)
                .orElse("");
        String project =
                content.inputs().project().map(name -> "Project " + name + ", ").orElse("");
        return project + content.input() + model + champion + ", as of "
                + names.instant(content.inputs().asOf()) + "; windows by the calendar of " + names.zoneName() + ".";
    }

    private List<Card> cards() {
        List<Card> cards = new ArrayList<>();
        long rows =
                content.volumes().values().stream().mapToLong(Long::longValue).sum();
        cards.add(
                new Card("rows", Figures.count(rows), counted(content.volumes().size(), "window")));
        content.judgement()
                .window()
                .ifPresent(window -> cards.add(new Card(
                        "judged window",
                        names.full(window),
                        Figures.count(content.volumes().getOrDefault(window, 0L)) + " rows")));
        List<DriftMetrics> judged = content.judgement().changes();
        if (!judged.isEmpty()) {
            long drifted = judged.stream().filter(DriftMetrics::drifted).count();
            cards.add(new Card("columns changed a lot", Figures.count(drifted), "of " + judged.size()));
        }
        latestQuality().ifPresent(entry -> {
            Metric lead = entry.getValue().judged().orElseThrow();
            cards.add(new Card(
                    "latest " + LEAD,
                    Figures.number(lead.value()),
                    interval(lead) + ", " + counted(entry.getValue().positiveCount(), "positive") + ", "
                            + names.full(entry.getKey())));
        });
        if (!content.quality().isEmpty()) {
            long labels = content.quality().values().stream()
                    .mapToLong(QualityPoint::labelCount)
                    .sum();
            long of = content.quality().values().stream()
                    .mapToLong(QualityPoint::rowCount)
                    .sum();
            cards.add(new Card(
                    "label coverage",
                    Figures.percent(of == 0 ? Double.NaN : (double) labels / of),
                    Figures.count(labels) + " labels"));
        }
        return cards;
    }

    private Optional<Map.Entry<Window, QualityPoint>> latestQuality() {
        return content.quality().entrySet().stream()
                .filter(entry -> entry.getValue().judged().isPresent())
                .reduce((first, second) -> second);
    }

    private void changes(HtmlPage page) {
        page.section("What changed");
        List<DriftMetrics> told = content.judgement().changes().stream()
                .filter(row ->
                        row.effect().filter(effect -> effect != Effect.NONE).isPresent())
                .toList();
        if (content.judgement().changes().isEmpty()) {
            page.paragraph("Nothing could be compared, so no column is known to have changed, or not to.");
        } else if (told.isEmpty()) {
            page.paragraph("No column changed beyond chance and the thresholds.");
        } else {
            page.table(
                    List.of("column", "change", "how", "by which rule", "PSI", "critical", "adjusted p", "since"),
                    told.stream().limit(CHANGES).map(this::change).toList());
        }
        List<Chart> charts = told.stream()
                .flatMap(row -> panel(row.column()).flatMap(ColumnPanel::distribution).stream())
                .limit(CHARTS)
                .map(chart -> chart.wide(500))
                .toList();
        if (!charts.isEmpty()) {
            page.charts(charts);
        }
        uncomparable(page);
        if (!content.slices().isEmpty()) {
            page.details(
                    "Where it changed most",
                    "by slice",
                    inner -> inner.table(
                            List.of("slice", "value", "column", "change", "PSI", "rows"),
                            content.slices().stream()
                                    .limit(SLICES)
                                    .map(Report::slice)
                                    .toList()));
        }
    }

    private List<String> change(DriftMetrics row) {
        return List.of(
                row.column(),
                row.effect().map(Report::word).orElse(Figures.NONE),
                panel(row.column()).map(ColumnPanel::change).orElse(""),
                row.rules(content.monitor().thresholds()),
                Figures.number(row.distances().psi()),
                Figures.number(row.distances().psiCritical()),
                Figures.number(row.pAdjusted()),
                since(row));
    }

    private Optional<ColumnPanel> panel(String column) {
        return content.panels().stream()
                .filter(panel -> panel.column().equals(column))
                .findFirst();
    }

    private static List<String> slice(DriftMetrics row) {
        return List.of(
                row.segment().slice().column(),
                row.segment().slice().label(),
                row.column(),
                row.effect().map(Report::word).orElse(Figures.NONE),
                Figures.number(row.distances().psi()),
                Figures.count(row.distances().currentCount()));
    }

    private static String counted(long count, String what) {
        return Figures.count(count) + " " + what + (count == 1 ? "" : "s");
    }

    private static String word(Effect effect) {
        return switch (effect) {
            case NONE -> "none";
            case MODERATE -> "moderate";
            case LARGE -> "large";
        };
    }

    /** The first window of the unbroken run, up to the judged one, in which the column's change was no less than moderate. */
    private String since(DriftMetrics judged) {
        TreeMap<Window, DriftMetrics> history = new TreeMap<>();
        content.drift().stream()
                .filter(row -> row.type() == judged.type() && row.column().equals(judged.column()))
                .forEach(row -> history.put(row.segment().window(), row));
        Window since = judged.segment().window();
        for (DriftMetrics row : history.headMap(since, true).descendingMap().values()) {
            if (!row.changed()) {
                break;
            }
            since = row.segment().window();
        }
        return names.full(since);
    }

    private void uncomparable(HtmlPage page) {
        List<String> sentences = content.judgement().changes().stream()
                .filter(row -> row.status() != MetricStatus.OK && row.effect().isEmpty())
                .map(row -> Figures.name(row.column(), Integer.MAX_VALUE) + ": " + Statuses.words(row.status())
                        + (row.distances().reason().isEmpty()
                                ? ""
                                : ", " + row.distances().reason()))
                .toList();
        if (!sentences.isEmpty()) {
            page.details("Not comparable", counted(sentences.size(), "column"), inner -> inner.list(sentences));
        }
    }

    private void columns(HtmlPage page) {
        if (content.panels().isEmpty()) {
            return;
        }
        page.section("Columns");
        String left = content.judgement().against() == DriftType.BASELINE ? "baseline" : "before";
        content.panels().stream()
                .limit(PANELS)
                .forEach(panel -> page.details(
                        panel.column(),
                        panel.dataType() + (panel.change().isEmpty() ? "" : " · " + panel.change()),
                        inner -> {
                            panel.distribution().ifPresent(inner::chart);
                            inner.table(List.of("", left, "window"), panel.figures());
                        }));
        if (content.panels().size() > PANELS) {
            page.note("The " + PANELS + " columns with the greatest change are shown; the table "
                    + content.monitor().profileTable() + " has all "
                    + content.panels().size() + ".");
        }
    }

    private void quality(HtmlPage page) {
        if (content.quality().isEmpty()) {
            return;
        }
        page.section("Model quality");
        SortedMap<Instant, Double> lead = new TreeMap<>();
        List<Interval> band = new ArrayList<>();
        SortedMap<Instant, Double> coverage = new TreeMap<>();
        SortedMap<Window, QualityPoint> drawn = new TreeMap<>(content.quality());
        drawn.keySet().retainAll(content.drawn().keySet());
        drawn.forEach((window, point) -> {
            Optional<Metric> metric = point.judged();
            lead.put(window.start(), metric.map(Metric::value).orElse(Double.NaN));
            band.add(new Interval(
                    metric.map(Metric::low).orElse(Double.NaN),
                    metric.map(Metric::high).orElse(Double.NaN)));
            coverage.put(window.start(), point.coverage());
        });
        List<Series> lines = new ArrayList<>();
        lines.add(Series.over(LEAD, lead).withBand(band));
        double promised = content.heldOut().map(report -> report.lead().value()).orElse(Double.NaN);
        if (Double.isFinite(promised) && !lead.isEmpty()) {
            Point from = new Point(lead.firstKey().toEpochMilli(), promised);
            Point to = new Point(lead.lastKey().toEpochMilli(), promised);
            lines.add(Series.reference("held-out rows, " + Figures.number(promised), from, to));
        }
        List<Chart> charts = new ArrayList<>();
        if (lead.values().stream().anyMatch(Double::isFinite)) {
            charts.add(Chart.overTime(LEAD + " by window", LEAD, lines, List.of(), names.zone())
                    .wide(500));
        } else {
            page.paragraph("No window has enough labelled rows of both classes to judge its " + LEAD + "; it takes "
                    + ScoredRows.LEAST_OF_A_CLASS + " of each.");
        }
        charts.add(Chart.overTime(
                        "Label coverage",
                        "share of rows with a label",
                        List.of(Series.over("coverage", coverage).drawnAs(Mark.LINE)),
                        List.of(),
                        names.zone())
                .within(0, 1)
                .wide(500));
        page.charts(charts);
        page.details(
                "Quality by window",
                counted(content.quality().size(), "window"),
                inner -> inner.table(
                        qualityHeader(),
                        content.quality().entrySet().stream()
                                .map(this::qualityRow)
                                .toList()));
    }

    private static List<String> qualityHeader() {
        List<String> header = new ArrayList<>(List.of("window", "rows", "labels", "coverage", "positives"));
        for (QualityMetric metric : WINDOW_METRICS) {
            header.add(metric.title());
            if (metric.equals(QualityPoint.LEAD)) {
                header.add("95 % interval");
            }
        }
        return header;
    }

    private List<String> qualityRow(Map.Entry<Window, QualityPoint> entry) {
        QualityPoint point = entry.getValue();
        List<String> row = new ArrayList<>(List.of(
                names.full(entry.getKey()),
                Figures.count(point.rowCount()),
                Figures.count(point.labelCount()),
                Figures.percent(point.coverage()),
                point.report().map(r -> Figures.count(r.positiveCount())).orElse(Figures.NONE)));
        for (QualityMetric metric : WINDOW_METRICS) {
            Optional<Metric> known = point.metric(metric.name());
            row.add(Figures.number(known.map(Metric::value).orElse(Double.NaN)));
            if (metric.equals(QualityPoint.LEAD)) {
                row.add(known.map(lead -> lead.hasInterval() ? interval(lead) : lead.reason())
                        .orElse(""));
            }
        }
        return row;
    }

    private static String interval(Metric metric) {
        return Figures.number(metric.low()) + " to " + Figures.number(metric.high());
    }

    private void volume(HtmlPage page) {
        page.section("Volume");
        SortedMap<Instant, Double> rows = new TreeMap<>();
        SortedMap<Window, Long> drawn = content.drawn();
        drawn.forEach((window, count) -> rows.put(window.start(), (double) count));
        page.chart(
                Chart.overTime("Rows by window", "rows", List.of(Series.over("rows", rows)), List.of(), names.zone()));
        long empty = drawn.values().stream().filter(count -> count == 0).count();
        if (empty > 0) {
            page.paragraph(counted(empty, "window") + " without rows between the first and the last.");
        }
        List<Map.Entry<Window, Long>> far = content.volumes().entrySet().stream()
                .filter(entry -> entry.getValue() > 0 && !drawn.containsKey(entry.getKey()))
                .toList();
        if (!far.isEmpty()) {
            String named = far.stream()
                    .limit(FAR)
                    .map(entry -> names.full(entry.getKey()) + " (" + counted(entry.getValue(), "row") + ")")
                    .collect(Collectors.joining(", "));
            page.paragraph(counted(far.size(), "window") + " far off, not drawn: " + named
                    + (far.size() > FAR ? " …" : "") + ".");
        }
        if (content.rowsWithoutTime() > 0) {
            page.paragraph(counted(content.rowsWithoutTime(), "row")
                    + " without a time, or with one outside of the years 1 to 9999, in no window.");
        }
    }

    private void limits(HtmlPage page) {
        Thresholds thresholds = content.monitor().thresholds();
        page.section("How to read this");
        page.list(List.of(
                "A change is large from a population stability index (PSI) of " + Figures.number(thresholds.psiAct())
                        + " on, or from a difference of " + Figures.percent(thresholds.missingAct())
                        + " in the share of missing values; moderate from " + Figures.number(thresholds.psiWatch())
                        + " and " + Figures.percent(thresholds.missingWatch()) + ".",
                "It counts only if it is above the critical value for these numbers of rows, its p-value, adjusted for "
                        + "the number of columns and windows, is below " + Figures.number(thresholds.alpha())
                        + ", and both sides have at least " + thresholds.minSample() + " values.",
                "Numbers are binned by the baseline; values outside its range have bins of their own.",
                "The quality of a window is judged only if its " + LEAD
                        + " has an interval, which takes enough rows of both classes.",
                "What could not be computed is left out or hatched, never shown as 0."));
    }
}
