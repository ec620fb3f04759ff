package io.millrace.features;

import io.millrace.config.DataException;
import io.millrace.definitions.FeatureView;
import io.millrace.features.NaivePointInTimeJoin.Match;
import io.millrace.features.internal.JoinDefinition.Lookup;
import io.millrace.features.internal.JoinDefinition.WindowFeature;
import io.millrace.features.internal.ValueOrder;
import io.millrace.metrics.AggregateFunction;
import io.millrace.metrics.TieRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** The window features of one spine row, among the usable rows of its key. */
final class NaiveWindows {

    private final Lookup lookup;
    private final FeatureView view;
    private final long time;
    private final List<Row> rows;
    private final long delay;

    NaiveWindows(Lookup lookup, long time, List<Row> rows) {
        this.lookup = lookup;
        this.view = lookup.view();
        this.time = time;
        this.rows = rows;
        this.delay = NaiveValues.micros(view.delay());
    }

    /** Writes the window features to their places among the lookup's features. */
    Match fill(@Nullable Object[] features) {
        long widest = lookup.windowFeatures().stream()
                .mapToLong(feature -> NaiveValues.micros(feature.window()))
                .max()
                .orElseThrow();
        List<Row> counted = currentVersions(widest).stream()
                .filter(this::counts)
                .filter(this::available)
                .toList();
        List<String> selected = lookup.definition().selected(view);
        for (WindowFeature feature : lookup.windowFeatures()) {
            long width = NaiveValues.micros(feature.window());
            List<Row> inside = counted.stream()
                    .filter(row -> inside(row, width))
                    .filter(row -> row.getAs(feature.aggregation().name()) != null)
                    .toList();
            features[selected.indexOf(feature.name())] = value(feature, inside);
        }
        return match(counted.stream().filter(row -> inside(row, widest)).toList());
    }

    private Match match(List<Row> inside) {
        if (!inside.isEmpty()) {
            long newest = inside.stream().mapToLong(this::micros).max().orElseThrow();
            return new Match(MatchCause.MATCHED, time - newest);
        }
        List<Row> ever = rows.stream().filter(this::counts).toList();
        if (ever.isEmpty()) {
            return new Match(MatchCause.NO_KEY, null);
        }
        boolean any = ever.stream().anyMatch(this::available);
        return new Match(any ? MatchCause.TOO_OLD : MatchCause.NOT_YET_KNOWN, null);
    }

    /** Whether the view's condition and expectations let the row count. */
    private boolean counts(Row row) {
        return !view.filtersVersions() || row.<Boolean>getAs(FeatureView.COUNTS);
    }

    /** Whether the row's time is so long ago that it is known, and it had been written. */
    private boolean available(Row row) {
        boolean past =
                switch (view.windowBound()) {
                    case BEFORE -> micros(row) + delay < time;
                    case AT_OR_BEFORE -> micros(row) + delay <= time;
                };
        return past && created(row);
    }

    private boolean created(Row row) {
        return view.created().stream().allMatch(column -> NaiveValues.micros(row, column) <= time);
    }

    private boolean inside(Row row, long width) {
        long start = time - delay - width;
        return switch (view.windowBound()) {
            case BEFORE -> micros(row) >= start;
            case AT_OR_BEFORE -> micros(row) > start;
        };
    }

    /** Of the rows of one event id the greatest of those that have been written; rows without an id as they are. */
    private List<Row> currentVersions(long widest) {
        if (view.eventId().isEmpty()) {
            return rows;
        }
        String id = view.eventId().get();
        List<Row> written = rows.stream()
                .filter(row -> view.created().isPresent() ? created(row) : available(row))
                .toList();
        List<Row> current = new ArrayList<>();
        for (Row row : written) {
            if (row.getAs(id) == null) {
                current.add(row);
            }
        }
        for (Object event : written.stream()
                .filter(row -> row.getAs(id) != null)
                .map(row -> NaiveValues.key(row.getAs(id)))
                .distinct()
                .toList()) {
            List<Row> versions = written.stream()
                    .filter(row -> row.getAs(id) != null)
                    .filter(row -> event.equals(NaiveValues.key(row.getAs(id))))
                    .toList();
            current.add(greatest(versions, widest));
        }
        return current;
    }

