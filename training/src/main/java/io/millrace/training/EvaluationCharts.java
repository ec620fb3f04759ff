package io.millrace.training;

import io.millrace.metrics.CalibrationBin;
import io.millrace.metrics.CurvePoint;
import io.millrace.metrics.QualityReport;
import io.millrace.metrics.ScoreBin;
import io.millrace.registry.MetricPoint;
import io.millrace.reports.Bar;
import io.millrace.reports.CalibrationPoint;
import io.millrace.reports.Chart;
import io.millrace.reports.Distribution;
import io.millrace.reports.Figures;
import io.millrace.reports.Series;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** The charts of an evaluation. */
final class EvaluationCharts {
    private static final int SHOWN_INPUTS = 20;
    /** Positives without which the observed share of a bin says nothing. */
    private static final int LEAST_POSITIVES = 5;
    /** Bars of scores that are shown at least, of those that divide 0..1. */
    private static final int LEAST_BARS = 10;

    /** The chart that is as wide as the page. */
    static final String SCORES = "scores";

    private final EvaluationReport report;
    private final QualityReport test;

    EvaluationCharts(EvaluationReport report) {
        this.report = report;
        this.test = report.test().overall();
    }

    /** Returns the charts of scores and labels by the names of their files. */
    Map<String, Chart> quality() {
        Map<String, Chart> charts = new LinkedHashMap<>();
        charts.put("roc", roc());
        charts.put("precision_recall", precisionRecall());
        charts.put("calibration", calibration());
        charts.put("gain", gain());
        charts.put("lift", lift());
        charts.put("threshold", threshold());
        charts.put(SCORES, scores());
        return charts;
    }

    /** Returns the charts of the inputs and the training by the names of their files. */
    Map<String, Chart> inputs() {
        Map<String, Chart> charts = new LinkedHashMap<>();
        charts.put("importance", importance());
        training().forEach((metric, chart) -> charts.put("training_" + metric, chart));
        return charts;
    }

    private Chart roc() {
        List<Series> series = new ArrayList<>();
        series.add(curve("test", test.rocCurve()));
        report.validate()
                .ifPresent(reports ->
                        series.add(curve("validate", reports.overall().rocCurve())));
        series.add(Series.reference("chance", new Series.Point(0, 0), new Series.Point(1, 1)));
        return Chart.unitSquare("ROC curve", "False positive rate", "True positive rate", series)
                .describedAs("Receiver operating characteristic on test and validate rows");
    }

    private Chart precisionRecall() {
        List<Series> series = new ArrayList<>();
        series.add(curve("test", test.prCurve()));
        report.validate()
                .ifPresent(reports ->
                        series.add(curve("validate", reports.overall().prCurve())));
        double rate = test.rows().positiveRate();
        if (Double.isFinite(rate)) {
            series.add(Series.reference("chance", new Series.Point(0, rate), new Series.Point(1, rate)));
        }
        return Chart.unitSquare("Precision and recall", "Recall", "Precision", series)
                .describedAs("Precision against recall on test and validate rows");
    }

    private Chart calibration() {
        List<CalibrationPoint> points = calibrationBins().stream()
                .map(bin -> new CalibrationPoint(
                        bin.meanScore(), bin.positiveRate(), bin.rateLow(), bin.rateHigh(), bin.count()))
                .toList();
        return Chart.calibration("Calibration", points)
                .describedAs("Share of positives against mean predicted probability, in bins of about equal size, "
                        + "neighbours taken together until each has " + LEAST_POSITIVES + " positives");
    }

    private List<CalibrationBin> calibrationBins() {
        return CalibrationBin.holding(LEAST_POSITIVES, test.calibration(), EvaluationPage.CONFIDENCE);
    }

    /** Says what the calibration chart made of its bins; empty if it shows all of them. */
    Optional<String> calibrationNote() {
        int shown = calibrationBins().size();
        int all = test.calibration().size();
        return shown == all
                ? Optional.empty()
                : Optional.of(
                        "Calibration: " + all + " bins of about as many rows, neighbours taken together until each has "
                                + LEAST_POSITIVES + " positives; " + shown + (shown == 1 ? " is" : " are") + " left.");
    }

    private Chart gain() {
        List<Series> series = new ArrayList<>();
        series.add(curve("test", test.gains()));
        report.validate()
                .ifPresent(reports ->
                        series.add(curve("validate", reports.overall().gains())));
        series.add(Series.reference("chance", new Series.Point(0, 0), new Series.Point(1, 1)));
        return Chart.unitSquare("Gain", "Share of rows, highest scores first", "Share of positives found", series)
                .describedAs(
                        "Share of all positives among the rows with the highest scores, on test and validate rows");
    }

    private Chart lift() {
        List<Series> series = new ArrayList<>();
        series.add(lift("test", test.gains()));
        report.validate()
                .ifPresent(
                        reports -> series.add(lift("validate", reports.overall().gains())));
        series.add(Series.reference("chance", new Series.Point(0, 1), new Series.Point(1, 1)));
        return Chart.overShare("Lift", "Share of rows, highest scores first", "Times the average share", series)
                .describedAs(
                        "How many times more positives the rows with the highest scores hold than rows taken by chance");
    }

