package io.millrace.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.config.TableName;
import io.millrace.config.TableVersion;
import io.millrace.metrics.ColumnKind;
import io.millrace.metrics.ColumnProfile;
import io.millrace.metrics.Slice;
import io.millrace.metrics.TableProfile;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

/** Reports on data that is awkward to show; left at target/reports for whoever wants to look at them. */
class OddReportTest {
    private static final String EVIL = "<b>&\"'</b>";
    private static final String LONG_NAME = "feature_" + "x".repeat(72);
    private static final Instant FIRST = Instant.parse("2024-05-01T22:00:00Z");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final List<String> TEXTS = List.of(
            "a",
            EVIL,
            "🦊🦊 fox",
            "שלום 12 עולם",
            "مرحبا",
            "y".repeat(300),
            "many words ".repeat(20),
            "",
            "\u202e turned");
    private static final Pattern TEXT = Pattern.compile(">([^<]*)<");
    private static final Pattern ELEMENT = Pattern.compile("(<[^<>]*>)(<(?:svg|table)\\b)");

    @Test
    void anyContentStaysReadableText() throws Exception {
        for (long seed = 1; seed <= 12; seed++) {
            ReportContent content = content(seed, seed == 2 ? 60 : 30, (int) (seed % 4));
            String html = Report.html(content);
            Files.createDirectories(Path.of("target", "reports"));
            Files.writeString(Path.of("target", "reports", "odd-" + seed + ".html"), html);

            assertSafe(html, "seed " + seed);
        }
    }

    @Test
    void namesThatRunLeftwardsDoNotTurnTheFiguresAround() {
        String html = Report.html(content(5, 8, 3));

        assertThat(html).doesNotContain("“שלום", "“مر");
        assertThat(content(5, 8, 3).panels())
                .extracting(ColumnPanel::change)
                .allSatisfy(change -> assertThat(change.length()).isLessThan(100));
    }

    @Test
    void axesFollowTheCalendarOfTheMonitor() {
        String html = Report.html(content(7, 8, 3));

        assertThat(html).contains(">Europe/Berlin</text>").doesNotContain(">UTC</text>");
        assertThat(html).as("notes, windows from midnight to midnight").contains("rows, 2024-05-02: ");
    }

    @Test
    void whatWasJudgedStandsOpen() {
        String text = ReportTest.text(Report.html(content(3, 8, 3)));

        assertThat(text).doesNotContain("nothing to compare with", "sudden changes");
    }

    @Test
    void withoutAJudgedWindowNothingIsCalledUnchanged() {
        String text = ReportTest.text(Report.html(content(4, 8, 0)));

        assertThat(text)
                .contains("Nothing could be compared")
                .doesNotContain("No column changed", "columns changed a lot");
    }

    /** No tag out of the data, nothing undefined as text, pictures well-formed, and all that is wide in a part that scrolls. */
    private static void assertSafe(String html, String what) throws Exception {
        String body = html.substring(html.indexOf("</style>"));
        assertThat(body).as(what).doesNotContain("<b>&", "</b></b>", "src=", "url(", "<script");
        Matcher text = TEXT.matcher(body);
        while (text.find()) {
            assertThat(text.group(1).replace("NaN or infinite", ""))
                    .as(what)
                    .doesNotContain("NaN", "Infinity", "null", "\u202e", "\"", "'");
        }
        Matcher wide = ELEMENT.matcher(body);
        while (wide.find()) {
            assertThat(wide.group(1)).as(what).contains("class=\"scroll\"");
        }
        Matcher svg = Pattern.compile("<svg.*?</svg>", Pattern.DOTALL).matcher(body);
        while (svg.find()) {
            assertThat(svg.group()).as(what).doesNotContain("NaN", "Infinity");
            DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(svg.group())));
        }
    }

    private static ReportContent content(long seed, int columns, int windows) {
        Random random = new Random(seed);
        Monitor monitor = Monitor.builder("odd " + EVIL, TableName.parse("main.gold.odd"))
                .baseline(Monitor.Baseline.NONE)
                .zone(BERLIN)
                .build();
        SortedMap<Segment, TableProfile> segments = new TreeMap<>();
        SortedMap<Window, Long> volumes = new TreeMap<>();
        for (int w = 0; w < windows; w++) {
            Window window = window(w);
            Map<String, ColumnProfile> profiles = new LinkedHashMap<>();
            for (int c = 0; c < columns; c++) {
                profiles.put(name(c), profile(c, random, w == windows - 1));
            }
            segments.put(
                    new Segment("1 day", window, MetricTables.ALL_MODELS, Slice.all()),
                    new TableProfile(List.of(), Slice.all(), 400, profiles));
            volumes.put(window, 400L);
        }
        List<DriftMetrics> drift = new WindowDrift(monitor, BaselineProfiles.none(), List.of()).of(segments);
        ColumnPanels panels = new ColumnPanels(monitor, BaselineProfiles.none(), segments);
        Judgement judgement = Judgement.of(
                monitor, FIRST.plus(Duration.ofDays(9)), drift, volumes, new TreeMap<>(), Double.NaN, panels::words);
        return new ReportContent(
                monitor,
                MonitorInputs.builder(FIRST, 1).project(EVIL).build(),
                new TableVersion(monitor.table(), 1),
                "run-1",
                judgement,
                volumes,
                0,
                drift,
                judgement.changes().stream().map(panels::panel).toList(),
                new TreeMap<>(),
                Optional.empty(),
                List.of());
    }

    private static String name(int column) {
        return switch (column % 8) {
            case 0 -> LONG_NAME + column;
            case 1 -> EVIL + column;
            case 2 -> "שם עמודה " + column;
            default -> "column_" + column;
        };
    }

    private static ColumnProfile profile(int column, Random random, boolean last) {
        boolean text = column % 3 == 1;
        ColumnProfile profile =
                ColumnProfile.empty(text ? ColumnKind.CATEGORICAL : ColumnKind.NUMERIC, text ? "string" : "double");
        DoubleSupplier numbers = numbers(column, random, last);
        for (int i = 0; i < 400; i++) {
            if (column % 8 == 3 || (column % 2 == 0 && random.nextInt(10) == 0)) {
                profile.addNull();
            } else if (text) {
                profile.add(TEXTS.get(last ? random.nextInt(TEXTS.size()) : random.nextInt(4)));
            } else {
                profile.add(numbers.getAsDouble());
            }
        }
        return profile;
    }

    private static DoubleSupplier numbers(int column, Random random, boolean last) {
        List<DoubleSupplier> kinds = new ArrayList<>();
        kinds.add(() -> 1.5);
        kinds.add(() -> 1e-300 * random.nextInt(50) * (last ? 3 : 1));
        kinds.add(() -> 1e300 * random.nextGaussian());
        kinds.add(() -> Double.MAX_VALUE * (random.nextDouble() * 2 - 1));
        kinds.add(() -> 1e16 + 2 * random.nextInt(20));
        kinds.add(() -> Double.MIN_VALUE * random.nextInt(20));
        kinds.add(() -> random.nextInt(100) == 0 ? Double.POSITIVE_INFINITY : random.nextGaussian() + (last ? 2 : 0));
        kinds.add(() -> random.nextInt(3) == 0 ? Double.NaN : random.nextInt(40));
        kinds.add(() -> random.nextInt(300) == 0 ? random.nextInt(30) : 1e17);
        return kinds.get(column % kinds.size());
    }

    private static Window window(int index) {
        Instant start = FIRST.plus(Duration.ofDays(index));
        return new Window(start, start.plus(Duration.ofDays(1)));
    }
}
