package io.millrace.training;

import io.millrace.metrics.Metric;
import io.millrace.metrics.MetricWords;
import io.millrace.metrics.PairedDifference;
import io.millrace.metrics.QualityComparison;
import io.millrace.metrics.QualityReport;
import io.millrace.metrics.ScoredRows;
import io.millrace.metrics.SliceQuality;
import io.millrace.metrics.ThresholdQuality;
import io.millrace.reports.Chart;
import io.millrace.reports.Figures;
import io.millrace.reports.HtmlPage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** An evaluation as people read it: one self-contained HTML page, and its charts as pictures. */
public final class EvaluationPage {
    private static final List<String> HEADLINE = List.of("roc_auc", "average_precision", "log_loss", "brier", "ece");
    static final double CONFIDENCE = 0.95;
    /** A drop in ROC AUC from validate to test rows that deserves a look. */
    private static final double NOTABLE_DROP = 0.05;

    /** Pixels of a chart of which two, or three, stand in a row of the page. */
    private static final int HALF = 500;

    private static final int THIRD = 328;

    private final EvaluationReport report;
    private final EvaluationCharts charts;

    private EvaluationPage(EvaluationReport report) {
        this.report = report;
        this.charts = new EvaluationCharts(report);
    }

    /** Returns the page of this report. */
    public static EvaluationPage of(EvaluationReport report) {
        return new EvaluationPage(report);
    }

    /**
     * Returns the charts as PNG, by file name.
     *
     * @throws io.millrace.config.BackendException permanent, if this machine offers Java no font
     */
    public Map<String, byte[]> pictures() {
        Map<String, byte[]> pictures = new LinkedHashMap<>();
        charts.all().forEach((name, chart) -> pictures.put(name + ".png", chart.png()));
        return pictures;
    }

    /** Returns the page, to be stored as UTF-8. */
    public String html() {
        HtmlPage page = HtmlPage.titled("Evaluation of " + report.model());
        page.lead(lead());
        verdict(page);
        headline(page);
        quality(page);
        decisions(page);
        champion(page);
        slices(page);
        inputs(page);
        data(page);
        provenance(page);
        return page.footer("Figures are of the test rows unless said otherwise. Intervals: 95 %. Times: UTC.")
                .html();
    }

    private String lead() {
        Map<String, String> origin = report.provenance();
        List<String> parts = new ArrayList<>();
        Optional.ofNullable(origin.get("project")).ifPresent(project -> parts.add("project " + project));
        parts.add("run " + report.runId());
        parts.add("trained"
                + Optional.ofNullable(origin.get("trained"))
                        .map(at -> " at " + at)
                        .orElse("") + " on " + report.trainingSet());
        Optional.ofNullable(origin.get("code version")).ifPresent(code -> parts.add("code version " + code));
        String lead = String.join(", ", parts);
        return lead.substring(0, 1).toUpperCase(Locale.ROOT) + lead.substring(1) + ".";
    }

    private void verdict(HtmlPage page) {
        Metric auc = report.test().overall().rocAuc();
        ScoredRows rows = report.test().overall().rows();
        Optional<Metric> before =
                report.validate().map(reports -> reports.overall().rocAuc());
        if (!auc.isDefined()) {
            page.verdict(HtmlPage.Verdict.ACT, "The test ROC AUC is undefined: " + auc.reason() + ".");
        } else if (!rows.bothClasses()) {
            page.verdict(
                    HtmlPage.Verdict.WATCH,
                    "The test rows are too few for a verdict: " + rows.rarerCount() + " of the rarer class; it takes "
                            + ScoredRows.LEAST_OF_A_CLASS + ".");
        } else if (auc.hasInterval() && auc.low() <= 0.5) {
            page.verdict(
                    HtmlPage.Verdict.ACT,
                    "On test rows the model is not told from chance: ROC AUC " + interval(auc) + ".");
        } else if (!report.findings().isEmpty()) {
            page.verdict(
                    HtmlPage.Verdict.WATCH,
                    "The leakage audit has " + report.findings().size() + " findings; see Data.");
        } else if (before.isPresent() && before.get().value() - auc.value() > NOTABLE_DROP) {
            page.verdict(
                    HtmlPage.Verdict.WATCH,
                    "ROC AUC falls from " + Figures.number(before.get().value()) + " on validate rows to "
                            + Figures.number(auc.value()) + " on test rows.");
        } else {
            page.verdict(
                    HtmlPage.Verdict.HEALTHY,
                    "ROC AUC " + interval(auc) + " on "
                            + Figures.count(report.test().overall().rowCount()) + " test rows, "
                            + Figures.count(report.test().overall().positiveCount()) + " of them positive.");
        }
    }

    private void headline(HtmlPage page) {
        QualityReport test = report.test().overall();
        List<HtmlPage.Card> cards = new ArrayList<>();
        for (String name : HEADLINE) {
            cards.add(card(
                    MetricWords.title(name), Objects.requireNonNull(test.named().get(name))));
        }
        cards.add(new HtmlPage.Card(
                "Test rows",
                Figures.count(test.rowCount()),
                Figures.count(test.positiveCount()) + " positive ("
                        + Figures.percent(test.rows().positiveRate()) + ")"));
        page.cards(cards);
    }

