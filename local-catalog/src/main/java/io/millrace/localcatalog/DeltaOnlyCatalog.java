package io.millrace.localcatalog;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.analysis.TableAlreadyExistsException;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.NamespaceChange;
import org.apache.spark.sql.connector.catalog.StagedTable;
import org.apache.spark.sql.connector.catalog.StagingTableCatalog;
import org.apache.spark.sql.connector.catalog.SupportsNamespaces;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCatalogCapability;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.delta.catalog.DeltaCatalog;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * What catalogs of three levels that hold Delta tables alone have in common: Delta reads, writes and alters a table in the folder that
 * the catalog gives for its name, and no statement says where a table or a schema is to lie.
 */
@SuppressWarnings("deprecation") // the forms of Spark 4.0, to which those of 4.1 lead
public abstract class DeltaOnlyCatalog implements StagingTableCatalog, SupportsNamespaces {
    private final DeltaCatalog delta = new DeltaCatalog();
    private final String locationRule;
    private String name = "";

    /** @param locationRule why the catalog takes no LOCATION, and what to do */
    protected DeltaOnlyCatalog(String locationRule) {
        this.locationRule = locationRule;
    }

    /**
     * Begins the catalog.
     *
     * @param folders gives the folder of a Delta table by its schema and name; empty if there is no such table
     */
    protected final void initialize(
            String catalog, CaseInsensitiveStringMap options, Function<Identifier, Optional<URI>> folders) {
        name = catalog;
        delta.initialize(catalog, options);
        delta.setDelegateCatalog(new FolderDelegate(catalog, folders));
    }

    /** Returns the identifier of a table that may be opened. A path is none, so that Delta opens no folder by its name. */
    protected Identifier opened(Identifier identifier) throws NoSuchTableException {
        if (identifier.namespace().length != 1 || DeltaTables.isPath(identifier)) {
            throw new NoSuchTableException(identifier);
        }
        return identifier;
    }

    /** Stages a table in a folder that holds none, for {@link StagedDeltaTable}. */
    protected final StagedTable staged(
            String folder, Column[] columns, Transform[] partitions, Map<String, String> properties)
            throws TableAlreadyExistsException, NoSuchNamespaceException {
        return delta.stageCreate(
                DeltaTables.byPath(folder), columns, partitions, DeltaTables.properties(properties, locationRule));
    }

    /** Stages another table in the place of the folder's, for {@link StagedDeltaTable}. */
    protected final StagedTable restaged(
            String folder, Column[] columns, Transform[] partitions, Map<String, String> properties)
            throws NoSuchNamespaceException, NoSuchTableException {
        return delta.stageReplace(
                DeltaTables.byPath(folder), columns, partitions, DeltaTables.properties(properties, locationRule));
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final Set<TableCatalogCapability> capabilities() {
        return delta.capabilities();
    }

    @Override
    public final Table loadTable(Identifier identifier) throws NoSuchTableException {
        return delta.loadTable(opened(identifier));
    }

    @Override
    public final Table loadTable(Identifier identifier, String version) throws NoSuchTableException {
        return delta.loadTable(opened(identifier), version);
    }

    @Override
    public final Table loadTable(Identifier identifier, long timestamp) throws NoSuchTableException {
        return delta.loadTable(opened(identifier), timestamp);
    }

    @Override
    public final Table createTable(
            Identifier identifier, Column[] columns, Transform[] partitions, Map<String, String> properties)
            throws TableAlreadyExistsException, NoSuchNamespaceException {
        stageCreate(identifier, columns, partitions, properties).commitStagedChanges();
        try {
            return loadTable(identifier);
        } catch (NoSuchTableException dropped) {
            throw new IllegalStateException("Table " + identifier + " was dropped while it was created", dropped);
        }
    }

    @Override
    public final StagedTable stageCreateOrReplace(
            Identifier identifier, Column[] columns, Transform[] partitions, Map<String, String> properties)
            throws NoSuchNamespaceException {
        try {
            return tableExists(identifier)
                    ? stageReplace(identifier, columns, partitions, properties)
                    : stageCreate(identifier, columns, partitions, properties);
        } catch (NoSuchTableException | TableAlreadyExistsException race) {
            throw new IllegalStateException(
                    "Table " + identifier + " was created or dropped by another session just now; try again", race);
        }
    }

    @Override
    public Table alterTable(Identifier identifier, TableChange... changes) throws NoSuchTableException {
        for (TableChange change : changes) {
            if (change instanceof TableChange.SetProperty set) {
                requireNoLocation(set.property(), set.value());
            }
        }
        return delta.alterTable(opened(identifier), changes);
    }

    @Override
    public final boolean purgeTable(Identifier identifier) {
        return dropTable(identifier);
    }

    @Override
    public final String[][] listNamespaces(String[] parent) throws NoSuchNamespaceException {
        if (parent.length == 0) {
            return listNamespaces();
        }
        existing(parent);
        return new String[0][];
    }

    /** Returns the name of a schema that is there. */
    protected final String existing(String[] namespace) throws NoSuchNamespaceException {
        if (!namespaceExists(namespace)) {
            throw new NoSuchNamespaceException(namespace);
        }
        return namespace[0];
    }

    /** Passes if the properties of a schema say nothing of its place. */
    protected final void requireNoLocation(Map<String, String> properties) {
        properties.forEach(this::requireNoLocation);
    }

    /** Makes the changes in the facts of a schema. */
    protected final void apply(Map<String, String> facts, NamespaceChange... changes) {
        for (NamespaceChange change : changes) {
            if (change instanceof NamespaceChange.SetProperty set) {
                requireNoLocation(set.property(), set.value());
                facts.put(set.property(), set.value());
            } else if (change instanceof NamespaceChange.RemoveProperty removal) {
                facts.remove(removal.property());
            }
        }
    }

    private void requireNoLocation(String property, String value) {
        if (DeltaTables.isLocation(property)) {
            throw DeltaTables.locationRefused(value, locationRule);
        }
    }
}
