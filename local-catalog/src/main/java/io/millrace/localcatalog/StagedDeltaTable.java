package io.millrace.localcatalog;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.catalyst.analysis.TableAlreadyExistsException;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.StagedTable;
import org.apache.spark.sql.connector.catalog.SupportsWrite;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.types.StructType;

/** A table of Delta's making that becomes visible in one commit, which no other creation of the same table overlaps. */
final class StagedDeltaTable implements StagedTable, SupportsWrite {
    private final Identifier identifier;
    private final StagedTable delta;
    private final Warehouse warehouse;
    private final Mode mode;

    enum Mode {
        CREATE,
        REPLACE
    }

    StagedDeltaTable(Identifier identifier, StagedTable delta, Warehouse warehouse, Mode mode) {
        this.identifier = identifier;
        this.delta = delta;
        this.warehouse = warehouse;
        this.mode = mode;
    }

    @Override
    public void commitStagedChanges() {
        Path folder = warehouse.table(identifier);
        warehouse.alone(folder, () -> {
            boolean exists = Warehouse.isTable(folder);
            if (exists && mode == Mode.CREATE) {
                throwUndeclared(new TableAlreadyExistsException(identifier));
            }
            if (exists) {
                delta.commitStagedChanges();
            } else {
                warehouse.create(folder, delta::commitStagedChanges);
            }
        });
    }

    /** Spark looks for this checked exception, yet the method above may not declare it. */
    @SuppressWarnings("unchecked")
    private static <E extends Exception> void throwUndeclared(Exception e) throws E {
        throw (E) e;
    }

    @Override
    public void abortStagedChanges() {
        delta.abortStagedChanges();
    }

    @Override
    public String name() {
        return identifier.toString();
    }

    @Override
    @SuppressWarnings("deprecation") // Delta's staged table knows its schema only so
    public StructType schema() {
        return delta.schema();
    }

    @Override
    public Transform[] partitioning() {
        return delta.partitioning();
    }

    @Override
    public Map<String, String> properties() {
        return delta.properties();
    }

    @Override
    public Set<TableCapability> capabilities() {
        return delta.capabilities();
    }

    @Override
    public WriteBuilder newWriteBuilder(LogicalWriteInfo info) {
        return ((SupportsWrite) delta).newWriteBuilder(info);
    }
}
