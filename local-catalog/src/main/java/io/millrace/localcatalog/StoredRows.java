package io.millrace.localcatalog;

import io.delta.kernel.Scan;
import io.delta.kernel.Snapshot;
import io.delta.kernel.Table;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.MapValue;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.engine.FileReadResult;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.data.ScanStateRow;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampType;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * Reads the newest version of a small table of a warehouse without a Spark session, through Delta's kernel: a fraction of a
 * second where a session takes seconds. Other writers may commit meanwhile; what is read is one snapshot.
 *
 * <p>Found at run time by its name. Takes the warehouse's folder, catalog, schema and table, and gives each row as its
 * values by column: texts, {@code Integer}, {@code Long}, {@code Double}, {@link Instant}, lists, maps of texts, and
 * structures as maps by field; NULLs are left out. No rows if there is no such table.
 */
public final class StoredRows implements Function<List<String>, List<Map<String, Object>>> {
    /** Made by reflection. */
    public StoredRows() {}

    @Override
    public List<Map<String, Object>> apply(List<String> place) {
        Optional<Path> folder = Warehouse.table(place);
        try {
            return folder.isEmpty() ? List.of() : read(folder.get());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + folder.get(), e);
        }
    }

    private static List<Map<String, Object>> read(Path folder) throws IOException {
        new LogFolder(folder).requireNewest();
        Engine engine = DefaultEngine.create(new Configuration(false));
        Snapshot snapshot = Table.forPath(engine, folder.toUri().toString()).getLatestSnapshot(engine);
        Scan scan = snapshot.getScanBuilder().build();
        io.delta.kernel.data.Row state = scan.getScanState(engine);
        List<Map<String, Object>> rows = new ArrayList<>();
        try (CloseableIterator<io.delta.kernel.data.Row> files = Utils.intoRows(scan.getScanFiles(engine))) {
            while (files.hasNext()) {
                read(engine, state, files.next(), rows);
            }
        }
        return rows;
    }

    private static void read(
            Engine engine,
            io.delta.kernel.data.Row state,
            io.delta.kernel.data.Row file,
            List<Map<String, Object>> rows)
            throws IOException {
        var status = Utils.singletonCloseableIterator(InternalScanFileUtils.getAddFileStatus(file));
        StructType physical = ScanStateRow.getPhysicalDataReadSchema(state);
        try (CloseableIterator<FileReadResult> read =
                        engine.getParquetHandler().readParquetFiles(status, physical, Optional.empty());
                CloseableIterator<ColumnarBatch> data = read.map(FileReadResult::getData);
                CloseableIterator<FilteredColumnarBatch> batches =
                        Scan.transformPhysicalData(engine, state, file, data);
                CloseableIterator<io.delta.kernel.data.Row> found = Utils.intoRows(batches)) {
            while (found.hasNext()) {
                rows.add(values(found.next()));
            }
        }
    }

    private static Map<String, Object> values(io.delta.kernel.data.Row row) {
        Map<String, Object> values = new LinkedHashMap<>();
        StructType schema = row.getSchema();
        for (int i = 0; i < schema.length(); i++) {
            StructField field = schema.at(i);
            Object value = row.isNullAt(i) ? null : value(row, i, field.getDataType());
            if (value != null) {
                values.put(field.getName(), value);
            }
        }
        return values;
    }

    private static Object value(io.delta.kernel.data.Row row, int i, DataType type) {
        if (type instanceof StringType) {
            return row.getString(i);
        } else if (type instanceof IntegerType) {
            return row.getInt(i);
        } else if (type instanceof LongType) {
            return row.getLong(i);
        } else if (type instanceof DoubleType) {
            return row.getDouble(i);
        } else if (type instanceof TimestampType) {
            return instant(row.getLong(i));
        } else if (type instanceof MapType) {
            return map(row.getMap(i));
        } else if (type instanceof ArrayType array) {
            return list(row.getArray(i).getElements(), array.getElementType());
        } else if (type instanceof StructType) {
            return values(row.getStruct(i));
        }
        throw unsupported(type);
    }

    private static Map<String, Object> map(MapValue map) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < map.getSize(); i++) {
            Object value = element(map.getValues(), i, map.getValues().getDataType());
            if (value != null) {
                values.put(map.getKeys().getString(i), value);
            }
        }
        return values;
    }

    private static List<Object> list(ColumnVector elements, DataType type) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < elements.getSize(); i++) {
            Object value = element(elements, i, type);
            if (value != null) {
                values.add(value);
            }
        }
        return values;
    }

    private static @Nullable Object element(ColumnVector vector, int i, DataType type) {
        if (vector.isNullAt(i)) {
            return null;
        } else if (type instanceof StringType) {
            return vector.getString(i);
        } else if (type instanceof LongType) {
            return vector.getLong(i);
        } else if (type instanceof StructType struct) {
            Map<String, Object> values = new LinkedHashMap<>();
            for (int f = 0; f < struct.length(); f++) {
                Object value = element(vector.getChild(f), i, struct.at(f).getDataType());
                if (value != null) {
                    values.put(struct.at(f).getName(), value);
                }
            }
            return values;
        }
        throw unsupported(type);
    }

    private static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), 1000L * Math.floorMod(micros, 1_000_000L));
    }

    private static UnsupportedOperationException unsupported(DataType type) {
        return new UnsupportedOperationException("A column of type " + type + " is read by a session only");
    }
}
