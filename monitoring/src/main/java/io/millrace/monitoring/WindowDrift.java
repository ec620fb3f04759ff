package io.millrace.monitoring;

import io.millrace.metrics.ColumnDrift;
import io.millrace.metrics.ColumnKind;
import io.millrace.metrics.ColumnProfile;
import io.millrace.metrics.Distances;
import io.millrace.metrics.Slice;
import io.millrace.metrics.TableProfile;
import io.millrace.monitoring.DriftMetrics.Deltas;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The drift of every column in every segment, against the baseline and against the window before; from states alone, no
 * Spark job. The p-values are adjusted over all rows of one drift type.
 */
final class WindowDrift {
    private final Monitor monitor;
    private final BaselineProfiles baseline;
    private final List<String> gone;

    /** Columns that are {@code gone} from the watched table are told in every window. */
    WindowDrift(Monitor monitor, BaselineProfiles baseline, List<String> gone) {
        this.monitor = monitor;
        this.baseline = baseline;
        this.gone = gone;
    }

    List<DriftMetrics> of(SortedMap<Segment, TableProfile> segments) {
        List<DriftMetrics> againstBaseline = new ArrayList<>();
        List<DriftMetrics> againstBefore = new ArrayList<>();
        Map.@Nullable Entry<Segment, TableProfile> before = null;
        for (Map.Entry<Segment, TableProfile> entry : segments.entrySet()) {
            Segment segment = entry.getKey();
            Optional<Map.Entry<Segment, TableProfile>> adjacent =
                    Optional.ofNullable(before).filter(other -> isBefore(other.getKey(), segment));
            for (Map.Entry<String, ColumnProfile> column :
                    entry.getValue().columns().entrySet()) {
                if (monitor.baseline() != Monitor.Baseline.NONE) {
                    againstBaseline.add(baseline(segment, column.getKey(), column.getValue()));
                }
                adjacent.ifPresent(other -> againstBefore.add(
                        consecutive(segment, other.getKey(), column.getKey(), other.getValue(), column.getValue())));
            }
            if (segment.slice().kind() == Slice.Kind.ALL) {
                gone.forEach(column -> baseline.find(Slice.all(), column)
                        .ifPresent(reference -> againstBaseline.add(gone(segment, column, reference))));
            }
            before = entry;
        }
        List<DriftMetrics> all = new ArrayList<>(judged(againstBaseline));
        all.addAll(judged(againstBefore));
        return all;
    }

    /** The segments stand in the order of their windows: the one before is the last that has rows. */
    private static boolean isBefore(Segment other, Segment segment) {
        return other.during(segment.window()).equals(segment);
    }

    private DriftMetrics baseline(Segment segment, String column, ColumnProfile current) {
        if (baseline.lacks(column)) {
            ColumnProfile none = ColumnProfile.empty(current.kind(), current.dataType());
            return DriftMetrics.unjudged(
                    segment,
                    column,
                    current.dataType(),
                    DriftType.BASELINE,
                    Optional.empty(),
                    deltas(none, current),
                    ColumnDrift.ofNewColumn(current));
        }
        ColumnProfile reference = baseline.find(segment.slice(), column)
                .orElseGet(() -> ColumnProfile.empty(current.kind(), current.dataType()));
        return row(segment, column, DriftType.BASELINE, Optional.empty(), reference, current);
    }

    private DriftMetrics gone(Segment segment, String column, ColumnProfile reference) {
        ColumnProfile none = ColumnProfile.empty(reference.kind(), reference.dataType());
        return DriftMetrics.unjudged(
                segment,
                column,
                reference.dataType(),
                DriftType.BASELINE,
                Optional.empty(),
                deltas(reference, none),
                ColumnDrift.ofMissingColumn(reference));
    }

    private DriftMetrics consecutive(
            Segment segment, Segment before, String column, TableProfile previous, ColumnProfile current) {
        Optional<Window> window = Optional.of(before.window());
        return row(segment, column, DriftType.CONSECUTIVE, window, previous.column(column), current);
    }

    /** The baseline's cells serve both comparisons, so that a column's numbers compare over time. */
    private DriftMetrics row(
            Segment segment,
            String column,
            DriftType type,
            Optional<Window> comparedWith,
            ColumnProfile reference,
            ColumnProfile current) {
        ColumnDrift distances = baseline.bins(segment.slice(), column)
                .map(bins -> ColumnDrift.between(reference, current, bins))
                .orElseGet(() -> ColumnDrift.between(reference, current));
        return DriftMetrics.unjudged(
                segment, column, current.dataType(), type, comparedWith, deltas(reference, current), distances);
    }

    private static Deltas deltas(ColumnProfile reference, ColumnProfile current) {
        long count = current.rowCount() - reference.rowCount();
        if (reference.kind() != current.kind()) {
            return new Deltas(count, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        }
        return new Deltas(
                count,
                numeric(current, ColumnProfile::mean) - numeric(reference, ColumnProfile::mean),
                difference(reference, current, ColumnProfile::nullCount),
                numeric(current, profile -> ProfileRows.percent(profile.zeroCount(), profile.rowCount()))
                        - numeric(reference, profile -> ProfileRows.percent(profile.zeroCount(), profile.rowCount())),
                difference(reference, current, ColumnProfile::distinctCount),
                difference(reference, current, profile -> profile.nullCount() + profile.nanCount()) / 100);
    }

    private static double numeric(ColumnProfile profile, ToDoubleFunction<ColumnProfile> value) {
        return profile.kind() == ColumnKind.NUMERIC ? value.applyAsDouble(profile) : Double.NaN;
    }

    private static double difference(
            ColumnProfile reference, ColumnProfile current, ToLongFunction<ColumnProfile> count) {
        return ProfileRows.percent(count.applyAsLong(current), current.rowCount())
                - ProfileRows.percent(count.applyAsLong(reference), reference.rowCount());
    }

    private List<DriftMetrics> judged(List<DriftMetrics> rows) {
        double[] adjusted = Distances.benjaminiHochberg(
                rows.stream().mapToDouble(DriftMetrics::pValue).toArray());
        double[] missing = Distances.benjaminiHochberg(rows.stream()
                .mapToDouble(row -> row.distances().missingPValue())
                .toArray());
        List<DriftMetrics> judged = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            judged.add(rows.get(i).judged(adjusted[i], missing[i], monitor.thresholds()));
        }
        return judged;
    }
}
