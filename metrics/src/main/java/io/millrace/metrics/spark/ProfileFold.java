package io.millrace.metrics.spark;

import io.millrace.metrics.ColumnProfile;
import io.millrace.metrics.Slice;
import io.millrace.metrics.TableProfileState;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Folds rows of (groups..., slices..., columns...) into table states. */
final class ProfileFold implements StateJob.Fold<TableProfileState> {
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

        List<ColumnProfile> emptyProfiles() {
            List<ColumnProfile> profiles = new ArrayList<>();
            columns.forEach(column -> profiles.add(column.emptyProfile()));
            return profiles;
        }
    }

    @Override
    public void add(Row row) {
        Group group = group(row);
        add(group.all, row);
        for (int i = 0; i < plan.slices().size(); i++) {
            int index = plan.groups() + i;
            String value = row.isNullAt(index) ? null : row.getString(index);
            add(group.slice(i, value), row);
        }
    }

    private void add(TableProfileState state, Row row) {
        state.addRow();
        for (int i = 0; i < plan.columns().size(); i++) {
            plan.columns()
                    .get(i)
                    .add(row, plan.firstColumn() + i, state.columns().get(i));
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
    public Map<String, TableProfileState> states() {
        Map<String, TableProfileState> states = new HashMap<>();
        for (Group group : groups.values()) {
            states.put(group.all.key(), group.all);
            for (Map<Slice, TableProfileState> slices : group.slices) {
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
        private final TableProfileState all;
        private final List<Map<Slice, TableProfileState>> slices = new ArrayList<>();

        /** The slice of each value that has one, by slice column. */
        private final List<Map<String, Slice>> sliceOf = new ArrayList<>();

        Group(List<@Nullable String> values, Plan plan) {
            this.values = values;
            this.plan = plan;
            this.all = TableProfileState.empty(values, Slice.all(), plan.emptyProfiles());
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

        TableProfileState slice(int index, @Nullable String value) {
            String column = plan.slices().get(index);
            Slice slice =
                    value == null ? Slice.ofNull(column) : sliceOf.get(index).getOrDefault(value, Slice.other(column));
            return slices.get(index)
                    .computeIfAbsent(slice, key -> TableProfileState.empty(values, key, plan.emptyProfiles()));
        }
    }
}
