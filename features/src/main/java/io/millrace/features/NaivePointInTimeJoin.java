package io.millrace.features;

import io.millrace.definitions.FeatureLookup;
import io.millrace.definitions.FeatureView;
import io.millrace.features.internal.JoinDefinition;
import io.millrace.features.internal.JoinDefinition.Lookup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/**
 * The same join as {@link PointInTimeJoin} as nested loops over lists: for each spine row and each lookup it looks at every
 * row of the view. It defines what is right; use it to understand a result or to test another engine, not for work.
 *
 * <p>Rows must know their schema, as collected rows do. Times are {@link java.sql.Timestamp} or {@link java.time.Instant}.
 */
public final class NaivePointInTimeJoin {

    private final JoinDefinition definition;

    private NaivePointInTimeJoin(JoinDefinition definition) {
        this.definition = definition;
    }

    /**
     * Returns the join; parameters as in {@link PointInTimeJoin#of}.
     *
     * @throws io.millrace.config.InvalidConfigException as {@link PointInTimeJoin#of}
     */
    public static NaivePointInTimeJoin of(List<FeatureView> views, String spineTimestamp, List<FeatureLookup> lookups) {
        return new NaivePointInTimeJoin(JoinDefinition.of(views, spineTimestamp, lookups));
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
        for (Lookup lookup : definition.lookups()) {
            @Nullable
            Object[] features =
                    new Object[lookup.definition().selected(lookup.view()).size()];
            Match match = find(lookup, spine, rows.getOrDefault(lookup.view().name(), List.of()), features);
            values.addAll(Arrays.asList(features));
            causes.add(match.age());
            causes.add(match.cause().name());
        }
        if (diagnostics) {
            values.addAll(causes);
        }
        return RowFactory.create(values.toArray());
    }

    /** How a lookup went for one spine row. */
    record Match(MatchCause cause, @Nullable Long age) {}

    private Match find(Lookup lookup, Row spine, List<Row> viewRows, @Nullable Object[] features) {
        FeatureView view = lookup.view();
        for (String key : lookup.definition().spineColumns(view)) {
            if (spine.getAs(key) == null) {
                return new Match(MatchCause.NULL_KEY, null);
            }
        }
        if (spine.getAs(definition.spineTimestamp()) == null) {
            return new Match(MatchCause.NULL_TIME, null);
        }
        long time = NaiveValues.micros(spine, definition.spineTimestamp());
        List<Row> usable = viewRows.stream()
                .filter(row -> sameKey(lookup, spine, row))
                .filter(row -> view.timestamp().stream().allMatch(column -> row.getAs(column) != null))
                .filter(row -> view.created().stream().allMatch(column -> row.getAs(column) != null))
                .toList();
        Match ofWindows = lookup.windowFeatures().isEmpty()
                ? new Match(MatchCause.NO_KEY, null)
                : new NaiveWindows(lookup, time, usable).fill(features);
        return lookup.asOfFeatures().isEmpty() ? ofWindows : new NaiveAsOf(lookup, time, usable).fill(features);
    }

    private static boolean sameKey(Lookup lookup, Row spine, Row row) {
        return lookup.view().entity().stream().allMatch(key -> {
            Object value = row.getAs(key);
            Object wanted = spine.getAs(lookup.definition().spineColumn(key));
            return value != null && NaiveValues.key(value).equals(NaiveValues.key(wanted));
        });
    }
}
