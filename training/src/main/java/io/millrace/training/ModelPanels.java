package io.millrace.training;

import io.millrace.metrics.PairedDifference;
import io.millrace.metrics.QualityComparison;
import io.millrace.metrics.QualityMetric;
import io.millrace.reports.Chart;
import io.millrace.reports.Figures;
import io.millrace.reports.HtmlPage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The panels of an evaluation that any task may have. */
final class ModelPanels {
    /** Pixels of a chart of which two stand in a row of the page. */
    private static final int HALF = 500;

    private ModelPanels() {}

    static void champion(HtmlPage page, EvaluationReport report) {
        ChampionComparison champion = report.champion().orElseThrow();
        if (!champion.note().isEmpty()) {
            page.paragraph(champion.note());
        }
        Optional<QualityComparison> comparison = champion.comparison();
        if (comparison.isEmpty()) {
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        for (PairedDifference difference : comparison.get().differences()) {
            rows.add(List.of(
                    QualityMetric.title(report.task(), difference.metric()),
                    MetricText.fixed(difference.champion(), 4),
                    MetricText.fixed(difference.challenger(), 4),
                    MetricText.fixed(difference.difference(), 5),
                    MetricText.fixed(difference.low(EvaluationPage.CONFIDENCE), 5) + " to "
                            + MetricText.fixed(difference.high(EvaluationPage.CONFIDENCE), 5),
                    difference.better(EvaluationPage.CONFIDENCE)
                            ? "better"
                            : difference.worse(EvaluationPage.CONFIDENCE) ? "worse" : "no difference"));
        }
        page.table(
                List.of(
                        "Metric",
                        "Version " + champion.version(),
                        "This model",
                        "Difference",
                        "Interval",
                        "Beyond chance"),
                rows);
    }

    static void inputs(HtmlPage page, EvaluationReport report) {
        List<Chart> shown =
                new ArrayList<>(new EvaluationCharts(report).training().values());
        shown.add(new EvaluationCharts(report).importance());
        page.charts(shown.stream().map(chart -> chart.wide(HALF)).toList());
        List<PreparedColumn> dropped = report.columns().stream()
                .filter(column -> column.dropped().isPresent())
                .toList();
        if (!dropped.isEmpty()) {
            page.paragraph("Accepted at scoring, without effect on the model:");
            page.list(dropped.stream()
                    .map(column -> column.name() + " " + column.dropped().orElse(""))
                    .toList());
        }
        List<List<String>> rows = new ArrayList<>();
        for (PreparedColumn column : report.columns()) {
            rows.add(List.of(
                    column.name(),
                    column.type(),
                    Figures.count(column.missingCount()),
                    Figures.number(column.mean()),
                    Figures.number(column.deviation()),
                    Integer.toString(column.slots()),
                    Figures.percent(report.importance().getOrDefault(column.name(), 0.0))));
        }
        page.details(
                "All inputs",
                report.columns().size() + " columns, on train rows",
                inner -> inner.table(
                        List.of("Column", "Type", "Missing", "Mean", "Deviation", "Places", "Importance"), rows));
    }

    static void provenance(HtmlPage page, EvaluationReport report) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("training set", report.trainingSet().toString()));
        rows.add(List.of("predictions", report.predictions().toString()));
        report.provenance().forEach((name, value) -> rows.add(List.of(name, value)));
        page.table(List.of("What", "Value"), rows);
    }
}
