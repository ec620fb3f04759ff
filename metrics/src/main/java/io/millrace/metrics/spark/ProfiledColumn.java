package io.millrace.metrics.spark;

import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.size;

import io.millrace.metrics.ColumnKind;
import io.millrace.metrics.ColumnProfile;
import io.millrace.metrics.ProfileBins;
import java.io.Serializable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.jspecify.annotations.Nullable;

/** How one column is selected and read into its profile. */
final class ProfiledColumn implements Serializable {
    private static final long serialVersionUID = 1L;

    /** In which form the column arrives. */
    private enum Form {
        DOUBLE,
        LONG,
        DECIMAL,
        TEXT,
        LENGTH,
        OPAQUE
    }

    private final String name;
    private final ColumnKind kind;
    private final String dataType;
    private final Form form;
    private final @Nullable ProfileBins bins;
    private final int resolution;

    private ProfiledColumn(
            String name, ColumnKind kind, String dataType, Form form, @Nullable ProfileBins bins, int resolution) {
        this.name = name;
        this.kind = kind;
        this.dataType = dataType;
        this.form = form;
        this.bins = bins;
        this.resolution = resolution;
    }

    static ProfiledColumn of(StructType schema, String name, @Nullable ProfileBins bins, int resolution) {
        DataType type = InputColumns.field(schema, name).dataType();
        ColumnKind kind = kind(type);
        ProfileBins used = kind == ColumnKind.NUMERIC ? bins : null;
        return new ProfiledColumn(name, kind, type.simpleString(), form(kind, type), used, resolution);
    }

    private static ColumnKind kind(DataType type) {
        if (type instanceof NumericType) {
            return ColumnKind.NUMERIC;
        }
        if (type instanceof DateType || type instanceof TimestampType || type instanceof TimestampNTZType) {
            return ColumnKind.TIMESTAMP;
        }
        if (type instanceof StringType || type instanceof BooleanType) {
            return ColumnKind.CATEGORICAL;
        }
        return type instanceof BinaryType || type instanceof ArrayType ? ColumnKind.SIZED : ColumnKind.OPAQUE;
    }

    private static Form form(ColumnKind kind, DataType type) {
        return switch (kind) {
            case NUMERIC ->
                type instanceof LongType ? Form.LONG : type instanceof DecimalType ? Form.DECIMAL : Form.DOUBLE;
            case TIMESTAMP -> Form.DOUBLE;
            case CATEGORICAL -> Form.TEXT;
            case SIZED -> Form.LENGTH;
            case OPAQUE -> Form.OPAQUE;
        };
    }

    String name() {
        return name;
    }

    ColumnProfile emptyProfile() {
        return bins == null
                ? ColumnProfile.empty(kind, dataType, resolution)
                : ColumnProfile.empty(dataType, bins, resolution);
    }

    /** The column in the form in which it is read. */
    Column input(StructType schema) {
        Column column = InputColumns.quoted(name);
        return switch (form) {
            case DOUBLE -> InputColumns.number(schema, name);
            case LONG, DECIMAL -> column;
            case TEXT -> column.cast("string");
            case LENGTH ->
                InputColumns.field(schema, name).dataType() instanceof ArrayType ? size(column) : length(column);
            case OPAQUE -> column.isNotNull();
        };
    }

    void add(Row row, int index, ColumnProfile profile) {
        if (form == Form.OPAQUE) {
            if (row.getBoolean(index)) {
                profile.addOpaque();
            } else {
                profile.addNull();
            }
            return;
        }
        if (row.isNullAt(index)) {
            profile.addNull();
            return;
        }
        switch (form) {
            case DOUBLE -> profile.add(row.getDouble(index));
            case LONG -> profile.add(row.getLong(index));
            case DECIMAL -> profile.add(row.getDecimal(index));
            case TEXT -> profile.add(row.getString(index));
            case LENGTH -> profile.addLength(row.getInt(index));
            case OPAQUE -> throw new IllegalStateException("read above");
        }
    }
}