    private static HtmlPage.Card card(String name, Metric metric) {
        return new HtmlPage.Card(name, fixed(metric.value(), 4), metric.hasInterval() ? ends(metric) : metric.reason());
    }

    private void quality(HtmlPage page) {
        page.section("Quality");
        page.charts(List.of(
                charts.roc().wide(THIRD),
                charts.precisionRecall().wide(THIRD),
                charts.calibration().wide(THIRD),
                charts.gain().wide(THIRD),
                charts.lift().wide(THIRD),
                charts.threshold().wide(THIRD)));
        charts.calibrationNote().ifPresent(page::note);
        page.chart(charts.scores());
        List<List<String>> rows = new ArrayList<>();
        Map<String, Metric> validate =
                report.validate().map(reports -> reports.overall().named()).orElse(Map.of());
        report.test().overall().named().forEach((name, metric) -> {
            Metric other = validate.get(name);
            rows.add(List.of(
                    MetricWords.title(name),
                    name,
                    other == null ? Figures.NONE : fixed(other.value(), 4),
                    fixed(metric.value(), 4),
                    metric.hasInterval() ? ends(metric) : metric.reason(),
                    MetricWords.meaning(name)));
        });
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

    private void decisions(HtmlPage page) {
        page.section("Decisions");
        page.paragraph("A row is predicted positive from a probability of " + fixed(report.threshold(), 4) + " on ("
                + switch (report.thresholdRule()) {
                    case "f1" -> "the greatest F1 on validate rows";
                    case "youden" -> "the greatest difference of true and false positive rate on validate rows";
                    default -> "given";
                } + ").");
        Optional<ThresholdQuality> chosen = report.test().overall().chosen();
        if (chosen.isEmpty()) {
            return;
        }
        var confusion = chosen.get().confusion();
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

    private void champion(HtmlPage page) {
        if (report.champion().isEmpty()) {
            return;
        }
        ChampionComparison champion = report.champion().get();
        page.section("Against the champion");
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
                    MetricWords.title(difference.metric()),
                    fixed(difference.champion(), 4),
                    fixed(difference.challenger(), 4),
                    fixed(difference.difference(), 5),
                    fixed(difference.low(CONFIDENCE), 5) + " to " + fixed(difference.high(CONFIDENCE), 5),
                    difference.better(CONFIDENCE)
                            ? "better"
                            : difference.worse(CONFIDENCE) ? "worse" : "no difference"));
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

    private void slices(HtmlPage page) {
        if (report.test().slices().isEmpty()) {
            return;
        }
        page.section("Slices");
        List<List<String>> rows = new ArrayList<>();
        for (SliceQuality slice : report.test().slices()) {
            QualityReport quality = slice.report();
            rows.add(List.of(
                    slice.slice().column(),
                    slice.slice().label(),
                    Figures.count(quality.rowCount()),
                    Figures.count(quality.positiveCount()),
                    Figures.percent(quality.rows().positiveRate()),
                    fixed(quality.rocAuc().value(), 4),
                    quality.rocAuc().hasInterval()
                            ? ends(quality.rocAuc())
                            : quality.rocAuc().reason(),
                    fixed(quality.logLoss().value(), 4),
                    fixed(quality.chosen().map(at -> at.precision().value()).orElse(Double.NaN), 3),
                    fixed(quality.chosen().map(at -> at.recall().value()).orElse(Double.NaN), 3),
                    slice.lowSupport() ? "few rows" : ""));
        }
        page.table(
                List.of(
                        "Slice",
                        "Value",
                        "Rows",
                        "Positives",
                        "Share",
                        "ROC AUC",
                        "Interval",
                        "Log loss",
                        "Precision",
                        "Recall",
                        ""),
                rows);
    }

    private void inputs(HtmlPage page) {
        page.section("Inputs and training");
        List<Chart> shown = new ArrayList<>(charts.training());
        shown.add(charts.importance());
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

    private void data(HtmlPage page) {
        page.section("Data");
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

    private void provenance(HtmlPage page) {
        page.section("Provenance");
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("training set", report.trainingSet().toString()));
        rows.add(List.of("predictions", report.predictions().toString()));
        report.provenance().forEach((name, value) -> rows.add(List.of(name, value)));
        page.table(List.of("What", "Value"), rows);
    }

    private static String interval(Metric metric) {
        return fixed(metric.value(), 4) + (metric.hasInterval() ? " (95 % interval " + ends(metric) + ")" : "");
    }

    private static String ends(Metric metric) {
        return metric.hasInterval() ? fixed(metric.low(), 4) + " to " + fixed(metric.high(), 4) : Figures.NONE;
    }

    private static String share(long count, long rows) {
        return Figures.count(count) + " (" + Figures.percent((double) count / rows) + ")";
    }

    private static String time(Optional<Instant> instant) {
        return instant.map(Instant::toString).orElse(Figures.NONE);
    }

    /** Figures that stand below each other have the same number of digits. */
    private static String fixed(double value, int digits) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%." + digits + "f", value) : Figures.NONE;
    }
}
