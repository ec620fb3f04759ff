package io.millrace.features;

import io.millrace.definitions.SqlColumns;
import io.millrace.lakehouse.Source;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * When the columns of a source become known.
 *
 * @param knownAt for each column that is not known at once, the columns with the instants from which on it is; the latest
 *     counts
 */
public record Availability(Map<String, List<String>> knownAt) {

    /** Copies the parts. */
    public Availability {
        Map<String, List<String>> copy = new LinkedHashMap<>();
        knownAt.forEach((column, instants) -> copy.put(column, List.copyOf(instants)));
        knownAt = Collections.unmodifiableMap(copy);
    }

    /** Returns the availability of a source all of whose columns are known at once. */
    public static Availability immediate() {
        return new Availability(Map.of());
    }

    /** Returns what a source declares: for each late column the one that holds its instant. */
    public static Availability declared(Map<String, String> instants) {
        Map<String, List<String>> knownAt = new LinkedHashMap<>();
        instants.forEach((column, instant) -> knownAt.put(column, List.of(instant)));
        return new Availability(knownAt);
    }

    /**
     * Returns what is known of the columns of {@code source}: its declarations, those of the source that it is a view of,
     * and the columns computed from late ones. A source of SQL knows only its own declarations.
     *
     * @param sources all sources of the project
     */
    public static Availability of(String source, Map<String, Source> sources) {
        Source definition = sources.get(source);
        if (definition == null) {
            return immediate();
        }
        Map<String, List<String>> knownAt = new LinkedHashMap<>();
        if (definition.kind() == Source.Kind.VIEW) {
            Availability base = of(definition.from(), sources);
            base.knownAt().forEach((column, instants) -> {
                if (!definition.columns().containsKey(column)) {
                    knownAt.put(column, instants);
                }
            });
        }
        knownAt.putAll(declared(definition.available()).knownAt());
        return new Availability(knownAt).withComputed(definition.columns());
    }

    /**
     * Returns this and the columns that a source computes from late ones, which are known when the last of those is.
     *
     * @param expressions the SQL expressions of the source's columns, by name
     */
    public Availability withComputed(Map<String, String> expressions) {
        Map<String, List<String>> all = new LinkedHashMap<>(knownAt);
        boolean grown = true;
        while (grown) {
            grown = false;
            for (Map.Entry<String, String> computed : expressions.entrySet()) {
                if (!all.containsKey(computed.getKey()) && !isInstant(computed.getKey())) {
                    List<String> instants = instantsOf(SqlColumns.read(computed.getValue(), all.keySet()), all);
                    grown |= !instants.isEmpty() && all.put(computed.getKey(), instants) == null;
                }
            }
        }
        return new Availability(all);
    }

    /** Returns the late columns that a SQL expression reads. */
    Set<String> readBy(String expression) {
        return SqlColumns.read(expression, knownAt.keySet());
    }

    /** Returns the columns with the instants of a late column; empty for one that is known at once. */
    List<String> instants(String column) {
        return knownAt.getOrDefault(column, List.of());
    }

    private boolean isInstant(String column) {
        return knownAt.values().stream().anyMatch(instants -> instants.contains(column));
    }

    private static List<String> instantsOf(Set<String> columns, Map<String, List<String>> all) {
        List<String> instants = new ArrayList<>();
        columns.forEach(column -> instants.addAll(all.getOrDefault(column, List.of())));
        return instants.stream().distinct().toList();
    }
}
