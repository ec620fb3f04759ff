package io.millrace.monitoring;

import io.millrace.metrics.ColumnProfile;
import io.millrace.metrics.Slice;
import io.millrace.metrics.TableProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.apache.spark.sql.Row;

/** All rows of the profile metrics of one refresh: the baseline, each segment, and windows without rows. */
final class RefreshRows {
    private final Monitor monitor;
    private final ProfileRows rows;
    private final List<String> gone;

    RefreshRows(Monitor monitor, Stamp stamp, List<String> gone) {
        this.monitor = monitor;
        this.gone = gone;
        this.rows = new ProfileRows(stamp);
    }

    List<Row> rows(BaselineProfiles baseline, WindowProfiles profiles, SortedMap<Segment, Quality> quality) {
        List<Row> all = new ArrayList<>();
        baseline.bySlice()
                .forEach((slice, columns) ->
                        columns.forEach((column, profile) -> all.add(rows.baseline(slice, column, profile))));
        profiles.segments().forEach((segment, profile) -> {
            all.add(table(segment, profile, quality));
            profile.columns().forEach((column, one) -> all.add(rows.column(segment, column, one)));
            if (segment.slice().kind() == Slice.Kind.ALL) {
                gone.forEach(column -> all.add(rows.gone(segment, column, profile.rowCount())));
            }
        });
        for (Granularity length : monitor.granularities()) {
            profiles.volumes(monitor, length.toString()).forEach((window, count) -> {
                if (count == 0) {
                    Segment empty = new Segment(length.toString(), window, MetricTables.ALL_MODELS, Slice.all());
                    all.add(rows.table(empty, 0, List.of(), Optional.empty(), Optional.empty(), 0));
                }
            });
        }
        return all;
    }

    private Row table(Segment segment, TableProfile profile, SortedMap<Segment, Quality> quality) {
        List<String> nonNull = profile.columns().entrySet().stream()
                .filter(entry -> holdsValues(entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        Optional<Quality> mine = Optional.ofNullable(quality.get(segment));
        double coverage = monitor.labels().map(Labels::minCoverage).orElse(0.0);
        return rows.table(segment, profile.rowCount(), nonNull, mine, outside(segment, quality), coverage);
    }

    private static boolean holdsValues(ColumnProfile profile) {
        return profile.nullCount() < profile.rowCount();
    }

    /** The other side of a slice that is true, if it has one. */
    private static Optional<Quality> outside(Segment segment, SortedMap<Segment, Quality> quality) {
        Slice slice = segment.slice();
        if (slice.kind() != Slice.Kind.VALUE || !slice.value().equals("true")) {
            return Optional.empty();
        }
        Slice other = Slice.of(slice.column(), "false");
        return Optional.ofNullable(
                quality.get(new Segment(segment.granularity(), segment.window(), segment.model(), other)));
    }
}
