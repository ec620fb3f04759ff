package io.millrace.reports;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.reports.HeatCell.Emphasis;
import io.millrace.reports.HtmlPage.Card;
import io.millrace.reports.HtmlPage.Verdict;
import io.millrace.reports.Series.Interval;
import io.millrace.reports.Series.Mark;
import io.millrace.reports.Series.Point;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

/** One page with every chart, left at target/gallery for whoever wants to look at it. */
class GalleryTest {
    private static final Instant DAY = Instant.parse("2013-11-01T00:00:00Z");

    static List<Chart> charts() {
        return List.of(
                lines(),
                roc(),
                calibration(),
                rareCalibration(),
                lift(),
                bars(),
                histograms(),
                unequal(),
                categories(),
                overTime(),
                hourly(),
                single(),
                heatMap());
    }

    @Test
    void everyChartIsWellFormedSvgAndAPng() throws Exception {
        Path folder = Files.createDirectories(Path.of("target", "gallery"));
        int number = 0;
        for (Chart chart : charts()) {
            var document = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new java.io.StringReader(chart.svg())));
            assertThat(document.getDocumentElement().getAttribute("role")).isEqualTo("img");
            assertThat(chart.svg()).doesNotContain("NaN").doesNotContain("Infinity");
            byte[] png = chart.png();
            assertThat(png).startsWith(0x89, 'P', 'N', 'G');
            Files.write(folder.resolve(++number + ".png"), png);
        }
        writePage(folder);
    }

    private static void writePage(Path folder) throws IOException {
        HtmlPage page = HtmlPage.titled("Chart gallery")
                .lead("Every chart of the library, with data that is awkward on purpose.")
                .verdict(
                        Verdict.ACT,
                        "dep_delay moved by 0.41 (PSI) against the training rows; 3 of 18 columns drifted.")
                .verdict(Verdict.WATCH, "1 of 18 columns drifted.")
                .verdict(Verdict.HEALTHY, "No column drifted in the last 14 windows.")
                .section("Figures")
                .cards(List.of(
                        new Card("rows", Figures.count(26971), "last window 892"),
                        new Card("ROC AUC", "0.7412", "0.731 to 0.752"),
                        new Card("label coverage", "97.2 %", "")))
                .table(
                        List.of("column", "PSI", "rows", "what changed"),
                        List.of(
                                List.of("dep_delay", "0.412", "26,971", "mean 12.6 → 16.5"),
                                List.of("<script>alert(1)</script>", "–", "8", "share of ‘DE’ 12 % → 31 %")))
                .section("Charts")
                .charts(charts())
                .section("Details")
                .details("carrier", "PSI 0.02, stable", inner -> inner.paragraph("As before.")
                        .chart(categories()))
                .footer("made by a test");
        Files.writeString(folder.resolve("gallery.html"), page.html());
    }

    private static Chart lines() {
        List<Series> series = new ArrayList<>();
        for (int s = 0; s < 3; s++) {
            double[] x = new double[60];
            double[] y = new double[60];
            for (int i = 0; i < 60; i++) {
                x[i] = i * 5;
                y[i] = i == 30 && s == 1 ? Double.NaN : 0.69 * Math.exp(-i / (20.0 + 10 * s)) + 0.1 * s;
            }
            series.add(Series.of(
                    List.of("train", "validate", "test with a rather long name").get(s), x, y));
        }
        series.set(
                2,
                series.get(2)
                        .withBand(series.get(2).points().stream()
                                .map(p -> new Interval(p.y() - 0.03, p.y() + 0.04))
                                .toList()));
        series.add(Series.reference("no skill", new Point(0, 0.62), new Point(295, 0.62)));
        return Chart.line("Log loss by round", "boosting round", "log loss", series)
                .describedAs("Log loss falls with each boosting round.");
    }

    private static Chart roc() {
        double[] x = new double[50];
        double[] y = new double[50];
        for (int i = 0; i < 50; i++) {
            x[i] = i / 49.0;
            y[i] = Math.pow(x[i], 0.35);
        }
        return Chart.unitSquare(
                "ROC curve, area 0.74",
                "false positive rate",
                "true positive rate",
                List.of(Series.of("test", x, y), Series.reference("chance", new Point(0, 0), new Point(1, 1))));
    }

    private static Chart rareCalibration() {
        List<CalibrationPoint> points = new ArrayList<>();
        double[] scores = {0.0004, 0.0006, 0.0009, 0.0012, 0.0018, 0.0026, 0.0041, 0.0075, 0.018, 0.11};
        for (double score : scores) {
            double observed = score < 0.0006 ? 0 : score * (score > 0.01 ? 0.8 : 1.15);
            points.add(new CalibrationPoint(score, observed, observed * 0.6, observed * 1.5 + 0.0004, 1000));
        }
        return Chart.calibration("Calibration, rare positives", points);
    }

    private static Chart lift() {
        double[] x = {0.01, 0.05, 0.1, 0.2, 0.5, 1};
        double[] y = {18, 9, 5.5, 3.4, 1.8, 1};
        return Chart.overShare(
                "Lift",
                "Share of rows",
                "Times the average",
                List.of(Series.of("test", x, y), Series.reference("chance", new Point(0, 1), new Point(1, 1))));
    }

    private static Chart calibration() {
        List<CalibrationPoint> points = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            double p = 0.02 + i * 0.045;
            points.add(new CalibrationPoint(p, p * 0.9 + 0.01, p * 0.9 - 0.015, p * 0.9 + 0.035, 6000 - i * 550));
        }
        return Chart.calibration("Calibration", points);
    }

    private static Chart bars() {
        return Chart.bars(
                "Importance",
                "mean gain",
                List.of(
                        new Bar("dest_arr_delay_avg_6h", 1234.5),
                        new Bar("a_feature_name_that_is_far_too_long_to_stand_beside_its_bar_anywhere_at_all", 310),
                        new Bar("wind_gust", 12.25),
                        new Bar("hour", -180),
                        new Bar("none", Double.NaN)));
    }

    private static Chart histograms() {
        List<Double> edges = new ArrayList<>();
        List<Double> before = new ArrayList<>();
        List<Double> after = new ArrayList<>();
        for (int i = 0; i <= 30; i++) {
            edges.add(-30.0 + i * 5);
            if (i < 30) {
                before.add(Math.exp(-Math.pow((i - 8) / 5.0, 2)) * 0.112);
                after.add(Math.exp(-Math.pow((i - 13) / 7.0, 2)) * 0.081);
            }
        }
        return Chart.histogramPair(
                "dep_delay", "minutes", edges, new Distribution("training", before), new Distribution("29 Nov", after));
    }

    private static Chart unequal() {
        return Chart.histogramPair(
                "amount, decile bins",
                "EUR",
                List.of(0.0, 1.0, 3.0, 8.0, 20.0, 60.0),
                new Distribution("baseline", List.of(0.2, 0.2, 0.2, 0.2, 0.2)),
                new Distribution("latest", List.of(0.1, 0.15, 0.2, 0.25, 0.3)));
    }

    private static Chart categories() {
        return Chart.categoryPair(
                "carrier",
                List.of("UA", "B6", "EV & <others>", "new: ZZ"),
                new Distribution("training", List.of(0.31, 0.28, 0.41, 0.0)),
                new Distribution("latest", List.of(0.22, 0.3, 0.38, 0.1)));
    }

    private static Chart overTime() {
        TreeMap<Instant, Double> auc = new TreeMap<>();
        List<Interval> band = new ArrayList<>();
        Random random = new Random(7);
        for (int i = 0; i < 61; i++) {
            double value = i == 20 ? Double.NaN : 0.74 - i * 0.0008 + random.nextGaussian() * 0.008;
            auc.put(DAY.plus(Duration.ofDays(i)), value);
            band.add(new Interval(value - 0.02, value + 0.02));
        }
        long first = auc.firstKey().toEpochMilli();
        long last = auc.lastKey().toEpochMilli();
        return Chart.overTime(
                "ROC AUC by day",
                "ROC AUC",
                List.of(
                        Series.over("version 3", auc).drawnAs(Mark.LINE).withBand(band),
                        Series.reference("gate", new Point(first, 0.7), new Point(last, 0.7))),
                List.of(
                        new ChartEvent(DAY.plus(Duration.ofDays(18)), "version 4"),
                        new ChartEvent(DAY.plus(Duration.ofDays(20)), "source changed"),
                        new ChartEvent(DAY.plus(Duration.ofDays(61)), "end")),
                ZoneOffset.UTC);
    }

    private static Chart hourly() {
        TreeMap<Instant, Double> rows = new TreeMap<>();
        for (int i = 0; i < 40; i++) {
            rows.put(DAY.plus(Duration.ofHours(i)), 120_000 + 40_000 * Math.sin(i / 4.0));
        }
        return Chart.overTime(
                        "Rows by hour",
                        "rows",
                        List.of(Series.over("rows", rows)),
                        List.of(),
                        ZoneId.of("America/New_York"))
                .wide(380);
    }

    private static Chart single() {
        TreeMap<Instant, Double> one = new TreeMap<>();
        one.put(DAY, 0.7);
        return Chart.overTime(
                        "One window only", "accuracy", List.of(Series.over("accuracy", one)), List.of(), ZoneOffset.UTC)
                .wide(380);
    }

    private static Chart heatMap() {
        List<String> rows = new ArrayList<>();
        List<List<HeatCell>> cells = new ArrayList<>();
        List<String> columns = new ArrayList<>();
        Random random = new Random(11);
        for (int c = 0; c < 61; c++) {
            columns.add(DAY.plus(Duration.ofDays(c)).toString().substring(5, 10));
        }
        for (int r = 0; r < 12; r++) {
            rows.add("origin_arr_delay_avg_" + r + "h");
            List<HeatCell> row = new ArrayList<>();
            for (int c = 0; c < 61; c++) {
                double value = random.nextDouble() * 0.12 + (r < 3 ? c * 0.006 : 0);
                row.add(
                        random.nextInt(25) == 0
                                ? HeatCell.notComputable("only 12 rows")
                                : new HeatCell(
                                        value,
                                        value > 0.3 ? Emphasis.DOT : Emphasis.NONE,
                                        "PSI " + Figures.number(value)));
            }
            cells.add(row);
        }
        return Chart.heatMap(
                "Drift against the training rows",
                rows,
                columns,
                cells,
                new HeatScale(List.of(0.1, 0.2, 0.4), List.of("none", "small", "moderate", "large")),
                "adjusted p below 0.05");
    }
}
