package io.millrace.monitoring;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;

import io.millrace.metrics.Confusion;
import io.millrace.metrics.ModelQuality;
import io.millrace.metrics.QualityColumns;
import io.millrace.metrics.QualityReport;
import io.millrace.metrics.QualityReports;
import io.millrace.metrics.QualitySettings;
import io.millrace.metrics.ScoredRows;
import io.millrace.metrics.Slice;
import io.millrace.metrics.SliceQuality;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/**
 * How good the predictions of each segment turned out to be: the scores by their probability column, the decisions by the
 * prediction column as it was stored. Two Spark jobs for each granularity.
 */
final class ModelMetrics {
    /** The column in which the labels stand. */
    static final String LABEL = "__label";

    private static final String GROUP = "__group";
    private static final String CROSSED = "__model_and";
    private static final char SEPARATOR = '\u001f';
    private static final String NULL = "\u001e";
    private static final int REPLICATES = 200;
    private static final long SEED = 20_130_904L;
    private static final int SLICES = 100;

    private final Monitor monitor;
    private final List<String> sliceColumns;

    ModelMetrics(Monitor monitor, List<String> sliceColumns) {
        this.monitor = monitor;
        this.sliceColumns = List.copyOf(sliceColumns);
    }

    /**
     * What is known of one segment.
     *
     * @param rows rows, and those of them that have a label
     * @param scores quality of the probabilities; empty if the table has none
     * @param decisions the stored predictions against the labels; empty if the table has none
     */
    record Quality(ScoredRows rows, Optional<QualityReport> scores, Optional<Confusion> decisions) {
        long labelCount() {
            return rows.rowCount() - rows.nullLabelCount();
        }

        QualityPoint point(double minCoverage) {
            boolean enough = labelCount() > 0 && labelCount() >= minCoverage * rows.rowCount();
            return new QualityPoint(rows.rowCount(), labelCount(), enough ? scores : Optional.empty());
        }
    }

    /** Returns the quality of every segment of the granularity; {@code rows} have the columns of {@link WatchedRows}. */
    SortedMap<Segment, Quality> of(Dataset<Row> rows, Granularity granularity) {
        Dataset<Row> grouped = rows.withColumn(
                GROUP,
                udf(new WindowStart(granularity, monitor.zone()), DataTypes.LongType)
                        .apply(col(WatchedRows.WINDOW)));
        List<String> slices = new ArrayList<>();
        slices.add(WatchedRows.MODEL);
        slices.addAll(sliceColumns);
        for (int i = 0; i < sliceColumns.size(); i++) {
            grouped = grouped.withColumn(
                    CROSSED + i,
                    concat(
                            col(WatchedRows.MODEL),
                            lit(String.valueOf(SEPARATOR)),
                            coalesce(col(sliceColumns.get(i)), lit(NULL))));
            slices.add(CROSSED + i);
        }
        SortedMap<Segment, QualityReport> scores = new TreeMap<>();
        SortedMap<Segment, QualityReport> decisions = new TreeMap<>();
        QualitySettings settings = QualitySettings.defaults().withSliceLimits(SLICES, 1);
        if (Columns.has(rows, monitor.predictionProbability())) {
            collect(
                    grouped,
                    granularity,
                    monitor.predictionProbability(),
                    slices,
                    settings.withBootstrap(REPLICATES, SEED),
                    scores);
        }
        if (Columns.has(rows, monitor.prediction())) {
            collect(
                    grouped,
                    granularity,
                    monitor.prediction(),
                    slices,
                    settings.withThreshold(0.5).withBootstrap(0, SEED),
                    decisions);
        }
        SortedMap<Segment, Quality> all = new TreeMap<>();
        scores.forEach((segment, report) -> all.put(segment, quality(Optional.of(report), decisions.get(segment))));
        decisions.forEach((segment, report) -> all.computeIfAbsent(segment, s -> quality(Optional.empty(), report)));
        return all;
    }

    /** Returns the quality on the champion's held-out rows, without windows; empty if a column is missing there. */
    Optional<QualityReport> heldOut(Dataset<Row> rows, Labels labels) {
        if (!Columns.has(rows, labels.label()) || !Columns.has(rows, monitor.predictionProbability())) {
            return Optional.empty();
        }
        QualityColumns columns = QualityColumns.of(monitor.predictionProbability(), labels.label());
        return Optional.of(
                ModelQuality.evaluate(rows, columns, QualitySettings.defaults().withBootstrap(REPLICATES, SEED))
                        .overall());
    }

    private static Quality quality(Optional<QualityReport> scores, @Nullable QualityReport decisions) {
        Optional<QualityReport> decided = Optional.ofNullable(decisions);
        ScoredRows rows = scores.or(() -> decided).orElseThrow().rows();
        return new Quality(
                rows, scores, decided.flatMap(report -> report.chosen().map(at -> at.confusion())));
    }

    private void collect(
            Dataset<Row> rows,
            Granularity granularity,
            String score,
            List<String> slices,
            QualitySettings settings,
            Map<Segment, QualityReport> into) {
        QualityColumns columns = new QualityColumns(score, LABEL, slices);
        ModelQuality.evaluateGroups(rows, GROUP, columns, settings).forEach((group, reports) -> {
            Window window = granularity.window(WindowStart.instant(Long.parseLong(group)), monitor.zone());
            collect(granularity.toString(), window, reports, into);
        });
    }

    private void collect(String granularity, Window window, QualityReports reports, Map<Segment, QualityReport> into) {
        into.put(new Segment(granularity, window, MetricTables.ALL_MODELS, Slice.all()), reports.overall());
        for (SliceQuality quality : reports.slices()) {
            Slice slice = quality.slice();
            if (slice.kind() != Slice.Kind.VALUE && slice.kind() != Slice.Kind.NULL) {
                continue;
            }
            place(granularity, window, slice).ifPresent(segment -> into.put(segment, quality.report()));
        }
    }

    private Optional<Segment> place(String granularity, Window window, Slice slice) {
        if (slice.column().equals(WatchedRows.MODEL)) {
            return slice.kind() == Slice.Kind.NULL
                    ? Optional.empty()
                    : Optional.of(new Segment(granularity, window, slice.value(), Slice.all()));
        }
        int plain = sliceColumns.indexOf(slice.column());
        if (plain >= 0) {
            Slice named = new Slice(slice.kind(), monitor.slices().get(plain), slice.value());
            return Optional.of(new Segment(granularity, window, MetricTables.ALL_MODELS, named));
        }
        int separator = slice.value().indexOf(SEPARATOR);
        if (separator < 0) {
            return Optional.empty();
        }
        String expression = monitor.slices().get(Integer.parseInt(slice.column().substring(CROSSED.length())));
        String value = slice.value().substring(separator + 1);
        Slice named = value.equals(NULL) ? Slice.ofNull(expression) : Slice.of(expression, value);
        return Optional.of(new Segment(granularity, window, slice.value().substring(0, separator), named));
    }
}
