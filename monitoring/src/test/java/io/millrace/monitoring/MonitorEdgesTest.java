package io.millrace.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.config.EpochMicros;
import io.millrace.config.TableName;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.lakehouse.Layer;
import io.millrace.lakehouse.Write;
import io.millrace.reports.HtmlPage;
import io.millrace.testkit.Frames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** Refreshes of small tables at the edges of what is legal. */
class MonitorEdgesTest {
    private static final Instant AS_OF = Instant.parse("2024-06-01T00:00:00Z");
    private final Lakehouse lakehouse = Watched.lakehouse();

    @Test
    void timesFarOffStandInWindowsOfTheirOwn() throws Exception {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            rows.add(RowFactory.create(micros("2024-05-0" + (1 + i % 2) + "T12:00:00Z") + i, 1.0 * i));
        }
        rows.add(RowFactory.create(micros("9999-12-31T10:00:00Z"), 1.0));
        rows.add(RowFactory.create(micros("0001-01-01T10:00:00Z"), 1.0));
        rows.add(RowFactory.create(Long.MAX_VALUE, 1.0));
        Monitor monitor = days("far").build();
        table(monitor.table(), rows);

        MonitorResult result = refresh(monitor, 1);

        assertThat(result.rowCount()).isEqualTo(82);
        assertThat(result.rowsWithoutTime()).isEqualTo(1);
        assertThat(result.windowCount()).isEqualTo(4);
        assertThat(lakehouse
                        .tables()
                        .read(monitor.profileTable())
                        .filter("column_name = ':table'")
                        .selectExpr("string(window.start)", "string(window.end)", "count")
                        .orderBy("window.start")
                        .collectAsList())
                .extracting(Row::mkString)
                .containsExactly(
                        "0001-01-01 00:00:000001-01-02 00:00:001",
                        "2024-05-01 00:00:002024-05-02 00:00:0040",
                        "2024-05-02 00:00:002024-05-03 00:00:0040",
                        "9999-12-31 00:00:00+10000-01-01 00:00:001");
        assertThat(result.reason()).contains("2024-05-02");
        assertThat(ReportTest.text(Files.readString(Path.of(result.report().toString()))))
                .contains("2 windows far off, not drawn: 0001-01-01 (1 row), 9999-12-31 (1 row).");
    }

    @Test
    void monitorsOfOneTableKeepTheirRowsApart() throws Exception {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            rows.add(RowFactory.create(micros("2024-05-0" + (1 + i % 2) + "T12:00:00Z") + i, 1.0 * i));
        }
        Monitor daily = days("shared").build();
        Monitor weekly = days("shared")
                .granularities(List.of(Granularity.parse("1 week")))
                .build();
        table(daily.table(), rows);
        Monitor odd = named(weekly, "it's \\weekly");

        MonitorResult first = refresh(daily, 1);
        MonitorResult second = refresh(odd, 1);
        MonitorResult third = refresh(daily, 1, "other-project");

        assertThat(List.of(first.report(), second.report(), third.report())).doesNotHaveDuplicates();
        assertThat(counts(daily.profileTable()))
                .containsExactlyInAnyOrder("edges shared 4", "other-project shared 4", "edges it's \\weekly 2");
        assertThat(lakehouse
                        .tables()
                        .read(odd.profileTable())
                        .filter(odd.condition("edges"))
                        .count())
                .isEqualTo(2);
    }

    @Test
    void columnsThatVanishOrComeNewAreTold() throws Exception {
        Monitor monitor = days("columns")
                .type(Monitor.Type.INFERENCE_LOG)
                .baseline(Monitor.Baseline.TRAINING_SET)
                .build();
        Monitor named = days("columns")
                .baseline(Monitor.Baseline.TRAINING_SET)
                .columns(List.of("x", "at"))
                .build();
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            rows.add(RowFactory.create(micros("2024-05-01T12:00:00Z") + i, 1.0 * i));
        }
        table(monitor.table(), rows, "timestamp_micros(micros) AS at", "x", "'1' AS model_version");
        Dataset<Row> training = Frames.of(StructType.fromDDL("micros bigint, x double"), rows);

        MonitorResult vanished = refresh(
                monitor,
                1,
                MonitorInputs.builder(AS_OF, 1)
                        .project("edges")
                        .trainingRows(training.withColumnRenamed("micros", "gone"))
                        .features(List.of("x", "gone"))
                        .build());
        String vanishedReport =
                ReportTest.text(Files.readString(Path.of(vanished.report().toString())));
        MonitorResult fresh = refresh(
                named,
                2,
                MonitorInputs.builder(AS_OF, 2)
                        .project("edges")
                        .trainingRows(training)
                        .build());

        assertThat(vanished.verdict()).isEqualTo(HtmlPage.Verdict.ACT);
        assertThat(vanished.reason()).contains("Missing or of another type: gone");
        assertThat(vanishedReport).contains("gone: missing here").doesNotContain("new here");
        assertThat(statuses(monitor.driftTable(), 1)).containsExactlyInAnyOrder("gone COLUMN_MISSING", "x OK");
        assertThat(statuses(monitor.profileTable(), 1)).contains("gone COLUMN_MISSING", "x OK");
        assertThat(statuses(monitor.driftTable(), 2)).containsExactlyInAnyOrder("x OK", "at COLUMN_NEW");
        assertThat(ReportTest.text(Files.readString(Path.of(fresh.report().toString()))))
                .contains("at: new here")
                .doesNotContain("missing here");
    }

    private List<String> statuses(TableName table, long version) {
        return lakehouse
                .tables()
                .read(table)
                .filter("monitor_version = " + version + " AND window IS NOT NULL")
                .selectExpr("concat_ws(' ', column_name, status)")
                .distinct()
                .collectAsList()
                .stream()
                .map(row -> row.getString(0))
                .toList();
    }

    private List<String> counts(TableName table) {
        return lakehouse
                .tables()
                .read(table)
                .groupBy("project", "monitor_name")
                .count()
                .selectExpr("concat_ws(' ', project, monitor_name, count)")
                .collectAsList()
                .stream()
                .map(row -> row.getString(0))
                .toList();
    }

    private static Monitor named(Monitor monitor, String name) {
        return Monitor.builder(name, monitor.table())
                .type(monitor.type())
                .baseline(monitor.baseline())
                .timestamp("at")
                .granularities(monitor.granularities())
                .build();
    }

    private static Monitor.Builder days(String name) {
        return Monitor.builder(name, new TableName("main", Layer.RAW.schema(), "edge_" + name))
                .type(Monitor.Type.TIME_SERIES)
                .baseline(Monitor.Baseline.NONE)
                .timestamp("at");
    }

    private static long micros(String instant) {
        return EpochMicros.of(Instant.parse(instant));
    }

    private void table(TableName name, List<Row> rows) {
        table(name, rows, "timestamp_micros(micros) AS at", "x");
    }

    private void table(TableName name, List<Row> rows, String... columns) {
        Dataset<Row> frame =
                Frames.of(StructType.fromDDL("micros bigint, x double"), rows).selectExpr(columns);
        lakehouse.tables().replace(name, frame, Write.of("test/" + name, 1, "test"));
    }

    private MonitorResult refresh(Monitor monitor, long version) {
        return refresh(monitor, version, "edges");
    }

    private MonitorResult refresh(Monitor monitor, long version, String project) {
        return refresh(
                monitor,
                version,
                MonitorInputs.builder(AS_OF, version).project(project).build());
    }

    private MonitorResult refresh(Monitor monitor, long version, MonitorInputs inputs) {
        String run = inputs.project().orElseThrow() + "-" + monitor.name();
        return MonitorRun.refresh(
                lakehouse,
                monitor,
                inputs,
                new MonitorWrites(Write.of(run + "/profile", version, run), Write.of(run + "/drift", version, run)));
    }
}
