package io.millrace.metrics;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The profiles of a table's columns over the rows of one group and slice.
 *
 * @param groups the values of the group columns as text, in their order; empty for NULL
 * @param slice which rows of the group
 * @param rowCount rows
 * @param columns the profiles by column, in the order asked for
 */
public record TableProfile(
        List<Optional<String>> groups, Slice slice, long rowCount, Map<String, ColumnProfile> columns) {
    /** Copies the collections. */
    public TableProfile {
        groups = List.copyOf(groups);
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    }

    /**
     * Returns the profile of the rows of both, under this one's groups and slice: so windows become a longer window, and
     * models all models.
     *
     * @throws IllegalArgumentException if the columns, their types or their bins differ
     */
    public TableProfile merge(TableProfile other) {
        if (!columns.keySet().equals(other.columns.keySet())) {
            throw new IllegalArgumentException(
                    "columns differ: " + columns.keySet() + " and " + other.columns.keySet());
        }
        Map<String, ColumnProfile> merged = new LinkedHashMap<>();
        columns.forEach((name, profile) -> merged.put(name, profile.merge(other.column(name))));
        return new TableProfile(groups, slice, rowCount + other.rowCount, merged);
    }

    /** Returns this profile under other group values. */
    public TableProfile withGroups(List<Optional<String>> values) {
        return new TableProfile(values, slice, rowCount, columns);
    }

    /**
     * Returns the profile of a column.
     *
     * @throws IllegalArgumentException if there is no such column
     */
    public ColumnProfile column(String name) {
        ColumnProfile profile = columns.get(name);
        if (profile == null) {
            throw new IllegalArgumentException("no profile of column '" + name + "'; there are " + columns.keySet());
        }
        return profile;
    }
}
