package io.millrace.lakehouse;

import io.millrace.config.DataException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;

/** One row, or one structure of a row, of a small table of ours; read with a session or without, see {@link StoredTables}. */
public final class StoredRow {
    private final Map<String, Object> values;

    private StoredRow(Map<String, Object> values) {
        this.values = Map.copyOf(values);
    }

    /** Returns a row of these values by column, without those that are NULL. */
    public static StoredRow of(Map<String, Object> values) {
        return new StoredRow(values);
    }

    static StoredRow of(Row row) {
        return new StoredRow(values(row));
    }

    private static Map<String, Object> values(Row row) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < row.length(); i++) {
            if (!row.isNullAt(i)) {
                StructField field = row.schema().fields()[i];
                values.put(field.name(), value(row, i, field.dataType()));
            }
        }
        return values;
    }

    private static Object value(Row row, int i, DataType type) {
        if (type instanceof MapType) {
            return row.getJavaMap(i);
        }
        if (type instanceof ArrayType) {
            return row.getList(i).stream()
                    .map(element -> element instanceof Row structure ? values(structure) : element)
                    .toList();
        }
        return row.get(i) instanceof Timestamp timestamp ? timestamp.toInstant() : row.get(i);
    }

    /** Returns the text of a column; empty text for NULL. */
    public String text(String column) {
        return String.valueOf(values.getOrDefault(column, ""));
    }

    /** Returns the number of an INT or BIGINT column, if it is not NULL. */
    public OptionalLong optionalWhole(String column) {
        return value(column, Number.class)
                .map(number -> OptionalLong.of(number.longValue()))
                .orElse(OptionalLong.empty());
    }

    /** Returns the number of an INT or BIGINT column; 0 for NULL. */
    public long whole(String column) {
        return optionalWhole(column).orElse(0);
    }

    /** Returns the number of a DOUBLE column; NaN for NULL. */
    public double number(String column) {
        return value(column, Double.class).orElse(Double.NaN);
    }

    /**
     * Returns the instant of a TIMESTAMP column.
     *
     * @throws DataException if it is NULL
     */
    public Instant instant(String column) {
        return value(column, Instant.class)
                .orElseThrow(() -> new DataException("column " + column + " is NULL in a row"));
    }

    /** Returns the texts of a map column; empty for NULL. */
    public Map<String, String> texts(String column) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (values.get(column) instanceof Map<?, ?> map) {
            map.forEach((key, value) -> texts.put(String.valueOf(key), String.valueOf(value)));
        }
        return texts;
    }

    /** Returns the texts of an array column, in order; empty for NULL. */
    public List<String> list(String column) {
        List<String> texts = new ArrayList<>();
        if (values.get(column) instanceof List<?> list) {
            list.forEach(element -> texts.add(String.valueOf(element)));
        }
        return texts;
    }

    /** Returns the structures of an array column, in order; empty for NULL. */
    public List<StoredRow> structures(String column) {
        List<StoredRow> rows = new ArrayList<>();
        if (values.get(column) instanceof List<?> list) {
            for (Object element : list) {
                Map<String, Object> fields = new LinkedHashMap<>();
                ((Map<?, ?>) element).forEach((name, value) -> fields.put(String.valueOf(name), value));
                rows.add(new StoredRow(fields));
            }
        }
        return rows;
    }

    private <T> Optional<T> value(String column, Class<T> type) {
        return Optional.ofNullable(values.get(column)).map(type::cast);
    }
}
