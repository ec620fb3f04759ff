package io.millrace.lakehouse;

import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.raise_error;
import static org.apache.spark.sql.functions.when;

import io.millrace.config.BackendException;
import io.millrace.config.DataException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A table that follows its definition: the first write creates it with all its facts, or brings an existing one to the
 * definition. Columns other than keys may be NULL, whatever the definition says.
 *
 * <p>A table without primary keys is there with its first rows in one commit. One with keys takes two, the first of which
 * makes it empty, since Delta cannot make a table from rows with columns that are NOT NULL.
 */
public final class GovernedTable {
    private final Tables tables;
    private final Catalog catalog;
    private final TableSpec spec;
    private final AtomicBoolean current = new AtomicBoolean();

    GovernedTable(Tables tables, Catalog catalog, TableSpec spec) {
        this.tables = tables;
        this.catalog = catalog;
        this.spec = spec.withColumns(spec.schema().asNullable());
    }

    /** Makes the table without rows if there is none. */
    public void create() {
        if (!tables.exists(spec.name())) {
            catalog.create(spec);
        }
    }

    /**
     * Empties those of the properties in an existing table that have another value there than in the definition, before its
     * rows are replaced, so that a replacement that is cut short leaves no new rows under an old property. The replacement
     * sets them. Does nothing if there is no table.
     *
     * @throws DataException as {@link #replace}
     */
    public void withdraw(Set<String> properties) {
        catalog.find(spec.name()).ifPresent(stored -> {
            requireSame(stored);
            Map<String, String> emptied = new LinkedHashMap<>(stored.properties());
            emptied.replaceAll((key, value) ->
                    properties.contains(key) && !value.equals(spec.properties().get(key)) ? "" : value);
            if (!emptied.equals(stored.properties())) {
                catalog.ensure(stored.withProperties(emptied));
            }
        });
    }

    /**
     * Adds the rows. Columns of an existing table that the definition does not have become NULL.
     *
     * @throws DataException as {@link Catalog#ensure} and {@link Tables#append}
     * @throws BackendException as {@link Tables#append}
     */
    public WriteResult append(Dataset<Row> rows, Write write) {
        return created(rows, write).orElseGet(() -> {
            ensure();
            StructType columns = tables.read(spec.name()).schema();
            return tables.append(spec.name(), withAll(columns, rows), write);
        });
    }

    /**
     * Updates the rows whose key is in the table and adds the others.
     *
     * @throws DataException as {@link Catalog#ensure} and {@link Tables#merge}
     * @throws BackendException as {@link Tables#append}
     */
    public WriteResult merge(Dataset<Row> rows, List<String> keys, Write write) {
        ensure();
        return tables.merge(spec.name(), rows, keys, write);
    }

    /**
     * Removes rows and adds others, as {@link Tables#exchange}. Columns of the table that {@code rows} does not have become
     * NULL.
     *
     * @throws DataException as {@link Catalog#ensure} and {@link Tables#exchange}
     * @throws BackendException as {@link Tables#append}
     */
    public WriteResult exchange(Dataset<Row> rows, List<String> keys, String removing, Write write) {
        ensure();
        StructType columns = tables.read(spec.name()).schema();
        return tables.exchange(spec.name(), withAll(columns, rows), keys, removing, write);
    }

    /**
     * Replaces all rows. Columns of an existing table may differ from the definition, which they then follow; its keys may
     * not.
     *
     * @throws DataException if the existing table has other keys or another time-series column, and as {@link
     *     Tables#replace}
     * @throws BackendException as {@link Tables#append}
     */
    public WriteResult replace(Dataset<Row> rows, Write write) {
        return created(rows, write).orElseGet(() -> {
            catalog.find(spec.name()).ifPresent(this::requireSame);
            Dataset<Row> defined = RowShape.widened(spec.name(), spec.schema(), rows);
            WriteResult result = tables.replace(spec.name(), defined, write);
            // The rows may differ from the definition, and an overwrite drops the clustering.
            StructType columns = tables.read(result.version()).schema();
            catalog.ensure(spec.withColumns(columns.asNullable()));
            return result;
        });
    }

    /**
     * Replaces the rows that match the predicate by {@code rows}, in one commit.
     *
     * @param predicate a SQL condition on the table's columns
     * @throws DataException as {@link Catalog#ensure} and {@link Tables#replaceSlice}
     * @throws BackendException as {@link Tables#append}
     */
    public WriteResult replaceSlice(Dataset<Row> rows, String predicate, Write write) {
        return created(matching(rows, predicate), write).orElseGet(() -> {
            ensure();
            return tables.replaceSlice(spec.name(), rows, predicate, write);
        });
    }

    /** Makes the table with these rows; empty if there is one. */
    private Optional<WriteResult> created(Dataset<Row> rows, Write write) {
        if (current.get() || tables.exists(spec.name())) {
            return Optional.empty();
        }
        Optional<WriteResult> created = spec.primaryKeys().isEmpty()
                ? tables.create(spec, rows, write)
                : Optional.of(createdWithKeys(rows, write));
        created.filter(made -> spec.primaryKeys().isEmpty()).ifPresent(made -> catalog.made(spec));
        current.set(created.isPresent());
        return created;
    }

    private WriteResult createdWithKeys(Dataset<Row> rows, Write write) {
        catalog.create(spec);
        WriteResult result = tables.append(spec.name(), rows, write);
        if (result.version().version() != 1) {
            throw BackendException.retryable("create " + spec.name() + ": another writer changed the table meanwhile");
        }
        return result;
    }

    /** Columns that are wide enough for the definition's stay as they are. */
    private void ensure() {
        if (!current.get()) {
            StructType present =
                    tables.exists(spec.name()) ? tables.read(spec.name()).schema() : new StructType();
            catalog.ensure(spec.withColumns(RowShape.widened(spec.schema(), present)));
            current.set(true);
        }
    }

    private void requireSame(TableSpec stored) {
        spec.project().ifPresent(project -> ProjectTables.require(project, spec.name(), stored.project()));
        if (!stored.primaryKeys().equals(spec.primaryKeys())
                || !stored.timeSeries().equals(spec.timeSeries())) {
            throw new DataException(spec.name() + " has the primary keys " + stored.primaryKeys()
                    + " and the time column "
                    + stored.timeSeries().orElse("(none)") + ", its definition has " + spec.primaryKeys() + " and "
                    + spec.timeSeries().orElse("(none)") + "; drop the table, or take another name");
        }
    }

    /** The rows, none of which may lie outside of the slice. */
    private Dataset<Row> matching(Dataset<Row> rows, String predicate) {
        String problem = "a row does not match " + predicate + ", the slice to be replaced";
        return rows.where(when(expr(predicate), lit(true))
                .otherwise(raise_error(lit(problem)).cast("boolean")));
    }

    private static Dataset<Row> withAll(StructType columns, Dataset<Row> rows) {
        List<String> present = Arrays.stream(rows.columns()).map(RowShape::key).toList();
        Dataset<Row> all = rows;
        for (StructField field : columns.fields()) {
            if (!present.contains(RowShape.key(field.name()))) {
                all = all.withColumn(field.name(), lit(null).cast(field.dataType()));
            }
        }
        return all;
    }
}
