package io.millrace.localcatalog;

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

/** A table of Delta's making that becomes visible as its catalog says. */
public final class StagedDeltaTable implements StagedTable, SupportsWrite {
    private final Identifier identifier;
    private final StagedTable delta;
    private final Commit commit;

    /** Makes a staged table visible. */
    @FunctionalInterface
    public interface Commit {
        /**
         * Makes it visible; Delta's own commit is one part of it.
         *
         * @throws TableAlreadyExistsException if another was quicker
         */
        void commit(StagedTable delta) throws TableAlreadyExistsException;
    }

    /** Returns what Delta has staged as a table that {@code commit} makes visible. */
    public StagedDeltaTable(Identifier identifier, StagedTable delta, Commit commit) {
        this.identifier = identifier;
        this.delta = delta;
        this.commit = commit;
    }

    @Override
    public void commitStagedChanges() {
        try {
            commit.commit(delta);
        } catch (TableAlreadyExistsException exists) {
            throwUndeclared(exists);
        }
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
