package io.millrace.definitions;

import io.millrace.metrics.TieRule;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which of two rows of a view is the newer one, said once for engines, SQL and stored tables.
 *
 * <p>It is the one with the greater value in the first column of {@code rank} in which they differ. Rows equal in all of those
 * are tied: under {@link TieRule#TOTAL_ORDER} the first column of {@code rest} in which they differ decides, under {@link
 * TieRule#FAIL} nothing does. Values are ordered as by {@link io.millrace.metrics.PlainValues#ORDER}: NULL is least, NaN
 * greatest.
 *
 * @param rank prepared columns that rank rows, the weightiest first
 * @param rest the prepared columns that tell tied rows apart, the weightiest first
 */
public record RowOrder(List<String> rank, List<String> rest) {

    /** Copies the lists; of a column that comes again the first place counts. */
    public RowOrder {
        rank = rank.stream().distinct().toList();
        rest = rest.stream().distinct().toList();
    }

    /**
     * Returns the order of a view's rows: by time, created time and sequence, then by all as-of features, whichever are wanted.
     * Values of a window, too, are first or last by this rank, then by themselves.
     *
     * @throws java.util.NoSuchElementException if the view is static
     */
    public static RowOrder ofRows(FeatureView view) {
        Stream<String> times = Stream.of(view.timestamp().orElseThrow());
        return new RowOrder(
                ranked(Stream.concat(times, view.created().stream()), view),
                List.copyOf(view.features().keySet()));
    }

    /**
     * Returns the order of the versions of one event: by created time, or by time if none is declared, and sequence; then by
     * time, by whether they count, and by the inputs.
     *
     * @param inputs the aggregations that matter, in order
     */
    public static RowOrder ofVersions(FeatureView view, List<String> inputs) {
        String time = view.timestamp().orElseThrow();
        List<String> rest = new ArrayList<>(List.of(time));
        if (view.filtersVersions()) {
            rest.add(FeatureView.COUNTS);
        }
        rest.addAll(inputs);
        return new RowOrder(ranked(Stream.of(view.created().orElse(time)), view), rest);
    }

    /** Returns the columns that decide under a rule, the weightiest first. */
    public List<String> deciding(TieRule ties) {
        return switch (ties) {
            case FAIL -> rank;
            case TOTAL_ORDER -> Stream.concat(rank.stream(), rest.stream()).toList();
        };
    }

    private static List<String> ranked(Stream<String> times, FeatureView view) {
        return Stream.concat(times, view.sequence().stream()).toList();
    }
}
