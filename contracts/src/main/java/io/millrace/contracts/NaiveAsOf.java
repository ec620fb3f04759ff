package io.millrace.contracts;

import io.millrace.config.DataException;
import io.millrace.contracts.NaiveJoin.Match;
import io.millrace.definitions.FeatureLookup;
import io.millrace.definitions.FeatureView;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** The as-of or static features of one spine row, among the usable rows of its key. */
final class NaiveAsOf {

    private final FeatureView view;
    private final FeatureLookup lookup;
    private final long time;
    private final List<Row> rows;

    NaiveAsOf(FeatureView view, FeatureLookup lookup, long time, List<Row> rows) {
        this.view = view;
        this.lookup = lookup;
        this.time = time;
        this.rows = rows;
    }

    /** Writes the as-of features to their places among the lookup's features. */
    Match fill(@Nullable Object[] features) {
        if (view.isStatic()) {
            return fillStatic(features);
        }
        List<Row> known = rows.stream().filter(this::known).toList();
        if (known.isEmpty()) {
            return new Match(rows.isEmpty() ? "NO_KEY" : "NOT_YET_KNOWN", null);
        }
        long newest = known.stream().mapToLong(this::micros).max().orElseThrow();
        if (tooOld(newest)) {
            return new Match("TOO_OLD", null);
        }
        List<String> selected = lookup.selected(view);
        List<String> asOf =
                selected.stream().filter(view.features()::containsKey).toList();
        for (String feature : asOf) {
            Optional<Row> row =
                    switch (lookup.nulls()) {
                        case WHOLE_ROW -> Optional.of(newest(known, asOf));
                        case LAST_NON_NULL -> newestWith(feature, known);
                    };
            features[selected.indexOf(feature)] =
                    row.map(found -> found.getAs(feature)).orElse(null);
        }
        return new Match("MATCHED", time - newest);
    }

    private Match fillStatic(@Nullable Object[] features) {
        if (rows.size() > 1) {
            throw new DataException("view " + view.name() + ": several rows with one key");
        }
        List<String> selected = lookup.selected(view);
        for (Row row : rows) {
            selected.forEach(feature -> features[selected.indexOf(feature)] = row.getAs(feature));
        }
        return new Match(rows.isEmpty() ? "NO_KEY" : "MATCHED", null);
    }

    private boolean known(Row row) {
        long available = micros(row) + NaiveValues.micros(view.delay());
        boolean past =
                switch (lookup.bound()) {
                    case AT_OR_BEFORE -> available <= time;
                    case BEFORE -> available < time;
                };
        return past && view.created().stream().allMatch(column -> NaiveValues.micros(row, column) <= time);
    }

    private boolean tooOld(long rowTime) {
        Optional<Duration> lookback = lookup.lookback();
        return lookback.isPresent() && rowTime < time - NaiveValues.micros(lookback.get());
    }

    private Optional<Row> newestWith(String feature, List<Row> known) {
        List<Row> filled =
                known.stream().filter(row -> row.getAs(feature) != null).toList();
        if (filled.isEmpty()
                || tooOld(filled.stream().mapToLong(this::micros).max().orElseThrow())) {
            return Optional.empty();
        }
        return Optional.of(newest(filled, List.of(feature)));
    }

    private Row newest(List<Row> candidates, List<String> compared) {
        Row best = candidates.stream().max(this::rank).orElseThrow();
        List<Row> tied = candidates.stream().filter(row -> rank(row, best) == 0).toList();
        return switch (view.ties()) {
            case TOTAL_ORDER ->
                tied.stream().max(by(List.copyOf(view.features().keySet()))).orElseThrow();
            case FAIL -> {
                if (tied.stream().anyMatch(row -> by(compared).compare(row, best) != 0)) {
                    throw new DataException("view " + view.name() + ": different rows are tied");
                }
                yield best;
            }
        };
    }

    private int rank(Row a, Row b) {
        return Comparator.comparingLong(this::micros)
                .thenComparing(by(view.created().stream().toList()))
                .thenComparing(by(view.sequence()))
                .compare(a, b);
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
