package io.millrace.features;

import io.millrace.config.EpochMicros;
import io.millrace.config.SqlName;
import io.millrace.config.TableName;
import io.millrace.definitions.Aggregation;
import io.millrace.definitions.FeatureView;
import io.millrace.definitions.RowOrder;
import io.millrace.definitions.WindowBound;
import io.millrace.metrics.AggregateFunction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The features of a view as of the instant {@code t}, in SQL over its feature table, by the contract on time.
 *
 * <p>One row for each key of which a row is known at {@code t}. Times are compared as microseconds, so that the session's
 * time zone and its clock changes do not count. Sums of doubles, means, variances and deviations are Spark's own, over the
 * inputs as doubles: they may differ from a lookup's in the last digits, and more for inputs that double does not hold. So may the
 * sign of a zero that is the minimum or maximum. Tied versions of an event are told apart by all inputs of the view, as by a lookup of
 * the whole view; a lookup of a part tells them apart by the inputs of that part.
 */
public record AsOfSql(FeatureView view, TableName table) {

    /** Returns the query; {@code t} is free in it, unless the view is static. */
    public String query() {
        String keys = columns(view.entity());
        if (view.isStatic()) {
            return "SELECT "
                    + columns(Stream.concat(view.entity().stream(), view.featureNames().stream())
                            .toList())
                    + "\n  FROM " + table.sql();
        }
        List<String> outputs = new ArrayList<>();
        List<String> aggregates = new ArrayList<>();
        view.features()
                .keySet()
                .forEach(name -> outputs.add("__newest." + SqlName.quoted(name) + " AS " + SqlName.quoted(name)));
        if (!view.features().isEmpty()) {
            aggregates.add(
                    "max_by(struct(" + columns(view.features().keySet().stream().toList()) + "), "
                            + struct(RowOrder.ofRows(view).deciding(view.ties()).stream())
                            + ") FILTER (WHERE __time <= __at - " + delay() + ") AS __newest");
        }
        for (Aggregation aggregation : view.aggregates().values()) {
            for (AggregateFunction function : aggregation.functions()) {
                for (Duration window : aggregation.windows()) {
                    String name = SqlName.quoted(aggregation.outputName(function, window));
                    outputs.add(name);
                    aggregates.add(aggregate(aggregation, function, window) + " AS " + name);
                }
            }
        }
        return "SELECT " + keys + ", " + String.join(", ", outputs)
                + "\n  FROM (SELECT " + keys + ",\n    " + String.join(",\n    ", aggregates)
                + "\n  FROM " + rows()
                + "\n  GROUP BY " + keys
                + "\n  HAVING bool_or(__time <= __at - " + delay()
                + (view.filtersVersions() ? " AND " + FeatureView.COUNTS : "") + "))";
    }

    /** What exists at {@code t}, with its times as microseconds and whether it is the current version of its event. */
    private String rows() {
        List<String> conditions = new ArrayList<>();
        view.entity().forEach(key -> conditions.add(SqlName.quoted(key) + " IS NOT NULL"));
        String time = "unix_micros(" + SqlName.quoted(view.timestamp().orElseThrow()) + ")";
        conditions.add(
                view.created().isPresent()
                        ? time + " IS NOT NULL AND unix_micros("
                                + SqlName.quoted(view.created().get()) + ") <= unix_micros(t)"
                        : time + " <= unix_micros(t) - " + delay());
        String created = view.created()
                .map(column -> ", unix_micros(" + SqlName.quoted(column) + ") AS __created")
                .orElse("");
        String known = "(SELECT *, unix_micros(t) AS __at, " + time + " AS __time" + created + "\n      FROM "
                + table.sql() + "\n      WHERE " + String.join(" AND ", conditions) + ")";
        return view.eventId().map(id -> versions(id, known)).orElse(known);
    }

    private String versions(String id, String known) {
        // Without a created time a version is known only once its own time has come.
        String eligible = view.created().isPresent() ? "" : ", " + before();
        RowOrder order = RowOrder.ofVersions(view, List.copyOf(view.aggregates().keySet()));
        String descending = order.deciding(view.ties()).stream()
                .flatMap(column ->
                        isOnlyCounted(column) ? Stream.of(SqlName.quoted(column) + " IS NOT NULL") : ordered(column))
                .map(column -> column + " DESC")
                .collect(Collectors.joining(", "));
        return "(SELECT *, " + SqlName.quoted(id) + " IS NULL OR row_number() OVER (PARTITION BY "
                + columns(view.entity())
                + ", " + SqlName.quoted(id) + eligible + "\n      ORDER BY " + descending
                + ") = 1 AS __current\n    FROM "
                + known + ")";
    }

    private boolean isOnlyCounted(String column) {
        Aggregation input = view.aggregates().get(column);
        return input != null && input.functions().stream().noneMatch(AggregateFunction::looksAtValues);
    }

    private String aggregate(Aggregation aggregation, AggregateFunction function, Duration window) {
        String input = SqlName.quoted(aggregation.name());
        String start = "__at - " + (EpochMicros.of(window) + EpochMicros.of(view.delay()));
        String from =
                switch (view.windowBound()) {
                    case BEFORE -> "__time >= " + start;
                    case AT_OR_BEFORE -> "__time > " + start;
                };
        String current = view.eventId().isPresent()
                ? " AND __current" + (view.filtersVersions() ? " AND " + FeatureView.COUNTS : "")
                : "";
        String filter = "FILTER (WHERE " + from + " AND " + before() + current + " AND " + input + " IS NOT NULL)";
        Stream<String> rank = RowOrder.ofRows(view).rank().stream();
        return function.sql(input, struct(Stream.concat(rank, Stream.of(aggregation.name()))), filter);
    }

    private String before() {
        return view.windowBound() == WindowBound.BEFORE ? "__time < __at - " + delay() : "__time <= __at - " + delay();
    }

    private String struct(Stream<String> columns) {
        return columns.flatMap(this::ordered).collect(Collectors.joining(", ", "struct(", ")"));
    }

    /** What orders by a column of {@link #rows}. To SQL the zeros of doubles are equal; their texts tell them apart. */
    private Stream<String> ordered(String column) {
        if (view.timestamp().filter(column::equals).isPresent()) {
            return Stream.of("__time");
        }
        if (view.created().filter(column::equals).isPresent()) {
            return Stream.of("__created");
        }
        String name = SqlName.quoted(column);
        return Stream.of(name, "CAST(" + name + " AS STRING)");
    }

    private long delay() {
        return EpochMicros.of(view.delay());
    }

    private static String columns(List<String> names) {
        return names.stream().map(SqlName::quoted).collect(Collectors.joining(", "));
    }
}
