package io.millrace.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The state of all columns over the rows of one group and slice, with the group and the slice. */
public final class TableProfileState implements MetricState<TableProfileState> {
    private static final long serialVersionUID = 1L;
    private static final byte FORMAT = 2;

    private final List<@Nullable String> groups;
    private final Slice slice;
    private final List<ColumnProfile> columns;
    private long rowCount;

    private TableProfileState(List<@Nullable String> groups, Slice slice, List<ColumnProfile> columns) {
        this.groups = groups;
        this.slice = slice;
        this.columns = columns;
    }

    /**
     * Makes the state of no rows.
     *
     * @param groups the values of the group columns; null for NULL
     * @param columns the empty profiles of the columns
     */
    public static TableProfileState empty(List<@Nullable String> groups, Slice slice, List<ColumnProfile> columns) {
        return new TableProfileState(groups, slice, columns);
    }

    /** Counts a row; its values go into the {@link #columns()}. */
    public void addRow() {
        rowCount++;
    }

    /** Returns the profiles of the columns, to add values to. */
    public List<ColumnProfile> columns() {
        return columns;
    }

    /** Tells groups and slices apart; each part is preceded by its length. */
    public String key() {
        StringBuilder key = new StringBuilder();
        for (String group : groups) {
            key.append(group == null ? -1 : group.length()).append(':').append(group == null ? "" : group);
        }
        key.append(slice.kind()).append(':');
        return key.append(slice.column().length())
                .append(':')
                .append(slice.column())
                .append(slice.value())
                .toString();
    }

    /** Returns the profiles under the names of their columns. */
    public TableProfile profile(List<String> names) {
        List<Optional<String>> values = new ArrayList<>();
        for (String group : groups) {
            values.add(Optional.ofNullable(group));
        }
        Map<String, ColumnProfile> profiles = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            profiles.put(names.get(i), columns.get(i));
        }
        return new TableProfile(values, slice, rowCount, profiles);
    }

    @Override
    public TableProfileState merge(TableProfileState other) {
        List<ColumnProfile> merged = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            merged.add(columns.get(i).merge(other.columns.get(i)));
        }
        TableProfileState state = new TableProfileState(groups, slice, merged);
        state.rowCount = rowCount + other.rowCount;
        return state;
    }

    @Override
    public byte[] toBytes() {
        StateWriter out = new StateWriter(FORMAT);
        out.writeCount(groups.size());
        for (String group : groups) {
            out.writeByte(group == null ? 0 : 1);
            out.writeString(group == null ? "" : group);
        }
        out.writeString(slice.kind().name());
        out.writeString(slice.column());
        out.writeString(slice.value());
        out.writeUnsigned(rowCount);
        out.writeCount(columns.size());
        columns.forEach(column -> out.writeBytes(column.toBytes()));
        return out.toBytes();
    }

    /** Returns the state that {@link #toBytes} wrote. */
    public static TableProfileState fromBytes(byte[] bytes) {
        StateReader in = new StateReader(bytes, FORMAT, "TableProfileState");
        int groupCount = in.readCount();
        List<@Nullable String> groups = new ArrayList<>();
        for (int i = 0; i < groupCount; i++) {
            boolean present = in.readByte() != 0;
            String text = in.readString();
            groups.add(present ? text : null);
        }
        Slice slice = new Slice(Slice.Kind.valueOf(in.readString()), in.readString(), in.readString());
        long rowCount = in.readUnsigned();
        int columnCount = in.readCount();
        List<ColumnProfile> columns = new ArrayList<>();
        for (int i = 0; i < columnCount; i++) {
            columns.add(ColumnProfile.fromBytes(in.readBytes()));
        }
        in.finish();
        TableProfileState state = new TableProfileState(groups, slice, columns);
        state.rowCount = rowCount;
        return state;
    }
}
