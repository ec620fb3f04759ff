package io.millrace.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.config.TableName;
import io.millrace.config.TableVersion;
import io.millrace.metrics.ColumnDrift;
import io.millrace.metrics.KolmogorovSmirnov;
import io.millrace.metrics.Metric;
import io.millrace.metrics.MetricStatus;
import io.millrace.metrics.QualityReport;
import io.millrace.metrics.ScoredRows;
import io.millrace.metrics.Slice;
import io.millrace.reports.Chart;
import io.millrace.reports.Distribution;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final Path GOLDEN = Path.of("src", "test", "resources", "golden", "report.txt");
    private static final Instant FIRST = Instant.parse("2013-11-16T00:00:00Z");
    private static final Instant AS_OF = Instant.parse("2013-11-30T06:00:00Z");
    private static final Monitor MONITOR = Monitor.builder(
                    "flight_delay", TableName.parse("main.inference.flight_delay"))
            .model("flight_delay")
            .slices(List.of("carrier"))
            .build();

    @Test
    void theTextOfTheReportIsThis() throws IOException {
        String html = Report.html(content());
        Files.createDirectories(Path.of("target", "reports"));
        Files.writeString(Path.of("target", "reports", "synthetic.html"), html);

        String text = text(html);

        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(GOLDEN.getParent());
            Files.writeString(GOLDEN, text);
        }
        assertThat(text).isEqualTo(Files.readString(GOLDEN));
    }

    @Test
    void aHundredsOfColumnsWideReportStaysSmall() {
        List<DriftMetrics> drift = new ArrayList<>();
        List<ColumnPanel> panels = new ArrayList<>();
        for (int c = 0; c < 500; c++) {
            for (int w = 0; w < 14; w++) {
                drift.add(row("feature_with_a_long_name_" + c, w, 0.001 * c, 0.0, 900));
            }
            panels.add(panel("feature_with_a_long_name_" + c));
        }

        String html = Report.html(with(drift, panels));

        assertThat(html.getBytes(StandardCharsets.UTF_8).length).isLessThan(2_000_000);
        assertThat(html).contains("The 50 columns with the greatest change are shown");
    }

    @Test
    void anEmptyTableHasAReportToo() {
        Judgement judgement =
                Judgement.of(MONITOR, AS_OF, List.of(), new TreeMap<>(), new TreeMap<>(), Double.NaN, row -> "");
        ReportContent empty = new ReportContent(
                MONITOR,
                MonitorInputs.builder(FIRST, 1).build(),
                new TableVersion(MONITOR.table(), 0),
                "run-1",
                judgement,
                new TreeMap<>(),
                3,
                List.of(),
                List.of(),
                new TreeMap<>(),
                Optional.empty(),
                List.of());

        assertThat(text(Report.html(empty)))
                .contains("main.inference.flight_delay has no row with a time")
                .contains("3 rows without a time, or with one outside")
                .doesNotContain("NaN");
    }

    @Test
    void aWindowWithTooFewPositivesGivesNoVerdictOnQuality() {
        TreeMap<Window, Long> volumes = new TreeMap<>();
        TreeMap<Window, QualityPoint> quality = new TreeMap<>();
        for (int w = 0; w < 2; w++) {
            volumes.put(window(w), 900L);
            Metric auc = w == 0
                    ? Metric.exact(0.74).withInterval(0.71, 0.77)
                    : Metric.exact(0).withStatus(MetricStatus.INSUFFICIENT_SAMPLE, "no interval from 1 row");
            quality.put(window(w), new QualityPoint(900, 900, Optional.of(report(auc)), Optional.empty()));
        }

        Judgement few = Judgement.of(MONITOR, AS_OF, List.of(), volumes, quality, 0.75, row -> "");
        quality.put(window(1), new QualityPoint(900, 900, Optional.of(report(0.6)), Optional.empty()));
        Judgement enough = Judgement.of(MONITOR, AS_OF, List.of(), volumes, quality, 0.75, row -> "");

        assertThat(few.reason()).doesNotContain("fell");
        assertThat(enough.reason())
                .contains("ROC AUC fell to 0.6 (0.57 to 0.63)")
                .contains("2013-11-17");
    }

    @Test
    void whatChanceMayDoHasNoColourAndEachChangeSaysItsRule() {
        Thresholds thresholds = MONITOR.thresholds();
        DriftMetrics chance = row("chance", 13, 0.3, 0, 900).judged(0.5, 0.9, thresholds);
        DriftMetrics undefinedTest = row("undefined", 13, 0.3, 0, 900).judged(Double.NaN, 0.9, thresholds);
        DriftMetrics missing = row("missing", 13, 0.01, 31, 900);

        assertThat(chance.strengthBeyondChance(thresholds)).isZero();
        assertThat(chance.rules(thresholds)).isEmpty();
        assertThat(undefinedTest.drifted()).isTrue();
        assertThat(undefinedTest.rules(thresholds)).isEqualTo("PSI 0.3, from 0.2 on");
        assertThat(missing.strengthBeyondChance(thresholds)).isEqualTo(0.31);
        assertThat(missing.rules(thresholds)).isEqualTo("missing +31.0 %, from 20.0 % on");
    }

    /** What a reader sees, one line for each block, charts by their title and letters. */
    static String text(String html) {
        return html.replaceAll("(?s)<style>.*?</style>", "")
                        .replaceAll("<title>[^<]*</title>", "")
                        .replaceAll("(?s)<svg.*?</svg>", "\n[chart]\n")
                        .replaceAll("</(td|th|a|span|strong|b)>", " | ")
                        .replaceAll(
                                "<(/?(tr|table|thead|tbody|div|p|h1|h2|h3|li|ul|nav|details|summary|section|footer|header|main))[^>]*>",
                                "\n")
                        .replaceAll("<[^>]*>", "")
                        .replace('\u00a0', ' ')
                        .replaceAll("[ \t]+", " ")
                        .replaceAll("( ?\\| ?)+\n", "\n")
                        .replaceAll("\n\\s*", "\n")
                        .strip()
                + "\n";
    }

    private static ReportContent content() {
        List<DriftMetrics> drift = new ArrayList<>();
        for (int w = 0; w < 14; w++) {
            drift.add(row("dep_delay_avg_6h", w, w < 9 ? 0.06 : 0.2 + 0.03 * w, 0.0, 900));
            drift.add(row("carrier", w, 0.02, 0.0, 900));
            drift.add(row("wind_gust", w, w == 13 ? 0.14 : 0.03, 0.0, 900));
            drift.add(row("visib", w, 0.01, w == 13 ? 31.0 : 0.5, 900));
            if (w != 5) {
                drift.add(missing("new_feature", w));
            }
        }
        return with(drift, List.of(panel("dep_delay_avg_6h"), panel("wind_gust")));
    }

    private static ReportContent with(List<DriftMetrics> drift, List<ColumnPanel> panels) {
        TreeMap<Window, Long> volumes = new TreeMap<>();
        TreeMap<Window, QualityPoint> quality = new TreeMap<>();
        for (int w = 0; w < 14; w++) {
            volumes.put(window(w), w == 5 ? 0L : 880L + 7L * w);
            long labels = w > 11 ? 40 : 870;
            quality.put(
                    window(w),
                    new QualityPoint(
                            880 + 7L * w,
                            labels,
                            w > 11 ? Optional.empty() : Optional.of(report(0.74 - 0.004 * w)),
                            Optional.empty()));
        }
        Judgement judgement = Judgement.of(MONITOR, AS_OF, drift, volumes, quality, 0.7512, row -> "mean 12.6 → 16.5");
        return new ReportContent(
                MONITOR,
                MonitorInputs.builder(AS_OF, 2).champion("3").build(),
                new TableVersion(MONITOR.table(), 14),
                "run-1",
                judgement,
                volumes,
                12,
                drift,
                panels,
                quality,
                Optional.of(report(0.7512)),
                List.of(ofSlice(row("dep_delay_avg_6h", 13, 0.8, 0, 120))));
    }

    private static DriftMetrics row(String column, int window, double psi, double percentNullDelta, long count) {
        return DriftMetrics.unjudged(
                        segment(window, Slice.all()),
                        column,
                        "double",
                        DriftType.BASELINE,
                        Optional.empty(),
                        new DriftMetrics.Deltas(count - 20_000, 3.9, percentNullDelta, 0, 0, percentNullDelta / 100),
                        distances(MetricStatus.OK, 20_000, count, psi))
                .judged(psi > 0.1 ? 1e-8 : 0.5, percentNullDelta > 1 ? 1e-8 : 0.9, MONITOR.thresholds());
    }

    private static DriftMetrics ofSlice(DriftMetrics row) {
        return new DriftMetrics(
                segment(13, Slice.of("carrier", "EV")),
                row.column(),
                row.dataType(),
                row.type(),
                row.comparedWith(),
                row.deltas(),
                row.distances(),
                row.pAdjusted(),
                row.missingPAdjusted(),
                row.byValues(),
                row.byMissing());
    }

    private static DriftMetrics missing(String column, int window) {
        return DriftMetrics.unjudged(
                segment(window, Slice.all()),
                column,
                "double",
                DriftType.BASELINE,
                Optional.empty(),
                new DriftMetrics.Deltas(0, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN),
                distances(MetricStatus.NO_BASELINE, 0, 900, Double.NaN));
    }

    private static ColumnDrift distances(MetricStatus status, long before, long now, double psi) {
        double nan = Double.NaN;
        Optional<KolmogorovSmirnov> ks =
                Double.isNaN(psi) ? Optional.empty() : Optional.of(new KolmogorovSmirnov(psi / 2, psi / 2, 0.01));
        return new ColumnDrift(
                status,
                "",
                before,
                now,
                true,
                psi,
                0.02,
                ks,
                1,
                0,
                0.1,
                nan,
                nan,
                nan,
                nan,
                Optional.empty(),
                nan,
                nan,
                0,
                0,
                List.of(),
                List.of());
    }

    private static ColumnPanel panel(String column) {
        Chart chart = Chart.histogramPair(
                column,
                "",
                List.of(0.0, 1.0, 2.0, 3.0, 4.0),
                new Distribution("training", List.of(0.4, 0.3, 0.2, 0.1)),
                new Distribution("window", List.of(0.1, 0.2, 0.3, 0.4)));
        return new ColumnPanel(
                column,
                "double",
                "mean 12.6 → 16.5",
                Optional.of(chart),
                List.of(List.of("rows", "20,000", "900"), List.of("mean", "12.6", "16.5")));
    }

    private static QualityReport report(double auc) {
        return report(Metric.exact(auc).withInterval(auc - 0.03, auc + 0.03));
    }

    private static QualityReport report(Metric auc) {
        return new QualityReport(
                new ScoredRows(900, 30, 0, 0, 0, 200, 670),
                Map.of("roc_auc", auc, "log_loss", Metric.exact(0.41), "brier", Metric.exact(0.13)),
                0,
                0.2,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    private static Segment segment(int window, Slice slice) {
        return new Segment("1 day", window(window), MetricTables.ALL_MODELS, slice);
    }

    private static Window window(int index) {
        Instant start = FIRST.plus(Duration.ofDays(index));
        return new Window(start, start.plus(Duration.ofDays(1)));
    }
}
