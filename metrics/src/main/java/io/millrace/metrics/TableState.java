package io.millrace.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** The state of all columns over the rows of one group and slice, with the group and the slice. */
final class TableState implements MetricState<TableState> {
    private static final long serialVersionUID = 1L;
    private static final byte FORMAT = 2;

    private final List<@Nullable String> groups;
    private final Slice slice;
    private final List<ColumnProfile> columns;
    private long rowCount;

    private TableState(List<@Nullable String> groups, Slice slice, List<ColumnProfile> columns) {
        this.groups = groups;
        this.slice = slice;
        this.columns = columns;
    }

    static TableState empty(List<@Nullable String> groups, Slice slice, List<ProfiledColumn> columns) {
        List<ColumnProfile> profiles = new ArrayList<>();
        columns.forEach(column -> profiles.add(column.emptyProfile()));
        return new TableState(groups, slice, profiles);
    }

    void add(Row row, int first, List<ProfiledColumn> readers) {
        rowCount++;
        for (int i = 0; i < readers.size(); i++) {
            readers.get(i).add(row, first + i, columns.get(i));
        }
    }

    /** Tells groups and slices apart; each part is preceded by its length. */
    String key() {
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

    TableProfile profile(List<ProfiledColumn> names) {
        List<Optional<String>> values = new ArrayList<>();
        for (String group : groups) {
            values.add(Optional.ofNullable(group));
        }
        Map<String, ColumnProfile> profiles = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            profiles.put(names.get(i).name(), columns.get(i));
        }
        return new TableProfile(values, slice, rowCount, profiles);
    }

    @Override
    public TableState merge(TableState other) {
        List<ColumnProfile> merged = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            merged.add(columns.get(i).merge(other.columns.get(i)));
        }
        TableState state = new TableState(groups, slice, merged);
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

    static TableState fromBytes(byte[] bytes) {
        StateReader in = new StateReader(bytes, FORMAT, "TableState");
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
        TableState state = new TableState(groups, slice, columns);
        state.rowCount = rowCount;
        return state;
    }
}
