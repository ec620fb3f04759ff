package io.millrace.monitoring;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;

import io.millrace.config.EpochMicros;
import io.millrace.metrics.QualityColumns;
import io.millrace.metrics.QualityReport;
import io.millrace.metrics.QualityReports;
import io.millrace.metrics.QualitySettings;
import io.millrace.metrics.Slice;
import io.millrace.metrics.SliceQuality;
import io.millrace.metrics.spark.ModelQuality;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/** How good the probabilities of each segment turned out to be; one Spark job for each granularity. */
final class WindowQuality {
    private static final String GROUP = "__group";
    private static final String CROSSED = "__model_and";
    private static final char SEPARATOR = '\u001f';
    private static final String NULL = "\u001e";
    private static final int SLICES = 100;
    private static final QualitySettings SETTINGS = QualitySettings.defaults().withSliceLimits(SLICES, 1);

    private final Monitor monitor;
    private final List<String> sliceColumns;

    /** Slices stand in these columns, in the order of the monitor's expressions. */
    WindowQuality(Monitor monitor, List<String> sliceColumns) {
        this.monitor = monitor;
        this.sliceColumns = List.copyOf(sliceColumns);
    }

    /** Returns the quality of every segment of the granularity; of rows without probabilities nothing. */
    SortedMap<Segment, QualityReport> of(Dataset<Row> rows, Granularity granularity) {
        SortedMap<Segment, QualityReport> reports = new TreeMap<>();
        if (!RowColumns.has(rows, monitor.predictionProbability())) {
            return reports;
        }
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
        QualityColumns columns = new QualityColumns(monitor.predictionProbability(), Outcomes.LABEL, slices);
        ModelQuality.evaluateGroups(grouped, GROUP, columns, SETTINGS).forEach((group, found) -> {
            Window window = granularity.window(EpochMicros.instant(Long.parseLong(group)), monitor.zone());
            collect(granularity.toString(), window, found, reports);
        });
        return reports;
    }

    /** Returns the quality on the champion's held-out rows, without windows; empty if a column is missing there. */
    Optional<QualityReport> heldOut(Dataset<Row> rows, Labels labels) {
        if (!RowColumns.has(rows, labels.label()) || !RowColumns.has(rows, monitor.predictionProbability())) {
            return Optional.empty();
        }
        QualityColumns columns = QualityColumns.of(monitor.predictionProbability(), labels.label());
        return Optional.of(ModelQuality.evaluate(rows, columns, SETTINGS).overall());
    }

    private void collect(
            String granularity, Window window, QualityReports found, SortedMap<Segment, QualityReport> into) {
        into.put(new Segment(granularity, window, MetricTables.ALL_MODELS, Slice.all()), found.overall());
        for (SliceQuality quality : found.slices()) {
            if (quality.slice().kind() != Slice.Kind.OTHER) {
                place(granularity, window, quality.slice()).ifPresent(segment -> into.put(segment, quality.report()));
            }
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
