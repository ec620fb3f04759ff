package io.millrace.definitions;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The parts of a view's definition that shape the rows of its feature table, as far as some of its features are read.
 *
 * <p>Left out is what other features are, what a lookup applies to the rows (delay, ties, windows and their functions), and
 * what only tells of the view (comment, owner, tags, expectations that drop nothing).
 *
 * @param parts the text of each part, by its key in the configuration
 */
public record TableDefinition(Map<String, String> parts) {

    /** Copies the parts. */
    public TableDefinition {
        parts = Checks.ordered(parts);
    }

    /** Returns the parts of {@code view} that matter to these of its features; names that it does not have are absent. */
    public static TableDefinition of(FeatureView view, Collection<String> features) {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("source", view.source());
        parts.put("entity", view.entity().toString());
        view.timestamp().ifPresent(column -> parts.put("timestamp", column));
        view.created().ifPresent(column -> parts.put("created", column));
        parts.put("sequence", view.sequence().toString());
        view.eventId().ifPresent(column -> parts.put("event-id", column));
        view.where().ifPresent(condition -> parts.put("where", condition));
        view.features().forEach((name, sql) -> {
            if (features.contains(name)) {
                parts.put("features." + name, sql);
            }
        });
        view.aggregates().forEach((name, aggregation) -> {
            if (aggregation.outputNames().stream().anyMatch(features::contains)) {
                parts.put("aggregates." + name + ".input", aggregation.input());
                aggregation.where().ifPresent(sql -> parts.put("aggregates." + name + ".where", sql));
            }
        });
        view.expectations().stream()
                .filter(expectation -> expectation.onFailure() == Expectation.OnFailure.DROP)
                .forEach(expectation -> parts.put("expect." + expectation.name(), expectation.rule()));
        return new TableDefinition(parts);
    }

    /** Returns a sentence for each part in which a table of {@code found} differs from this. */
    public List<String> differences(TableDefinition found) {
        Set<String> keys = new LinkedHashSet<>(parts.keySet());
        keys.addAll(found.parts.keySet());
        List<String> differences = new ArrayList<>();
        for (String key : keys) {
            String wanted = parts.getOrDefault(key, "");
            String there = found.parts.getOrDefault(key, "");
            if (!wanted.equals(there)) {
                differences.add(key + " is " + said(there) + " in the table and " + said(wanted) + " in the spec");
            }
        }
        return differences;
    }

    private static String said(String text) {
        return text.isEmpty() ? "absent" : "'" + text + "'";
    }
}
