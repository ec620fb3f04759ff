package io.millrace.monitoring;

import static org.apache.spark.sql.functions.col;

import io.millrace.config.BackendException;
import io.millrace.config.DataException;
import io.millrace.config.TableVersion;
import io.millrace.lakehouse.FileLocation;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.lakehouse.StoredFiles;
import io.millrace.lakehouse.TableSpec;
import io.millrace.lakehouse.WriteResult;
import io.millrace.metrics.QualityReport;
import io.millrace.metrics.spark.TableProfiler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One refresh of a monitor: reads the watched table at its latest version, writes both metric tables and the report. */
public final class MonitorRun {
    private static final Logger LOG = LoggerFactory.getLogger(MonitorRun.class);

    private final Lakehouse lakehouse;
    private final Monitor monitor;
    private final MonitorInputs inputs;
    private final MonitorWrites writes;

    private MonitorRun(Lakehouse lakehouse, Monitor monitor, MonitorInputs inputs, MonitorWrites writes) {
        this.lakehouse = lakehouse;
        this.monitor = monitor;
        this.inputs = inputs;
        this.writes = writes;
    }

    /**
     * Computes the metrics of all windows of the watched table and replaces those of the same monitor version, each table in
     * one commit; earlier monitor versions stay.
     *
     * <p>Reads the watched table once for the profiles, once more for the values of slices, and once for each granularity
     * for the quality of the scores if labels are known; the baseline once. Only states come to the driver: their number is
     * that of base windows x model versions x slices. With the write ids of an earlier refresh nothing is written; the
     * report is written anew.
     *
     * @throws DataException if the table or a column is missing or of a wrong type, or a slice is no expression
     * @throws BackendException if a service or the disk fails
     */
    public static MonitorResult refresh(
            Lakehouse lakehouse, Monitor monitor, MonitorInputs inputs, MonitorWrites writes) {
        return new MonitorRun(lakehouse, monitor, inputs, writes).refresh();
    }

    /**
     * Passes if {@link #refresh} could make sense of a table with these columns: windows, slices, watched columns and labels.
     * Starts no Spark job, and reads no row.
     *
     * @param table rows of the watched table, or as it will be
     * @param spec what the catalog tells of it
     * @throws DataException as {@link #refresh}
     */
    public static void check(Monitor monitor, Dataset<Row> table, Optional<TableSpec> spec, MonitorInputs inputs) {
        WatchedRows watched = WatchedRows.of(monitor, table, spec, baseGranularity(monitor), inputs);
        monitor.labels().ifPresent(labels -> labelled(monitor, inputs, labels, watched.rows())
                .schema());
    }

    private MonitorResult refresh() {
        long started = System.nanoTime();
        TableVersion input = lakehouse.tables().version(monitor.table());
        LOG.info("monitor {}: refreshing from {}", monitor.name(), input);
        Dataset<Row> table = lakehouse.tables().read(input);
        WatchedRows watched = WatchedRows.of(
                monitor, table, lakehouse.catalog().find(monitor.table()), baseGranularity(monitor), inputs);
        TableProfiler.Builder profiler = TableProfiler.builder()
                .columns(watched.columns())
                .groups(List.of(WatchedRows.WINDOW, WatchedRows.MODEL))
                .slices(watched.slices());
        Map<String, List<String>> sliceValues =
                watched.slices().isEmpty() ? Map.of() : profiler.build().sliceValues(watched.rows());
        BaselineProfiles baseline = BaselineProfiles.of(
                monitor,
                inputs,
                Stream.concat(watched.columns().stream(), watched.gone().stream())
                        .toList(),
                watched.slices(),
                sliceValues);
        if (watched.slices().isEmpty()) {
            profiler.bins(baseline.bins(watched.columns()));
        }
        Optional<Dataset<Row>> labelled =
                monitor.labels().map(labels -> labelled(monitor, inputs, labels, watched.rows()));
        if (labelled.isPresent()) {
            profiler.columns(Stream.concat(watched.columns().stream(), Stream.of(Outcomes.OUTCOME))
                    .toList());
        }
        WindowProfiles profiles = WindowProfiles.of(
                monitor,
                profiler.sliceValues(sliceValues).build().profile(labelled.orElse(watched.rows())),
                watched.slices());
        monitor.labels()
                .ifPresent(labels ->
                        profiles.outcomes().values().forEach(outcomes -> Outcomes.require(outcomes, labels.label())));
        SortedMap<Segment, Quality> quality = Quality.of(profiles, scores(labelled, watched.slices()));
        List<DriftMetrics> drift = new WindowDrift(monitor, baseline, watched.gone()).of(profiles.segments());
        Stamp stamp =
                Stamp.of(monitor, inputs, input.version(), writes.profile().runId());
        MetricWriter writer = new MetricWriter(lakehouse, monitor, inputs);
        WriteResult profileWrite = writer.write(
                monitor.profileTable(),
                MetricTables.profile(monitor.modelId()),
                new RefreshRows(monitor, stamp, watched.gone()).rows(baseline, profiles, quality),
                "Profile metrics of",
                writes.profile());
        DriftRows driftRows = new DriftRows(stamp, monitor.thresholds().minSample());
        WriteResult driftWrite = writer.write(
                monitor.driftTable(),
                MetricTables.drift(monitor.modelId()),
                drift.stream().map(driftRows::row).toList(),
                "Drift metrics of",
                writes.drift());
        ReportContent content = content(input, baseline, profiles, quality, drift);
        FileLocation report = report(Report.html(content));
        MonitorResult result =
                result(content, profileWrite, driftWrite, watched.columns().size(), report);
        LOG.info(
                "monitor {}: {} rows in {} windows, {} drift rows, {} in {} s",
                monitor.name(),
                result.rowCount(),
                result.windowCount(),
                drift.size(),
                result.verdict(),
                (System.nanoTime() - started) / 1_000_000_000);
        return result;
    }

