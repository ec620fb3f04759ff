package io.millrace.monitoring;

import io.millrace.metrics.ColumnKind;
import io.millrace.metrics.ColumnProfile;
import io.millrace.metrics.ProfileBins;
import io.millrace.metrics.Slice;
import io.millrace.metrics.TableProfile;
import io.millrace.metrics.spark.TableProfiler;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What the windows are compared with: the profiles of the champion's training rows, and of its predictions on held-out
 * rows.
 */
final class BaselineProfiles {
    private final SortedMap<Slice, Map<String, ColumnProfile>> bySlice = new TreeMap<>();
    private final Map<Slice, Map<String, ProfileBins>> binsBySlice = new HashMap<>();
    private final Set<String> outputs;
    private final boolean features;
    private final boolean predictions;

    private BaselineProfiles(Set<String> outputs, boolean features, boolean predictions) {
        this.outputs = outputs;
        this.features = features;
        this.predictions = predictions;
    }

    static BaselineProfiles none() {
        return new BaselineProfiles(Set.of(), false, false);
    }

    /** Tells whether there are rows to compare the column with, but these do not have it: it is new. */
    boolean lacks(String column) {
        return (outputs.contains(column) ? predictions : features)
                && find(Slice.all(), column).isEmpty();
    }

    /** Returns the profiles by slice and column; empty without a baseline. */
    SortedMap<Slice, Map<String, ColumnProfile>> bySlice() {
        return Collections.unmodifiableSortedMap(bySlice);
    }

    /**
     * Profiles both parts of the baseline. At most two Spark jobs.
     *
     * @param columns the watched columns, and those that the watched table has lost
     * @param sliceColumns names of the slices' columns
     * @param sliceValues the values that the watched table has
     */
    static BaselineProfiles of(
            Monitor monitor,
            MonitorInputs inputs,
            List<String> columns,
            List<String> sliceColumns,
            Map<String, List<String>> sliceValues) {
        if (monitor.baseline() == Monitor.Baseline.NONE) {
            return none();
        }
        Set<String> outputs = Set.of(monitor.prediction(), monitor.predictionProbability());
        BaselineProfiles profiles = new BaselineProfiles(
                outputs, inputs.trainingRows().isPresent(), inputs.heldOutRows().isPresent());
        inputs.trainingRows()
                .ifPresent(rows ->
                        profiles.add(monitor, rows, present(columns, rows, outputs, false), sliceColumns, sliceValues));
        inputs.heldOutRows()
                .ifPresent(rows ->
                        profiles.add(monitor, rows, present(columns, rows, outputs, true), sliceColumns, sliceValues));
        return profiles;
    }

    private static List<String> present(List<String> columns, Dataset<Row> rows, Set<String> outputs, boolean output) {
        return columns.stream()
                .filter(column -> outputs.contains(column) == output && RowColumns.has(rows, column))
                .toList();
    }

    private void add(
            Monitor monitor,
            Dataset<Row> rows,
            List<String> columns,
            List<String> sliceColumns,
            Map<String, List<String>> sliceValues) {
        if (columns.isEmpty()) {
            return;
        }
        Dataset<Row> sliced = rows;
        List<String> slices = new ArrayList<>();
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (int i = 0; i < sliceColumns.size(); i++) {
            String expression = monitor.slices().get(i);
            if (WatchedRows.hasSlice(expression, rows)) {
                sliced = WatchedRows.withSlice(sliced, expression, sliceColumns.get(i));
                slices.add(sliceColumns.get(i));
                values.put(sliceColumns.get(i), sliceValues.getOrDefault(sliceColumns.get(i), List.of()));
            }
        }
        List<TableProfile> profiles = TableProfiler.builder()
                .columns(columns)
                .slices(slices)
                .sliceValues(values)
                .build()
                .profile(sliced);
        for (TableProfile profile : profiles) {
            Slice slice = WindowProfiles.named(profile.slice(), monitor, sliceColumns);
            if (slice.kind() != Slice.Kind.OTHER) {
                bySlice.computeIfAbsent(slice, key -> new LinkedHashMap<>()).putAll(profile.columns());
            }
        }
    }

    Optional<ColumnProfile> find(Slice slice, String column) {
        return Optional.ofNullable(bySlice.getOrDefault(slice, Map.of()).get(column));
    }

    /** Returns the bins of a numeric column in which the rows of a slice are compared; empty without a baseline. */
    Optional<ProfileBins> bins(Slice slice, String column) {
        return find(slice, column)
                .filter(profile -> profile.kind() == ColumnKind.NUMERIC)
                .map(profile -> binsBySlice
                        .computeIfAbsent(slice, key -> new HashMap<>())
                        .computeIfAbsent(column, key -> ProfileBins.of(profile)));
    }

    /** Returns the bins of those columns that are numeric over all rows of the baseline, by column. */
    Map<String, ProfileBins> bins(List<String> columns) {
        Map<String, ProfileBins> bins = new LinkedHashMap<>();
        columns.forEach(column -> bins(Slice.all(), column).ifPresent(found -> bins.put(column, found)));
        return bins;
    }
}
