package io.millrace.contracts;

import io.millrace.config.DataException;
import io.millrace.contracts.NaiveJoin.Match;
import io.millrace.definitions.FeatureView;
import io.millrace.metrics.AggregateFunction;
import io.millrace.metrics.TieRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** The window features of one spine row, among the usable rows of its key. */
final class NaiveWindows {

    private final FeatureView view;
    private final List<String> selected;
    private final List<Wanted> wanted;
    private final Map<String, NaiveFunction> functions;
    private final long time;
    private final List<Row> rows;
    private final long delay;

    /** One feature: a function of an aggregation's inputs over a window. */
    private record Wanted(String name, String input, AggregateFunction function, long width) {}

    NaiveWindows(
            FeatureView view, List<String> selected, Map<String, NaiveFunction> functions, long time, List<Row> rows) {
        this.view = view;
        this.selected = selected;
        this.functions = functions;
        this.time = time;
        this.rows = rows;
        this.delay = NaiveValues.micros(view.delay());
        List<Wanted> all = new ArrayList<>();
        view.aggregates()
                .forEach((input, aggregation) -> aggregation.functions().forEach(function -> aggregation
                        .windows()
                        .forEach(window -> all.add(new Wanted(
                                aggregation.outputName(function, window),
                                input,
                                function,
                                NaiveValues.micros(window))))));
        this.wanted = selected.stream()
                .flatMap(name -> all.stream().filter(feature -> feature.name.equals(name)))
                .toList();
    }

    /** Whether no window feature is wanted. */
    boolean isEmpty() {
        return wanted.isEmpty();
    }

    /** Writes the window features to their places among the lookup's features. */
    Match fill(@Nullable Object[] features) {
        long widest = wanted.stream().mapToLong(Wanted::width).max().orElseThrow();
        List<Row> counted = currentVersions(widest).stream()
                .filter(this::counts)
                .filter(this::available)
                .toList();
        for (Wanted feature : wanted) {
            List<Row> inside = counted.stream()
                    .filter(row -> inside(row, feature.width))
                    .filter(row -> row.getAs(feature.input) != null)
                    .toList();
            features[selected.indexOf(feature.name)] = value(feature, inside);
        }
        return match(counted.stream().filter(row -> inside(row, widest)).toList());
    }

    private Match match(List<Row> inside) {
        if (!inside.isEmpty()) {
            long newest = inside.stream().mapToLong(this::micros).max().orElseThrow();
            return new Match("MATCHED", time - newest);
        }
        List<Row> ever = rows.stream().filter(this::counts).toList();
        if (ever.isEmpty()) {
            return new Match("NO_KEY", null);
        }
        boolean any = ever.stream().anyMatch(this::available);
        return new Match(any ? "TOO_OLD" : "NOT_YET_KNOWN", null);
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
        for (String input : wanted.stream().map(Wanted::input).distinct().toList()) {
            boolean onlyCounted = wanted.stream()
                    .filter(feature -> feature.input.equals(input))
                    .allMatch(feature -> feature.function.equals(AggregateFunction.COUNT));
            Object left = a.getAs(input);
            Object right = b.getAs(input);
            if (order == 0) {
                order = onlyCounted ? Boolean.compare(left != null, right != null) : NaiveValues.compare(left, right);
            }
        }
        return order;
    }

    private @Nullable Object value(Wanted feature, List<Row> inside) {
        if (feature.function.equals(AggregateFunction.COUNT)) {
            return (long) inside.size();
        }
        if (inside.isEmpty()) {
            return null;
        }
        List<Object> values =
                inside.stream().<Object>map(row -> row.getAs(feature.input)).toList();
        return switch (feature.function.word()) {
            case "sum" -> NaiveAggregates.sum(values, feature.name);
            case "avg" -> NaiveAggregates.mean(values);
            case "variance" -> NaiveAggregates.variance(values);
            case "stddev" -> NaiveAggregates.deviation(values);
            case "min" -> values.stream().min(NaiveValues::compare).orElseThrow();
            case "max" -> values.stream().max(NaiveValues::compare).orElseThrow();
            case "first" -> end(inside, feature.input, 1);
            case "last" -> end(inside, feature.input, -1);
            default ->
                Objects.requireNonNull(functions.get(feature.function.word()), feature.name)
                        .value(values);
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
                .min((a, b) -> direction * NaiveValues.compare(a, b))
                .orElseThrow();
        if (view.ties() == TieRule.FAIL && tied.stream().anyMatch(other -> !NaiveValues.same(other, value))) {
            throw new DataException("view " + view.name() + ": different values of " + input + " are tied");
        }
        return value;
    }

    private static Comparator<Row> by(List<String> columns) {
        return (a, b) -> columns.stream()
                .mapToInt(column -> NaiveValues.compare(a.getAs(column), b.getAs(column)))
                .filter(order -> order != 0)
                .findFirst()
                .orElse(0);
    }

    private long micros(Row row) {
        return NaiveValues.micros(row, view.timestamp().orElseThrow());
    }
}
