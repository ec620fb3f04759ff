package io.millrace.metrics;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Folds rows of (groups..., slices..., columns...) into table states. */
final class ProfileFold implements StateJob.Fold<TableState> {
    private final Plan plan;
    private final Map<List<@Nullable String>, Group> groups = new HashMap<>();
    private @Nullable Group last;

    ProfileFold(Plan plan) {
        this.plan = plan;
    }

    /** What stands where in a row, and which slices there are. */
    record Plan(int groups, List<String> slices, Map<String, List<String>> sliceValues, List<ProfiledColumn> columns)
            implements Serializable {
        int firstColumn() {
            return groups + slices.size();
        }
    }

    @Override
    public void add(Row row) {
        Group group = group(row);
        group.all.add(row, plan.firstColumn(), plan.columns());
        for (int i = 0; i < plan.slices().size(); i++) {
            int index = plan.groups() + i;
            String value = row.isNullAt(index) ? null : row.getString(index);
            group.slice(i, value).add(row, plan.firstColumn(), plan.columns());
        }
    }

    private Group group(Row row) {
        // Rows of one group often stand together.
        if (last != null && last.holds(row)) {
            return last;
        }
        List<@Nullable String> values = new ArrayList<>(plan.groups());
        for (int i = 0; i < plan.groups(); i++) {
            values.add(row.isNullAt(i) ? null : row.getString(i));
        }
        Group group = groups.computeIfAbsent(values, key -> new Group(key, plan));
        last = group;
        return group;
    }

    @Override
    public Map<String, TableState> states() {
        Map<String, TableState> states = new HashMap<>();
        for (Group group : groups.values()) {
            states.put(group.all.key(), group.all);
            for (Map<Slice, TableState> slices : group.slices) {
                slices.values().forEach(state -> states.put(state.key(), state));
            }
        }
        return states;
    }

    @Override
    public Optional<String> problem() {
        return Optional.empty();
    }

    /** The states of one group. */
    private static final class Group {
        private final List<@Nullable String> values;
        private final Plan plan;
        private final TableState all;
        private final List<Map<Slice, TableState>> slices = new ArrayList<>();

        /** The slice of each value that has one, by slice column. */
        private final List<Map<String, Slice>> sliceOf = new ArrayList<>();

        Group(List<@Nullable String> values, Plan plan) {
            this.values = values;
            this.plan = plan;
            this.all = TableState.empty(values, Slice.all(), plan.columns());
            for (String column : plan.slices()) {
                slices.add(new HashMap<>());
                Map<String, Slice> known = new HashMap<>();
                for (String value : plan.sliceValues().getOrDefault(column, List.of())) {
                    known.put(value, Slice.of(column, value));
                }
                sliceOf.add(known);
            }
        }

        boolean holds(Row row) {
            for (int i = 0; i < values.size(); i++) {
                String value = values.get(i);
                if (row.isNullAt(i) ? value != null : !row.getString(i).equals(value)) {
                    return false;
                }
            }
            return true;
        }

        TableState slice(int index, @Nullable String value) {
            String column = plan.slices().get(index);
            Slice slice =
                    value == null ? Slice.ofNull(column) : sliceOf.get(index).getOrDefault(value, Slice.other(column));
            return slices.get(index).computeIfAbsent(slice, key -> TableState.empty(values, key, plan.columns()));
        }
    }
}
