package io.millrace.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.config.DataException;
import io.millrace.config.TableName;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.lakehouse.Write;
import io.millrace.lakehouse.WriteResult;
import io.millrace.reports.HtmlPage.Verdict;
import io.millrace.testkit.Frames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class MonitorRunTest {
    private static final Instant AS_OF = Watched.FIRST.plus(Duration.ofDays(6));
    private static Lakehouse lakehouse;
    private static Monitor monitor;
    private static MonitorResult result;
    private static List<Row> profiles;
    private static List<Row> drifts;

    @BeforeAll
    static void refreshOnce() {
        lakehouse = Watched.lakehouse();
        monitor = monitor(Watched.table(lakehouse, "watched", Watched.rows(), 3));
        result = MonitorRun.refresh(lakehouse, monitor, inputs(1), writes("watched", 1));
        profiles = rows(monitor.profileTable());
        drifts = rows(monitor.driftTable());
    }

    @Test
    void profilesEqualTheirNaiveTwins() {
        List<Row> inputs = profiles.stream()
                .filter(row -> row.getAs("log_type").equals("INPUT")
                        && !row.getAs("column_name").equals(":table"))
                .toList();

        // (3 days and 1 week) x (all and 2 models) x (all, 5 countries with NULL, true and false), less empty ones, x 9
        assertThat(inputs).hasSizeGreaterThan(500);
        for (Row actual : inputs) {
            String column = actual.getAs("column_name");
            List<Row> mine = Watched.rows().stream().filter(in(actual)).toList();
            int index = Watched.SCHEMA.fieldIndex(column);
            assertTwin(actual, mine.stream().map(row -> row.get(index)).toList());
        }
    }

    private static void assertTwin(Row actual, List<Object> values) {
        String about = "seed " + Watched.SEED + ", " + actual;
        assertThat(actual.<Long>getAs("count")).as(about).isEqualTo(values.size());
        assertThat(actual.<Long>getAs("num_nulls")).as(about).isEqualTo(count(values, Objects::isNull));
        number(actual, "percent_null", 100.0 * count(values, Objects::isNull) / values.size());
        if (actual.getAs("num_nan") != null) {
            assertNumbers(actual, values, about);
        }
        List<Object> present = values.stream()
                .filter(value -> value != null && !(value instanceof Double d && !Double.isFinite(d)))
                .toList();
        assertThat(actual.<Long>getAs("distinct_count"))
                .as(about)
                .isEqualTo(present.stream().distinct().count());
        if (values.stream().anyMatch(value -> value instanceof String)) {
            var lengths = present.stream()
                    .mapToInt(value -> ((String) value).length())
                    .summaryStatistics();
            number(actual, "min_length", lengths.getMin());
            number(actual, "max_length", lengths.getMax());
            number(actual, "avg_length", lengths.getAverage());
            TreeMap<String, Long> counts = new TreeMap<>();
            present.forEach(value -> counts.merge((String) value, 1L, Long::sum));
            List<Row> items = actual.getList(actual.fieldIndex("frequent_items"));
            assertThat(items).as(about).hasSameSizeAs(counts.keySet());
            items.forEach(item -> assertThat(item.getLong(1)).isEqualTo(counts.get(item.getString(0))));
        }
    }

    private static void assertNumbers(Row actual, List<Object> values, String about) {
        double[] finite = values.stream()
                .filter(Objects::nonNull)
                .mapToDouble(value -> ((Number) value).doubleValue())
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        assertThat(actual.<Long>getAs("num_nan"))
                .as(about)
                .isEqualTo(count(values, value -> value instanceof Double d && d.isNaN()));
        assertThat(actual.<Long>getAs("num_infinite"))
                .as(about)
                .isEqualTo(count(values, value -> value instanceof Double d && d.isInfinite()));
        assertThat(actual.<Long>getAs("num_zeros"))
                .as(about)
                .isEqualTo(count(values, value -> value != null && ((Number) value).doubleValue() == 0));
        double mean = Arrays.stream(finite).average().orElse(Double.NaN);
        number(actual, "avg", mean);
        number(actual, "min", finite.length == 0 ? Double.NaN : finite[0]);
        number(actual, "max", finite.length == 0 ? Double.NaN : finite[finite.length - 1]);
        double squares = Arrays.stream(finite).map(x -> (x - mean) * (x - mean)).sum();
        number(actual, "stddev", finite.length < 2 ? Double.NaN : Math.sqrt(squares / (finite.length - 1)));
        number(actual, "median", finite.length == 0 ? Double.NaN : finite[(finite.length + 1) / 2 - 1]);
        if (actual.getAs("slice_key") == null && finite.length > 0) {
            List<Double> quantiles = actual.getList(actual.fieldIndex("quantiles"));
            assertThat(quantiles).as(about).hasSize(1000);
            assertThat(quantiles.get(500)).isEqualTo(actual.<Double>getAs("median"));
        }
    }

    @Test
    void tableRowsTellTheQualityOfTheLabelledRows() {
        List<Row> tables = profiles.stream()
                .filter(row -> row.getAs("column_name").equals(":table") && row.getAs("window") != null)
                .toList();
        TreeMap<Long, Integer> labels = new TreeMap<>();
        Watched.labelRows().forEach(row -> {
            if (!row.getTimestamp(2).toInstant().isAfter(AS_OF)) {
                labels.put(row.getLong(0), row.getInt(1));
            }
        });

        int told = 0;
        for (Row actual : tables) {
            List<Row> mine = Watched.rows().stream().filter(in(actual)).toList();
            List<Row> known = mine.stream()
                    .filter(row -> labels.containsKey(row.getLong(0)))
                    .toList();
            assertThat(actual.<Long>getAs("count")).isEqualTo(mine.size());
            if (mine.isEmpty()) {
                assertThat(actual.<String>getAs("status")).isEqualTo("EMPTY_WINDOW");
                continue;
            }
            assertThat(actual.<Long>getAs("label_count")).isEqualTo(known.size());
            number(actual, "label_coverage", (double) known.size() / mine.size());
            if (known.isEmpty()) {
                assertThat(actual.<String>getAs("quality_status")).isEqualTo("NO_VALID_VALUES");
                assertThat(actual.<Double>getAs("accuracy_score")).isNull();
                continue;
            }
            long right = known.stream()
                    .filter(row -> row.getInt(9) == labels.get(row.getLong(0)))
                    .count();
            number(actual, "accuracy_score", (double) right / known.size());
            number(
                    actual,
                    "log_loss",
                    known.stream()
                            .mapToDouble(
                                    row -> labels.get(row.getLong(0)) == 1 ? row.getDouble(10) : 1 - row.getDouble(10))
                            .map(p -> -Math.log(Math.max(1e-15, Math.min(1 - 1e-15, p))))
                            .average()
                            .orElseThrow());
            List<Row> cells = actual.getList(actual.fieldIndex("confusion_matrix"));
            cells.forEach(cell -> assertThat(cell.getLong(2))
                    .isEqualTo(known.stream()
                            .filter(row -> cell.getString(0).equals(String.valueOf(row.getInt(9)))
                                    && cell.getString(1).equals(String.valueOf(labels.get(row.getLong(0)))))
                            .count()));
            told++;
        }
        assertThat(told).isGreaterThan(20);
    }

    @Test
    void booleanSlicesTellHowTheGroupsDiffer() {
        Row weekend = profiles.stream()
                .filter(row -> row.getAs("column_name").equals(":table")
                        && "1 week".equals(row.getAs("granularity"))
                        && "weekend".equals(row.getAs("slice_key"))
                        && "true".equals(row.getAs("slice_value"))
                        && "*".equals(row.getAs("model_version")))
                .findFirst()
                .orElseThrow();

        assertThat(weekend.<Double>getAs("statistical_parity")).isBetween(-1.0, 1.0);
        assertThat(weekend.<Double>getAs("predictive_equality")).isBetween(-1.0, 1.0);
    }

    @Test
    void driftSaysWhatMovedAndWhatCannotBeTold() {
        Instant last = Watched.FIRST.plus(Duration.ofDays(3));
        Row country = drift("country", "BASELINE", last);
        assertThat(country.<Boolean>getAs("drifted")).isTrue();
        assertThat(country.<Row>getAs("chi_squared_test").getDouble(1)).isLessThan(1e-6);
        assertThat(((Row) country.getList(country.fieldIndex("new_categories")).get(0)).getString(0))
                .isEqualTo("XX");
        assertThat(((Row) country.getList(country.fieldIndex("missing_categories"))
                                .get(0))
                        .getString(0))
                .isEqualTo("IT");
        assertThat(country.<Row>getAs("ks_test")).isNull();

        Row amount = drift("amount", "BASELINE", last);
        assertThat(amount.<String>getAs("effect_level")).isEqualTo("LARGE");
        assertThat(amount.<Row>getAs("ks_test").getDouble(0)).isEqualTo(naiveKs("amount", last), within(1e-12));
        assertThat(amount.<Double>getAs("js_distance")).isNull();

        Row nothing = drift("nothing", "BASELINE", last);
        assertThat(nothing.<String>getAs("status")).isEqualTo("NO_VALID_VALUES");
        assertThat(nothing.<Double>getAs("population_stability_index")).isNull();
        assertThat(nothing.<Double>getAs("percent_null_delta")).isEqualTo(0.0);

        Row constant = drift("constant", "BASELINE", last);
        assertThat(constant.<String>getAs("status")).isEqualTo("ZERO_SPREAD");
        assertThat(constant.<Double>getAs("wasserstein_normed")).isNull();
        assertThat(constant.<Double>getAs("wasserstein_distance")).isEqualTo(0.0);
        assertThat(constant.<String>getAs("effect_level")).isEqualTo("NONE");

        Row seen = drift("seen", "BASELINE", last);
        assertThat(seen.<Row>getAs("ks_test")).isNull();
        assertThat(seen.<Long>getAs("count_delta")).isEqualTo(100 - 400);
    }

    @Test
    void theWindowBeforeIsTheLastThatHasRows() {
        Row gap = drift("amount", "CONSECUTIVE", Watched.FIRST.plus(Duration.ofDays(3)));

        assertThat(gap.<Row>getAs("window_cmp").getTimestamp(0).toInstant())
                .isEqualTo(Watched.FIRST.plus(Duration.ofDays(1)));
        assertThat(gap.<String>getAs("status_reason")).isEqualTo("compared with the last window that has rows");
        assertThat(drifts)
                .noneMatch(row -> row.getAs("drift_type").equals("CONSECUTIVE")
                        && row.<Row>getAs("window").getTimestamp(0).toInstant().equals(Watched.FIRST));
    }

    @Test
    void theResultAndTheReportSayTheSame() throws Exception {
        assertThat(result.rowCount()).isEqualTo(300);
        assertThat(result.rowsWithoutTime()).isEqualTo(2);
        assertThat(result.windowCount()).isEqualTo(3);
        assertThat(result.verdict()).isEqualTo(Verdict.ACT);
        assertThat(result.driftedColumns()).contains("country", "amount").doesNotContain("constant", "nothing");

        String html = Files.readString(Path.of(result.report().toString()));

        assertThat(ReportTest.text(html)).contains(result.reason()).contains("XX");
        assertThat(html).hasSizeLessThan(2_000_000);
        assertThat(ReportTest.text(html).lines()).noneMatch(line -> line.matches(".*\\b(NaN|null)\\b(?! or).*"));
    }

    @Test
    void theSameWritesAgainChangeNothing() {
        MonitorResult again = MonitorRun.refresh(lakehouse, monitor, inputs(1), writes("watched", 1));

        assertThat(again.profile().outcome()).isEqualTo(WriteResult.Outcome.ALREADY_DONE);
        assertThat(again.drift().outcome()).isEqualTo(WriteResult.Outcome.ALREADY_DONE);
        assertThat(again.profile().version()).isEqualTo(result.profile().version());
    }

    @Tag("slow")
    @Test
    void partitionsAndOrderPlayNoPartAndOtherVersionsStay() {
        List<Row> shuffled = new ArrayList<>(Watched.rows());
        Collections.shuffle(shuffled, new Random(5));
        Monitor other = monitor(Watched.table(lakehouse, "shuffled", shuffled, 7));

        MonitorRun.refresh(lakehouse, other, inputs(1), writes("shuffled", 1));
        MonitorRun.refresh(lakehouse, other, inputs(2), writes("shuffled", 2));
        MonitorRun.refresh(lakehouse, other, inputs(2), writes("shuffled", 3));

        for (long version : new long[] {1, 2}) {
            Dataset<Row> mine = lakehouse.tables().read(other.profileTable()).filter("monitor_version = " + version);
            Frames.assertSameRows(
                    mine.drop("monitor_version", "monitor_name", "logging_table_commit_version"),
                    lakehouse
                            .tables()
                            .read(monitor.profileTable())
                            .drop("monitor_version", "monitor_name", "logging_table_commit_version"));
            Frames.assertSameRows(
                    lakehouse
                            .tables()
                            .read(other.driftTable())
                            .filter("monitor_version = " + version)
                            .drop("monitor_version", "monitor_name"),
                    lakehouse.tables().read(monitor.driftTable()).drop("monitor_version", "monitor_name"));
        }
    }

    @Test
    void whatIsWrongWithTheTableIsNamed() {
        TableName table = monitor.table();
        Monitor noTime = Monitor.builder("m", table).timestamp("landed").build();
        Monitor text = Monitor.builder("m", table).timestamp("country").build();
        Monitor slice =
                Monitor.builder("m", table).slices(List.of("carrier = 'UA'")).build();
        Monitor aggregate =
                Monitor.builder("m", table).slices(List.of("max(amount) > 1")).build();
        Monitor column =
                Monitor.builder("m", table).columns(List.of("amount", "amuont")).build();

        assertFails(noTime, "has no column landed");
        assertFails(text, "timestamp country of main.inference.watched is string; must be timestamp");
        assertFails(slice, "slice \"carrier = 'UA'\" is no expression over the columns of main.inference.watched");
        assertFails(aggregate, "slice \"max(amount) > 1\" is no expression");
        assertFails(column, "has no column amuont");
        assertFails(
                monitor,
                MonitorInputs.builder(AS_OF, 1).build(),
                "rows of the labels' source chargebacks were not given");
    }

    @Tag("slow")
    @Test
    void aSnapshotKeepsEarlierSnapshots() {
        Monitor copy = Monitor.builder("snap", Watched.table(lakehouse, "snap", Watched.rows(), 1))
                .type(Monitor.Type.SNAPSHOT)
                .granularities(List.of())
                .baseline(Monitor.Baseline.NONE)
                .columns(List.of("amount"))
                .build();
        for (int day = 0; day < 2; day++) {
            Instant at = AS_OF.plus(Duration.ofDays(day));
            MonitorRun.refresh(lakehouse, copy, MonitorInputs.builder(at, 1).build(), writes("snap", day));
        }

        List<Row> kept = rows(copy.profileTable()).stream()
                .filter(row -> row.getAs("column_name").equals("amount"))
                .toList();
        assertThat(kept).hasSize(2).allSatisfy(row -> assertThat(row.<Long>getAs("count"))
                .isEqualTo(302));
    }

    private static void assertFails(Monitor wrong, String message) {
        assertFails(wrong, inputs(1), message);
    }

    private static void assertFails(Monitor wrong, MonitorInputs inputs, String message) {
        assertThatThrownBy(() -> MonitorRun.refresh(lakehouse, wrong, inputs, writes("wrong", 1)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(message);
    }

    private static double naiveKs(String column, Instant day) {
        double[] before = finite(Watched.trainingRows(), Watched.TRAINING.fieldIndex(column), row -> true);
        double[] after = finite(
                Watched.rows(),
                Watched.SCHEMA.fieldIndex(column),
                row -> row.get(1) != null
                        && !row.getTimestamp(1).toInstant().isBefore(day)
                        && row.getTimestamp(1).toInstant().isBefore(day.plus(Duration.ofDays(1))));
        double most = 0;
        for (double[] side : new double[][] {before, after}) {
            for (double at : side) {
                most = Math.max(most, Math.abs(below(before, at) - below(after, at)));
            }
        }
        return most;
    }

    private static double below(double[] values, double at) {
        return (double) Arrays.stream(values).filter(value -> value <= at).count() / values.length;
    }

    private static double[] finite(List<Row> rows, int index, Predicate<Row> chosen) {
        return rows.stream()
                .filter(chosen)
                .filter(row -> !row.isNullAt(index))
                .mapToDouble(row -> row.getDouble(index))
                .filter(Double::isFinite)
                .toArray();
    }

    private static Row drift(String column, String type, Instant day) {
        return drifts.stream()
                .filter(row -> row.getAs("column_name").equals(column)
                        && row.getAs("drift_type").equals(type)
                        && row.getAs("granularity").equals("1 day")
                        && row.getAs("model_version").equals("*")
                        && row.getAs("slice_key") == null
                        && row.<Row>getAs("window").getTimestamp(0).toInstant().equals(day))
                .findFirst()
                .orElseThrow();
    }

    private static Predicate<Row> in(Row metric) {
        Row window = metric.getAs("window");
        String model = metric.getAs("model_version");
        String key = metric.getAs("slice_key");
        String value = metric.getAs("slice_value");
        return row -> !row.isNullAt(1)
                && !row.getTimestamp(1).before(window.getTimestamp(0))
                && row.getTimestamp(1).before(window.getTimestamp(1))
                && (model.equals("*") || model.equals(row.getString(12)))
                && (key == null
                        || Objects.equals(
                                value, key.equals("country") ? row.getString(3) : String.valueOf(row.getBoolean(7))));
    }

    private static long count(List<Object> values, Predicate<Object> what) {
        return values.stream().filter(what).count();
    }

    private static void number(Row actual, String name, double expected) {
        Double value = actual.getAs(name);
        if (Double.isNaN(expected)) {
            assertThat(value).as(name + " of " + actual).isNull();
        } else {
            assertThat(value)
                    .as(name + " of " + actual)
                    .isCloseTo(expected, within(1e-9 * Math.max(1, Math.abs(expected))));
        }
    }

    private static List<Row> rows(TableName table) {
        return lakehouse.tables().read(table).collectAsList().stream()
                .sorted(Comparator.comparing(Row::toString))
                .toList();
    }

    private static Monitor monitor(TableName table) {
        return Monitor.builder(table.name(), table)
                .granularities(List.of(Granularity.parse("1 day"), Granularity.parse("1 week")))
                .slices(List.of("country", "weekend"))
                .columns(List.of(
                        "amount",
                        "country",
                        "items",
                        "constant",
                        "nothing",
                        "weekend",
                        "seen",
                        "prediction",
                        "prediction_probability"))
                .labels(Labels.of("chargebacks", List.of("id"), "fraud", Optional.of("known")))
                .build();
    }

    private static MonitorInputs inputs(long version) {
        return MonitorInputs.builder(AS_OF, version)
                .trainingRows(Watched.frame(Watched.TRAINING, Watched.trainingRows()))
                .heldOutRows(Watched.frame(Watched.HELD_OUT, Watched.heldOutRows()))
                .labelRows(Watched.frame(Watched.LABELS, Watched.labelRows()))
                .champion("1")
                .build();
    }

    private static MonitorWrites writes(String name, long number) {
        return new MonitorWrites(
                Write.of("test/" + name + "/profile", number, "run"),
                Write.of("test/" + name + "/drift", number, "run"));
    }
}
