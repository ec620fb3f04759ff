package io.millrace.features;

import io.millrace.definitions.FeatureView;
import io.millrace.definitions.RowOrder;
import io.millrace.metrics.TieRule;
import java.util.ArrayList;
import java.util.List;

/**
 * Which columns tell the rows of a feature table apart.
 *
 * @param unique columns that no two rows share; empty if rows may be alike
 * @param primary the same, with the time in its place, as the catalog declares them
 * @param copies whether a row may be delivered again: rows equal in all columns count as one
 */
record RowKey(List<String> unique, List<String> primary, Copies copies) {

    /** What rows equal in all columns are. */
    enum Copies {
        /** An error. */
        REFUSED,
        /** One row, delivered again. */
        ONE_ROW
    }

    static RowKey of(FeatureView view) {
        if (view.isStatic()) {
            return new RowKey(view.entity(), view.entity(), Copies.REFUSED);
        }
        if (!view.features().isEmpty()) {
            if (view.ties() == TieRule.TOTAL_ORDER) {
                return new RowKey(List.of(), List.of(), Copies.REFUSED);
            }
            List<String> key = new ArrayList<>(view.entity());
            key.addAll(RowOrder.ofRows(view).rank());
            List<String> distinct = key.stream().distinct().toList();
            return new RowKey(distinct, distinct, Copies.REFUSED);
        }
        if (view.eventId().isEmpty()) {
            return new RowKey(List.of(), List.of(), Copies.REFUSED);
        }
        List<String> unique = new ArrayList<>(view.entity());
        unique.add(view.eventId().get());
        view.created().ifPresent(unique::add);
        unique.addAll(view.sequence());
        List<String> primary = new ArrayList<>(unique);
        primary.add(view.entity().size(), view.timestamp().orElseThrow());
        return new RowKey(
                unique.stream().distinct().toList(), primary.stream().distinct().toList(), Copies.ONE_ROW);
    }
}
