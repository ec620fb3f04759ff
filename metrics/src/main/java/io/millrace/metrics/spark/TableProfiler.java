package io.millrace.metrics.spark;

import io.millrace.config.DataException;
import io.millrace.metrics.CategoryCounts;
import io.millrace.metrics.ColumnProfile;
import io.millrace.metrics.ItemCount;
import io.millrace.metrics.ProfileBins;
import io.millrace.metrics.TableProfile;
import io.millrace.metrics.TableProfileState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Profiles many columns of a table in one pass, group by group and slice by slice.
 *
 * <p>Each partition keeps one state for each group and slice and updates all that a row belongs to: rows are never
 * multiplied, and only states are shuffled. The results have the same bits whatever the order and the partitions of the
 * rows. A group is a combination of values of the group columns (a window's start, a model's version); the slices of a group
 * are all its rows, and the rows with each value of each slice column.
 */
public final class TableProfiler {
    private static final Comparator<TableProfile> ORDER = Comparator.comparing(
                    (TableProfile profile) -> profile.groups().toString())
            .thenComparing(TableProfile::slice);

    private final Builder settings;

    private TableProfiler(Builder settings) {
        this.settings = settings;
    }

    /** Returns a builder of a profiler of all columns, as one group without slices. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns the profiles, sorted by group and slice; no group, and no slice, without rows.
     *
     * <p>One Spark job; one more, over the slice columns alone, if the values of a slice column are not given.
     *
     * @throws DataException if a column is missing
     */
    public List<TableProfile> profile(Dataset<Row> rows) {
        StructType schema = rows.schema();
        List<String> names = settings.columns.isEmpty() ? Arrays.asList(rows.columns()) : settings.columns;
        List<ProfiledColumn> columns = new ArrayList<>();
        for (String name : names) {
            columns.add(ProfiledColumn.of(schema, name, settings.bins.get(name), settings.resolution));
        }
        List<Column> inputs = new ArrayList<>();
        settings.groups.forEach(name -> inputs.add(input(InputColumns.text(schema, name), inputs)));
        settings.slices.forEach(name -> inputs.add(input(InputColumns.text(schema, name), inputs)));
        columns.forEach(column -> inputs.add(input(column.input(schema), inputs)));
        ProfileFold.Plan plan =
                new ProfileFold.Plan(settings.groups.size(), settings.slices, sliceValues(rows), List.copyOf(columns));
        return StateJob.run(
                        rows.select(inputs.toArray(Column[]::new)),
                        () -> new ProfileFold(plan),
                        TableProfileState::fromBytes)
                .values()
                .stream()
                .map(state ->
                        state.profile(columns.stream().map(ProfiledColumn::name).toList()))
                .sorted(ORDER)
                .toList();
    }

    private static Column input(Column column, Collection<Column> before) {
        return column.as("input_" + before.size());
    }

    /**
     * Returns the values of each slice column that get a profile of their own: those given, else the most frequent ones of
     * {@code rows} (ties: the smaller text first); none of a column with more than 10,000 distinct values.
     *
     * <p>One Spark job over the slice columns whose values are not given, none if there are no such.
     *
     * @throws DataException if a column is missing
     */
    public Map<String, List<String>> sliceValues(Dataset<Row> rows) {
        StructType schema = rows.schema();
        List<String> open = settings.slices.stream()
                .filter(slice -> !settings.sliceValues.containsKey(slice))
                .toList();
        Map<String, List<String>> values = new LinkedHashMap<>();
        settings.slices.forEach(slice -> values.put(slice, settings.sliceValues.getOrDefault(slice, List.of())));
        if (open.isEmpty()) {
            return values;
        }
        Column[] inputs =
                open.stream().map(name -> InputColumns.text(schema, name)).toArray(Column[]::new);
        int count = open.size();
        StateJob.run(rows.select(inputs), () -> new ValueFold(count), CategoryCounts::fromBytes)
                .forEach((index, counts) -> values.put(
                        open.get(Integer.parseInt(index)),
                        counts.capped()
                                ? List.of()
                                : counts.frequent(settings.maxSlices).stream()
                                        .map(ItemCount::item)
                                        .toList()));
        return values;
    }

    /** Counts the values of each column. */
    private static final class ValueFold implements StateJob.Fold<CategoryCounts> {
        private final List<CategoryCounts> counts = new ArrayList<>();

        ValueFold(int columns) {
            for (int i = 0; i < columns; i++) {
                counts.add(new CategoryCounts(CategoryCounts.LIMIT));
            }
        }

        @Override
        public void add(Row row) {
            for (int i = 0; i < counts.size(); i++) {
                if (!row.isNullAt(i)) {
                    counts.get(i).add(row.getString(i));
                }
            }
        }

        @Override
        public Map<String, CategoryCounts> states() {
            Map<String, CategoryCounts> states = new LinkedHashMap<>();
            for (int i = 0; i < counts.size(); i++) {
                states.put(Integer.toString(i), counts.get(i));
            }
            return states;
        }

        @Override
        public Optional<String> problem() {
            return Optional.empty();
        }
    }

    /** Says what to profile. */
    public static final class Builder {
        private List<String> columns = List.of();
        private List<String> groups = List.of();
        private List<String> slices = List.of();
        private Map<String, List<String>> sliceValues = Map.of();
        private Map<String, ProfileBins> bins = Map.of();
        private int maxSlices = 100;
        private int resolution = ColumnProfile.DEFAULT_RESOLUTION;

        private Builder() {}

        /** Sets the columns to profile; all if there are none. */
        public Builder columns(List<String> names) {
            columns = List.copyOf(names);
            return this;
        }

        /** Sets the columns whose values, as text, make the groups; a NULL is a value. */
        public Builder groups(List<String> names) {
            groups = List.copyOf(names);
            return this;
        }

        /** Sets the slice columns. */
        public Builder slices(List<String> names) {
            slices = List.copyOf(names);
            return this;
        }

        /** Sets the values of slice columns that get a profile of their own, as a baseline found them; others are "other". */
        public Builder sliceValues(Map<String, List<String>> values) {
            sliceValues = Map.copyOf(values);
            return this;
        }

        /** Sets the bins by column in which numeric columns are counted. */
        public Builder bins(Map<String, ProfileBins> byColumn) {
            bins = Map.copyOf(byColumn);
            return this;
        }

        /** Sets how many values of a slice column get a profile of their own if they are not given; 100 unless set. */
        public Builder maxSlices(int count) {
            maxSlices = count;
            return this;
        }

        /** Sets how many numbers of a column are told apart before they share bins; 2,048 unless set. */
        public Builder resolution(int values) {
            resolution = values;
            return this;
        }

        /**
         * Returns the profiler.
         *
         * @throws IllegalArgumentException if a limit is not positive
         */
        public TableProfiler build() {
            if (maxSlices < 1 || resolution < 1) {
                throw new IllegalArgumentException(
                        "maxSlices is " + maxSlices + ", resolution is " + resolution + "; must be positive");
            }
            Builder copy = new Builder();
            copy.columns = columns;
            copy.groups = groups;
            copy.slices = slices;
            copy.sliceValues = sliceValues;
            copy.bins = bins;
            copy.maxSlices = maxSlices;
            copy.resolution = resolution;
            return new TableProfiler(copy);
        }
    }
}