    /** Leaves the report in the folder of its project, over that of the refresh before. */
    private FileLocation report(String html) {
        List<String> name = new ArrayList<>(List.of(StoredFiles.REPORTS));
        inputs.project().ifPresent(name::add);
        name.add("monitor-" + monitor.name() + ".html");
        StoredFiles files = lakehouse.backend().files();
        FileLocation location = files.location(name);
        files.write(location, html.getBytes(StandardCharsets.UTF_8));
        return location;
    }

    private static Granularity baseGranularity(Monitor monitor) {
        return monitor.granularities().isEmpty()
                ? new Granularity(1, Granularity.Unit.DAY)
                : Granularity.base(monitor.granularities());
    }

    private String mainGranularity() {
        return monitor.type() == Monitor.Type.SNAPSHOT
                ? ""
                : monitor.granularities().get(0).toString();
    }

    private static Dataset<Row> labelled(Monitor monitor, MonitorInputs inputs, Labels labels, Dataset<Row> rows) {
        LabelJoin join = new LabelJoin(labels, inputs.asOf(), Outcomes.LABEL);
        Dataset<Row> joined = labels.source().isEmpty()
                ? join.ofTable(rows)
                : join.ofSource(
                        rows,
                        inputs.labelRows()
                                .orElseThrow(() -> new DataException("monitor " + monitor.name()
                                        + ": the rows of the labels' source "
                                        + labels.source().get() + " were not given")));
        return Outcomes.add(joined, monitor.prediction());
    }

    private SortedMap<Segment, QualityReport> scores(Optional<Dataset<Row>> labelled, List<String> slices) {
        SortedMap<Segment, QualityReport> scores = new TreeMap<>();
        labelled.map(rows -> rows.filter(col(WatchedRows.WINDOW).isNotNull())).ifPresent(rows -> monitor.granularities()
                .forEach(length -> scores.putAll(new WindowQuality(monitor, slices).of(rows, length))));
        return scores;
    }

    private ReportContent content(
            TableVersion input,
            BaselineProfiles baseline,
            WindowProfiles profiles,
            SortedMap<Segment, Quality> quality,
            List<DriftMetrics> drift) {
        String granularity = mainGranularity();
        SortedMap<Window, Long> volumes = profiles.volumes(monitor, granularity);
        SortedMap<Window, QualityPoint> points = new TreeMap<>();
        quality.forEach((segment, known) -> {
            if (segment.granularity().equals(granularity) && segment.wholeTable()) {
                points.put(
                        segment.window(),
                        known.point(monitor.labels().map(Labels::minCoverage).orElse(0.0)));
            }
        });
        List<DriftMetrics> whole = drift.stream()
                .filter(row -> row.segment().granularity().equals(granularity)
                        && row.segment().wholeTable())
                .toList();
        Optional<QualityReport> heldOut = monitor.labels().flatMap(labels -> inputs.heldOutRows()
                .flatMap(rows -> new WindowQuality(monitor, List.of()).heldOut(rows, labels)));
        double promised = heldOut.map(report -> report.lead().value()).orElse(Double.NaN);
        ColumnPanels panels = new ColumnPanels(monitor, baseline, profiles.segments());
        Judgement judgement = Judgement.of(monitor, inputs.asOf(), whole, volumes, points, promised, panels::words);
        List<DriftMetrics> slices = drift.stream()
                .filter(row -> row.segment().granularity().equals(granularity)
                        && !row.segment().wholeTable()
                        && row.segment().model().equals(MetricTables.ALL_MODELS)
                        && row.type() == judgement.against()
                        && judgement.window().equals(Optional.of(row.segment().window()))
                        && row.changed())
                .sorted(Comparator.comparingDouble(DriftMetrics::strength).reversed())
                .toList();
        return new ReportContent(
                monitor,
                inputs,
                input,
                writes.profile().runId(),
                judgement,
                volumes,
                profiles.rowsWithoutTime(),
                whole,
                judgement.changes().stream().map(panels::panel).toList(),
                points,
                heldOut,
                slices);
    }

    private MonitorResult result(
            ReportContent content, WriteResult profile, WriteResult drift, int columns, FileLocation report) {
        Judgement judgement = content.judgement();
        return new MonitorResult(
                content.input(),
                profile,
                drift,
                content.volumes().values().stream().mapToLong(Long::longValue).sum(),
                content.rowsWithoutTime(),
                (int) content.volumes().values().stream()
                        .filter(rows -> rows > 0)
                        .count(),
                columns,
                judgement.changes().stream()
                        .filter(DriftMetrics::drifted)
                        .map(DriftMetrics::column)
                        .toList(),
                judgement.verdict(),
                judgement.reason(),
                report);
    }
}
