package io.millrace.features;

import io.millrace.lakehouse.DataException;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.lakehouse.TableName;
import io.millrace.lakehouse.TableSpec;
import io.millrace.lakehouse.Write;
import io.millrace.lakehouse.WriteResult;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** A table whose rows are replaced as a whole, and whose facts follow its definition. */
final class GovernedTable {

    private final Lakehouse lakehouse;
    private final TableName name;
    private final Function<StructType, TableSpec> spec;

    /** @param spec gives the definition for columns; keys and time column do not hang on them */
    GovernedTable(Lakehouse lakehouse, TableName name, Function<StructType, TableSpec> spec) {
        this.lakehouse = lakehouse;
        this.name = name;
        this.spec = spec;
    }

    /**
     * Creates the table if it is missing. Columns of an existing one may differ, its keys may not.
     *
     * @throws DataException if the existing table has other keys or another time column
     */
    void prepare(StructType schema) {
        TableSpec wanted = spec.apply(nullable(schema));
        Optional<TableSpec> stored = lakehouse.catalog().find(name);
        if (stored.isEmpty()) {
            lakehouse.catalog().create(wanted);
        } else if (!(stored.get().primaryKeys().equals(wanted.primaryKeys())
                && stored.get().timeSeries().equals(wanted.timeSeries()))) {
            throw new DataException(
                    name + " has the primary keys " + stored.get().primaryKeys() + " and the time column "
                            + stored.get().timeSeries().orElse("(none)") + ", its definition has "
                            + wanted.primaryKeys() + " and "
                            + wanted.timeSeries().orElse("(none)") + "; drop the table, or take another name");
        }
    }

    /** Replaces all rows of the prepared table, then brings its facts up to date. */
    WriteResult replace(Dataset<Row> rows, Write write) {
        WriteResult result = lakehouse.tables().replace(name, rows, write);
        // The table may hold a wider type than the rows do, and an overwrite drops the clustering.
        lakehouse
                .catalog()
                .ensure(spec.apply(
                        nullable(lakehouse.tables().read(result.version()).schema())));
        return result;
    }

    private static StructType nullable(StructType schema) {
        StructField[] fields = new StructField[schema.size()];
        for (int i = 0; i < fields.length; i++) {
            StructField field = schema.fields()[i];
            fields[i] = new StructField(field.name(), field.dataType(), true, field.metadata());
        }
        return new StructType(fields);
    }
}
