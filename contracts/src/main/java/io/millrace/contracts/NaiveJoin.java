package io.millrace.contracts;

import io.millrace.definitions.FeatureLookup;
import io.millrace.definitions.FeatureView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/**
 * The features of each row of a spine, as nested loops over lists: for each spine row and each lookup it looks at every row of
 * the view. It defines what is right; use it to understand a result or to test an engine, not for work.
 *
 * <p>Rows must know their schema, as collected rows do. Times are {@link java.sql.Timestamp} or {@link java.time.Instant}. Numbers are
 * folded as {@link java.math.BigDecimal}, and rounded once.
 */
public final class NaiveJoin {

    private final Map<String, FeatureView> views = new HashMap<>();
    private final List<FeatureLookup> lookups;
    private final String spineTimestamp;
    private final Map<String, NaiveFunction> functions;

    private NaiveJoin(
            List<FeatureView> views,
            String spineTimestamp,
            List<FeatureLookup> lookups,
            Map<String, NaiveFunction> functions) {
        views.forEach(view -> this.views.put(view.name(), view));
        this.lookups = List.copyOf(lookups);
        this.spineTimestamp = spineTimestamp;
        this.functions = Map.copyOf(functions);
    }

    /**
     * Returns the join of {@code lookups}, which are right, to spines whose time is {@code spineTimestamp}.
     *
     * @param functions what aggregate functions compute that are not ours, by their words
     */
    public static NaiveJoin of(
            List<FeatureView> views,
            String spineTimestamp,
            List<FeatureLookup> lookups,
            Map<String, NaiveFunction> functions) {
        return new NaiveJoin(views, spineTimestamp, lookups, functions);
    }

    /**
     * Returns each spine row with its features, in the order of the spine.
     *
     * <p>{@code rows} are prepared, as {@link FeatureView#preparedColumns()} says. Texts that may hold bytes which are no
     * UTF-8 must be given as binary, for a {@link String} does not hold them.
     *
     * @throws io.millrace.config.DataException if rows are tied, a static key is not unique, or a sum does not fit
     */
    public List<Row> join(List<Row> spine, Map<String, List<Row>> rows) {
        return spine.stream().map(row -> joined(row, rows, false)).toList();
    }

    /** Like {@link #join}, with the age in microseconds and the cause of each lookup's match behind the features. */
    public List<Row> joinWithDiagnostics(List<Row> spine, Map<String, List<Row>> rows) {
        return spine.stream().map(row -> joined(row, rows, true)).toList();
    }

    private Row joined(Row spine, Map<String, List<Row>> rows, boolean diagnostics) {
        List<@Nullable Object> values = new ArrayList<>();
        List<@Nullable Object> causes = new ArrayList<>();
        for (int i = 0; i < spine.length(); i++) {
            values.add(spine.get(i));
        }
        for (FeatureLookup definition : lookups) {
            FeatureView view = Objects.requireNonNull(views.get(definition.view()), definition.view());
            @Nullable Object[] features = new Object[definition.selected(view).size()];
            Match match = find(view, definition, spine, rows.getOrDefault(view.name(), List.of()), features);
            values.addAll(Arrays.asList(features));
            causes.add(match.age());
            causes.add(match.cause());
        }
        if (diagnostics) {
            values.addAll(causes);
        }
        return RowFactory.create(values.toArray());
    }

    /** How a lookup went for one spine row: the word of its cause, and the age of the newest match in microseconds. */
    record Match(String cause, @Nullable Long age) {}

    private Match find(
            FeatureView view, FeatureLookup lookup, Row spine, List<Row> viewRows, @Nullable Object[] features) {
        for (String key : view.entity()) {
            if (spine.getAs(lookup.spineColumn(key)) == null) {
                return new Match("NULL_KEY", null);
            }
        }
        if (spine.getAs(spineTimestamp) == null) {
            return new Match("NULL_TIME", null);
        }
        long time = NaiveValues.micros(spine, spineTimestamp);
        List<Row> usable = viewRows.stream()
                .filter(row -> sameKey(view, lookup, spine, row))
                .filter(row -> view.timestamp().stream().allMatch(column -> row.getAs(column) != null))
                .filter(row -> view.created().stream().allMatch(column -> row.getAs(column) != null))
                .toList();
        NaiveWindows windows = new NaiveWindows(view, lookup.selected(view), functions, time, usable);
        Match ofWindows = windows.isEmpty() ? new Match("NO_KEY", null) : windows.fill(features);
        boolean asOf = lookup.selected(view).stream().anyMatch(view.features()::containsKey);
        return asOf ? new NaiveAsOf(view, lookup, time, usable).fill(features) : ofWindows;
    }

    private static boolean sameKey(FeatureView view, FeatureLookup lookup, Row spine, Row row) {
        return view.entity().stream().allMatch(key -> {
            Object value = row.getAs(key);
            Object wanted = spine.getAs(lookup.spineColumn(key));
            return value != null && NaiveValues.key(value).equals(NaiveValues.key(wanted));
        });
    }
}