    private static Series lift(String name, List<CurvePoint> gains) {
        return new Series(
                name,
                gains.stream()
                        .filter(point -> point.x() > 0)
                        .map(point -> new Series.Point(point.x(), point.y() / point.x()))
                        .toList(),
                List.of(),
                Series.Mark.LINE);
    }

    /** What each threshold would decide: precision, recall and F1 over the share of rows predicted positive. */
    private Chart threshold() {
        double rate = test.rows().positiveRate();
        List<Series.Point> precision = new ArrayList<>();
        List<Series.Point> recall = new ArrayList<>();
        List<Series.Point> f1 = new ArrayList<>();
        for (CurvePoint point : test.gains()) {
            if (point.x() > 0) {
                double right = point.y() * rate / point.x();
                precision.add(new Series.Point(point.x(), right));
                recall.add(new Series.Point(point.x(), point.y()));
                f1.add(new Series.Point(
                        point.x(), right + point.y() == 0 ? 0 : 2 * right * point.y() / (right + point.y())));
            }
        }
        List<Series> series = new ArrayList<>();
        series.add(new Series("precision", precision, List.of(), Series.Mark.LINE));
        series.add(new Series("recall", recall, List.of(), Series.Mark.LINE));
        series.add(new Series("F1", f1, List.of(), Series.Mark.LINE));
        test.chosen().ifPresent(at -> {
            double flagged = at.confusion().selectionRate();
            series.add(Series.reference(
                    "threshold " + Figures.number(at.threshold()),
                    new Series.Point(flagged, 0),
                    new Series.Point(flagged, 1)));
        });
        return Chart.unitSquare("By threshold", "Share of rows predicted positive", "", series)
                .describedAs("Precision, recall and F1 on test rows for each share of rows predicted positive");
    }

    private Chart scores() {
        List<ScoreBin> bars = bars();
        List<Double> edges = new ArrayList<>(bars.stream().map(ScoreBin::low).toList());
        edges.add(bars.isEmpty() ? 1.0 : bars.get(bars.size() - 1).high());
        return Chart.histogramPair(
                        "Scores by label",
                        "Predicted probability",
                        edges,
                        distribution("label 0", bars, ScoreBin::negativeCount),
                        distribution("label 1", bars, ScoreBin::positiveCount))
                .describedAs("Distribution of the predicted probability for each label, on test rows");
    }

    /** Scores end far below 1 where positives are rare; the empty end is not drawn. */
    private List<ScoreBin> bars() {
        List<ScoreBin> bars = test.histogram();
        int end = bars.size();
        while (end > LEAST_BARS
                && bars.get(end - 1).negativeCount() + bars.get(end - 1).positiveCount() == 0) {
            end--;
        }
        return bars.subList(0, end);
    }

    private static Distribution distribution(String name, List<ScoreBin> bars, ToLongFunction<ScoreBin> count) {
        double all = bars.stream().mapToLong(count).sum();
        return new Distribution(
                name,
                bars.stream()
                        .map(bin -> all == 0 ? 0.0 : count.applyAsLong(bin) / all)
                        .toList());
    }

    Chart importance() {
        List<Bar> bars = report.importance().entrySet().stream()
                .limit(SHOWN_INPUTS)
                .map(entry -> new Bar(entry.getKey(), entry.getValue()))
                .toList();
        int inputs = report.importance().size();
        String title = inputs > SHOWN_INPUTS
                ? "The " + SHOWN_INPUTS + " weightiest of " + inputs + " inputs"
                : "Weight of the inputs";
        return Chart.bars(title, "Share of the whole", bars).describedAs("Importance of the inputs in the model");
    }

    /** Curves are named {@code <part>_<metric>}: one chart for each metric, one line for each part. */
    Map<String, Chart> training() {
        Map<String, Map<String, List<Series.Point>>> byMetric = new TreeMap<>();
        for (MetricPoint point : report.curves()) {
            int underscore = point.name().indexOf('_');
            byMetric.computeIfAbsent(point.name().substring(underscore + 1), metric -> new LinkedHashMap<>())
                    .computeIfAbsent(point.name().substring(0, underscore), part -> new ArrayList<>())
                    .add(new Series.Point(point.step() + 1.0, point.value()));
        }
        Map<String, Chart> charts = new LinkedHashMap<>();
        byMetric.forEach((metric, parts) -> {
            List<Series> series = new ArrayList<>();
            parts.forEach((part, points) -> series.add(new Series(part, points, List.of(), Series.Mark.LINE)));
            charts.put(
                    metric,
                    Chart.line("Training: " + metric, "Round", metric, series)
                            .describedAs(metric + " by round of the training"));
        });
        return charts;
    }

    private static Series curve(String name, List<CurvePoint> points) {
        return new Series(
                name,
                points.stream()
                        .map(point -> new Series.Point(point.x(), point.y()))
                        .toList(),
                List.of(),
                Series.Mark.LINE);
    }
}
