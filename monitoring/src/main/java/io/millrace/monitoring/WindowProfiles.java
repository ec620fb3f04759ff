package io.millrace.monitoring;

import io.millrace.config.EpochMicros;
import io.millrace.metrics.ColumnProfile;
import io.millrace.metrics.Slice;
import io.millrace.metrics.TableProfile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The profiles of every segment of a refresh, merged from those of the base windows.
 *
 * @param segments by granularity, window, model version ({@code *} too) and slice; none without rows
 * @param outcomes the profile of {@link Outcomes#OUTCOME} of each segment; empty without labels
 * @param rowsWithoutTime rows that belong to no window: their time is NULL or outside of the years 1 to 9999
 */
record WindowProfiles(
        SortedMap<Segment, TableProfile> segments, SortedMap<Segment, ColumnProfile> outcomes, long rowsWithoutTime) {
    /**
     * Merges base windows into the monitor's windows, and model versions into all models.
     *
     * @param profiles grouped by {@link WatchedRows#WINDOW} and {@link WatchedRows#MODEL}
     * @param sliceColumns names of the slices' columns, in the order of the monitor's expressions
     */
    static WindowProfiles of(Monitor monitor, List<TableProfile> profiles, List<String> sliceColumns) {
        Map<Segment, List<TableProfile>> parts = new HashMap<>();
        long lost = 0;
        for (TableProfile profile : profiles) {
            Slice slice = named(profile.slice(), monitor, sliceColumns);
            if (profile.groups().get(0).isEmpty()) {
                lost += slice.kind() == Slice.Kind.ALL ? profile.rowCount() : 0;
                continue;
            }
            if (slice.kind() == Slice.Kind.OTHER) {
                continue;
            }
            long start = Long.parseLong(profile.groups().get(0).get());
            for (Segment window : windows(monitor, start, slice)) {
                parts.computeIfAbsent(window, key -> new ArrayList<>()).add(profile);
                profile.groups().get(1).ifPresent(model -> parts.computeIfAbsent(
                                new Segment(window.granularity(), window.window(), model, slice),
                                key -> new ArrayList<>())
                        .add(profile));
            }
        }
        SortedMap<Segment, TableProfile> segments = new TreeMap<>();
        SortedMap<Segment, ColumnProfile> outcomes = new TreeMap<>();
        parts.forEach((segment, all) -> {
            TableProfile merged = all.stream().reduce(TableProfile::merge).orElseThrow();
            Map<String, ColumnProfile> columns = new LinkedHashMap<>(merged.columns());
            ColumnProfile outcome = columns.remove(Outcomes.OUTCOME);
            if (outcome != null) {
                outcomes.put(segment, outcome);
            }
            segments.put(segment, new TableProfile(merged.groups(), merged.slice(), merged.rowCount(), columns));
        });
        return new WindowProfiles(segments, outcomes, lost);
    }

    /** Returns the slice under the monitor's own expression instead of the name of its column. */
    static Slice named(Slice slice, Monitor monitor, List<String> sliceColumns) {
        return slice.kind() == Slice.Kind.ALL
                ? slice
                : new Slice(slice.kind(), monitor.slices().get(sliceColumns.indexOf(slice.column())), slice.value());
    }

    private static List<Segment> windows(Monitor monitor, long start, Slice slice) {
        if (monitor.type() == Monitor.Type.SNAPSHOT) {
            Window point = new Window(EpochMicros.instant(start), EpochMicros.instant(start));
            return List.of(new Segment("", point, MetricTables.ALL_MODELS, slice));
        }
        return monitor.granularities().stream()
                .map(length -> new Segment(
                        length.toString(),
                        length.window(EpochMicros.instant(start), monitor.zone()),
                        MetricTables.ALL_MODELS,
                        slice))
                .toList();
    }

    /** Returns the rows of each window of the whole table; windows without rows are there as {@link Volumes} says. */
    SortedMap<Window, Long> volumes(Monitor monitor, String granularity) {
        SortedMap<Window, Long> volumes = new TreeMap<>();
        segments.forEach((segment, profile) -> {
            if (segment.granularity().equals(granularity) && segment.wholeTable()) {
                volumes.put(segment.window(), profile.rowCount());
            }
        });
        if (granularity.isEmpty() || volumes.isEmpty()) {
            return volumes;
        }
        return Volumes.filled(volumes, Granularity.parse(granularity), monitor.zone());
    }
}
