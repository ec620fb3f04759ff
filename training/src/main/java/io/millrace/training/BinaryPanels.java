package io.millrace.training;

import io.millrace.metrics.Confusion;
import io.millrace.metrics.Metric;
import io.millrace.metrics.QualityMetric;
import io.millrace.metrics.QualityMetric.Place;
import io.millrace.metrics.QualityReport;
import io.millrace.metrics.ScoredRows;
import io.millrace.metrics.SliceQuality;
import io.millrace.metrics.ThresholdQuality;
import io.millrace.reports.Chart;
import io.millrace.reports.Figures;
import io.millrace.reports.HtmlPage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The panels of an evaluation that speak of positives, probabilities and a threshold. */
final class BinaryPanels {
    /** A drop of the leading metric from validate to test rows that deserves a look. */
    private static final double NOTABLE_DROP = 0.05;

    /** Pixels of a chart of which three stand in a row of the page. */
    private static final int THIRD = 328;

    private BinaryPanels() {}

    static void verdict(HtmlPage page, EvaluationReport report) {
        Metric auc = report.test().overall().lead();
        String name = QualityMetric.lead(report.task()).title();
        ScoredRows rows = report.test().overall().rows();
        Optional<Metric> before =
                report.validate().map(reports -> reports.overall().lead());
        if (!auc.isDefined()) {
            page.verdict(HtmlPage.Verdict.ACT, "The test " + name + " is undefined: " + auc.reason() + ".");
        } else if (!rows.bothClasses()) {
            page.verdict(
                    HtmlPage.Verdict.WATCH,
                    "The test rows are too few for a verdict: " + rows.rarerCount() + " of the rarer class; it takes "
                            + ScoredRows.LEAST_OF_A_CLASS + ".");
        } else if (auc.hasInterval() && auc.low() <= 0.5) {
            page.verdict(
                    HtmlPage.Verdict.ACT,
                    "On test rows the model is not told from chance: " + name + " " + MetricText.withInterval(auc)
                            + ".");
        } else if (!report.findings().isEmpty()) {
            page.verdict(
                    HtmlPage.Verdict.WATCH,
                    "The leakage audit has " + report.findings().size() + " findings; see Data.");
        } else if (before.isPresent() && before.get().value() - auc.value() > NOTABLE_DROP) {
            page.verdict(
                    HtmlPage.Verdict.WATCH,
                    name + " falls from " + Figures.number(before.get().value()) + " on validate rows to "
                            + Figures.number(auc.value()) + " on test rows.");
        } else {
            page.verdict(
                    HtmlPage.Verdict.HEALTHY,
                    name + " " + MetricText.withInterval(auc) + " on "
                            + Figures.count(report.test().overall().rowCount()) + " test rows, "
                            + Figures.count(report.test().overall().positiveCount()) + " of them positive.");
        }
    }

    static void headline(HtmlPage page, EvaluationReport report) {
        QualityReport test = report.test().overall();
        List<HtmlPage.Card> cards = new ArrayList<>();
        for (QualityMetric metric : QualityMetric.at(Place.CARDS, report.task())) {
            Metric value = test.metric(metric.name());
            cards.add(new HtmlPage.Card(
                    metric.title(), MetricText.fixed(value.value(), 4), MetricText.endsOrReason(value)));
        }
        cards.add(new HtmlPage.Card(
                "Test rows",
                Figures.count(test.rowCount()),
                Figures.count(test.positiveCount()) + " positive ("
                        + Figures.percent(test.rows().positiveRate()) + ")"));
        page.cards(cards);
    }

    static void quality(HtmlPage page, EvaluationReport report) {
        EvaluationCharts charts = new EvaluationCharts(report);
        Map<String, Chart> drawn = charts.quality();
        page.charts(drawn.entrySet().stream()
                .filter(chart -> !chart.getKey().equals(EvaluationCharts.SCORES))
                .map(chart -> chart.getValue().wide(THIRD))
                .toList());
        charts.calibrationNote().ifPresent(page::note);
        page.chart(Objects.requireNonNull(drawn.get(EvaluationCharts.SCORES)));
        List<List<String>> rows = new ArrayList<>();
        QualityReport test = report.test().overall();
        for (QualityMetric metric : QualityMetric.of(report.task())) {
            Metric value = test.named().get(metric.name());
            if (value != null) {
                double validate = report.validate()
                        .map(reports -> reports.overall().metric(metric.name()).value())
                        .orElse(Double.NaN);
                rows.add(List.of(
                        metric.title(),
                        metric.name(),
                        MetricText.fixed(validate, 4),
                        MetricText.fixed(value.value(), 4),
                        MetricText.endsOrReason(value),
                        metric.meaning()));
            }
        }
        page.table(List.of("Metric", "In gates", "Validate", "Test", "Test interval", "What it says"), rows);
        page.note("Of " + Figures.count(report.test().overall().rowCount()) + " test rows "
                + Figures.count(report.test().overall().positiveCount()) + " are positive"
                + report.validate()
                        .map(reports ->
                                ", of " + Figures.count(reports.overall().rowCount()) + " validate rows "
                                        + Figures.count(reports.overall().positiveCount()))
                        .orElse("")
                + ".");
    }