    private Row greatest(List<Row> versions, long widest) {
        Comparator<Row> newer = view.created().isPresent()
                ? by(view.created().stream().toList())
                : Comparator.comparingLong(this::micros);
        Comparator<Row> rank = newer.thenComparing(by(view.sequence()));
        Row newest = versions.stream().max(rank).orElseThrow();
        List<Row> tied =
                versions.stream().filter(row -> rank.compare(row, newest) == 0).toList();
        Row winner = tied.stream().max(this::compareContent).orElseThrow();
        boolean disputed = tied.stream().anyMatch(row -> compareContent(row, winner) != 0);
        if (disputed && view.ties() == TieRule.FAIL && inside(winner, widest)) {
            throw new DataException("view " + view.name() + ": different versions of one event are tied");
        }
        return winner;
    }

    /**
     * By time, then by whether they count, then by the inputs of the wanted features; of an input that is only counted,
     * whether it is NULL.
     */
    private int compareContent(Row a, Row b) {
        int order = Long.compare(micros(a), micros(b));
        if (order == 0) {
            order = Boolean.compare(counts(a), counts(b));
        }
        for (String input : lookup.windowFeatures().stream()
                .map(feature -> feature.aggregation().name())
                .distinct()
                .toList()) {
            boolean onlyCounted = lookup.windowFeatures().stream()
                    .filter(feature -> feature.aggregation().name().equals(input))
                    .allMatch(feature -> feature.function().equals(AggregateFunction.COUNT));
            Object left = a.getAs(input);
            Object right = b.getAs(input);
            if (order == 0) {
                order = onlyCounted ? Boolean.compare(left != null, right != null) : ValueOrder.compare(left, right);
            }
        }
        return order;
    }

    private @Nullable Object value(WindowFeature feature, List<Row> inside) {
        String input = feature.aggregation().name();
        if (feature.function().equals(AggregateFunction.COUNT)) {
            return (long) inside.size();
        }
        if (inside.isEmpty()) {
            return null;
        }
        List<Object> values = inside.stream().map(row -> row.getAs(input)).toList();
        return switch (feature.function().word()) {
            case "sum" -> NaiveAggregates.sum(values, feature.name());
            case "avg" -> NaiveAggregates.mean(values);
            case "variance" -> NaiveAggregates.variance(values);
            case "stddev" -> NaiveAggregates.deviation(values);
            case "min" -> values.stream().min(ValueOrder::compare).orElseThrow();
            case "max" -> values.stream().max(ValueOrder::compare).orElseThrow();
            case "first" -> end(inside, input, 1);
            case "last" -> end(inside, input, -1);
            default -> throw new IllegalStateException("no naive " + feature.function());
        };
    }

    /** The first (direction 1) or last (-1) value. */
    private Object end(List<Row> inside, String input, int direction) {
        Comparator<Row> rank = Comparator.comparingLong(this::micros)
                .thenComparing(by(view.created().stream().toList()))
                .thenComparing(by(view.sequence()));
        Comparator<Row> directed = direction > 0 ? rank : rank.reversed();
        Row end = inside.stream().min(directed).orElseThrow();
        List<Object> tied = inside.stream()
                .filter(row -> rank.compare(row, end) == 0)
                .map(row -> row.getAs(input))
                .toList();
        Object value = tied.stream()
                .min((a, b) -> direction * ValueOrder.compare(a, b))
                .orElseThrow();
        if (view.ties() == TieRule.FAIL && tied.stream().anyMatch(other -> !ValueOrder.same(other, value))) {
            throw new DataException("view " + view.name() + ": different values of " + input + " are tied");
        }
        return value;
    }

    private static Comparator<Row> by(List<String> columns) {
        return (a, b) -> columns.stream()
                .mapToInt(column -> ValueOrder.compare(a.getAs(column), b.getAs(column)))
                .filter(order -> order != 0)
                .findFirst()
                .orElse(0);
    }

    private long micros(Row row) {
        return NaiveValues.micros(row, view.timestamp().orElseThrow());
    }
}