    static void decisions(HtmlPage page, EvaluationReport report) {
        page.paragraph("A row is predicted positive from a probability of " + MetricText.fixed(report.threshold(), 4)
                + " on (" + ThresholdRule.meaning(report.thresholdRule()) + ").");
        Optional<ThresholdQuality> chosen = report.test().overall().chosen();
        if (chosen.isEmpty()) {
            return;
        }
        Confusion confusion = chosen.get().confusion();
        long rows = confusion.rowCount();
        page.table(
                List.of("", "Predicted 1", "Predicted 0", "All"),
                List.of(
                        List.of(
                                "Label 1",
                                share(confusion.truePositives(), rows),
                                share(confusion.falseNegatives(), rows),
                                Figures.count(confusion.truePositives() + confusion.falseNegatives())),
                        List.of(
                                "Label 0",
                                share(confusion.falsePositives(), rows),
                                share(confusion.trueNegatives(), rows),
                                Figures.count(confusion.falsePositives() + confusion.trueNegatives())),
                        List.of(
                                "All",
                                Figures.count(confusion.truePositives() + confusion.falsePositives()),
                                Figures.count(confusion.falseNegatives() + confusion.trueNegatives()),
                                Figures.count(rows))));
    }

    static void slices(HtmlPage page, EvaluationReport report) {
        List<? extends QualityMetric> shown = QualityMetric.at(Place.SLICES, report.task());
        QualityMetric lead = QualityMetric.lead(report.task());
        List<String> header = new ArrayList<>(List.of("Slice", "Value", "Rows", "Positives", "Share"));
        for (QualityMetric metric : shown) {
            header.add(metric.title());
            if (metric.equals(lead)) {
                header.add("Interval");
            }
        }
        header.add("");
        List<List<String>> rows = new ArrayList<>();
        for (SliceQuality slice : report.test().slices()) {
            QualityReport quality = slice.report();
            List<String> row = new ArrayList<>(List.of(
                    slice.slice().column(),
                    slice.slice().label(),
                    Figures.count(quality.rowCount()),
                    Figures.count(quality.positiveCount()),
                    Figures.percent(quality.rows().positiveRate())));
            for (QualityMetric metric : shown) {
                Metric value = quality.metric(metric.name());
                boolean ofDecisions = quality.chosen()
                        .filter(at -> at.metrics().containsKey(metric.name()))
                        .isPresent();
                row.add(MetricText.fixed(value.value(), ofDecisions ? 3 : 4));
                if (metric.equals(lead)) {
                    row.add(MetricText.endsOrReason(value));
                }
            }
            row.add(slice.lowSupport() ? "few rows" : "");
            rows.add(row);
        }
        page.table(header, rows);
    }

    static void data(HtmlPage page, EvaluationReport report) {
        SplitCounts split = report.split();
        List<List<String>> rows = new ArrayList<>();
        for (Part part : Part.values()) {
            SplitCounts.PartCount count = split.part(part);
            if (part == Part.VALIDATE && split.split().validateUntil().isEmpty()) {
                continue;
            }
            rows.add(List.of(
                    part.value(),
                    time(count.first()),
                    time(count.last()),
                    Figures.count(count.rowCount()),
                    Figures.count(count.positiveCount()),
                    Figures.percent((double) count.positiveCount() / count.rowCount())));
        }
        page.table(List.of("Part", "First", "Last", "Rows", "Positive", "Share"), rows);
        page.note("Train until " + split.split().trainUntil()
                + split.split()
                        .validateUntil()
                        .map(until -> ", validate until " + until)
                        .orElse("")
                + "; bounds are exclusive.");
        leftOut(page, split);
        if (report.findings().isEmpty()) {
            page.paragraph("The leakage audit found nothing.");
        } else {
            page.paragraph("Findings of the leakage audit:");
            page.list(report.findings());
        }
    }

    private static void leftOut(HtmlPage page, SplitCounts split) {
        if (split.leftOutCount() == 0) {
            page.paragraph("No row is left out.");
            return;
        }
        page.table(
                List.of("Left out", "Rows"),
                List.of(
                        List.of("label known only after train-until", Figures.count(split.lateInTrain())),
                        List.of("label known only after validate-until", Figures.count(split.lateInValidate())),
                        List.of("label is not known", Figures.count(split.nullLabels())),
                        List.of("timestamp is NULL", Figures.count(split.nullTimestamps())),
                        List.of("label-time is NULL", Figures.count(split.nullLabelTimes()))));
    }

    private static String share(long count, long rows) {
        return Figures.count(count) + " (" + Figures.percent((double) count / rows) + ")";
    }

    private static String time(Optional<Instant> instant) {
        return instant.map(Instant::toString).orElse(Figures.NONE);
    }
}
