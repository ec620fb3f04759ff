package io.millrace.localcatalog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.catalyst.analysis.NamespaceAlreadyExistsException;
import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.analysis.NonEmptyNamespaceException;
import org.apache.spark.sql.catalyst.analysis.TableAlreadyExistsException;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.NamespaceChange;
import org.apache.spark.sql.connector.catalog.StagedTable;
import org.apache.spark.sql.connector.catalog.SupportsNamespaces;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * A persistent catalog of Delta tables over a folder: {@code <warehouse>/<catalog>/<schema>/<table>}.
 *
 * <p>Set {@code spark.sql.catalog.<name>} to this class and {@code spark.sql.catalog.<name>.warehouse} to the folder. The
 * folder tree is the whole state, so another process sees the same tables. Names are as in Unity Catalog: three levels,
 * case does not matter. A name that is a path is refused with {@link IllegalArgumentException}; other odd characters are
 * percent-encoded in the folder's name. CREATE, REPLACE and their {@code AS SELECT} forms are one Delta commit: a reader
 * sees the table before or after it, and what a killed one leaves behind is not a table and is cleared by the next. Files whose commits are gone are left alone:
 * no table is made in their place.
 * Tables are Delta and lie in the warehouse; another format or a LOCATION is refused.
 */
@SuppressWarnings("deprecation") // the forms of Spark 4.0, to which those of 4.1 lead
public final class LocalCatalog extends DeltaOnlyCatalog {
    private static final String WAREHOUSE = "warehouse";
    private static final String LOCATION_RULE = "tables of the local catalog lie in its warehouse; leave LOCATION out";

    private Warehouse warehouse = new Warehouse(Path.of("."));

    /** Spark makes it by reflection. */
    public LocalCatalog() {
        super(LOCATION_RULE);
    }

    @Override
    public void initialize(String catalog, CaseInsensitiveStringMap options) {
        String folder = options.get(WAREHOUSE);
        if (folder == null || folder.isBlank()) {
            throw new IllegalArgumentException("spark.sql.catalog." + catalog + "." + WAREHOUSE
                    + ": is not set; set it to the folder that holds the tables");
        }
        warehouse = new Warehouse(Warehouse.folder(folder).resolve(FolderName.encode(catalog)));
        initialize(catalog, options, warehouse::uri);
    }

    @Override
    public Identifier[] listTables(String[] namespace) throws NoSuchNamespaceException {
        return warehouse.tables(existing(namespace)).stream()
                .map(table -> Identifier.of(namespace, table))
                .toArray(Identifier[]::new);
    }

    @Override
    public boolean tableExists(Identifier identifier) {
        return identifier.namespace().length == 1 && Warehouse.isTable(warehouse.table(identifier));
    }

    @Override
    public StagedTable stageCreate(
            Identifier identifier, Column[] columns, Transform[] partitions, Map<String, String> properties)
            throws TableAlreadyExistsException, NoSuchNamespaceException {
        existing(identifier.namespace());
        if (tableExists(identifier)) {
            throw new TableAlreadyExistsException(identifier);
        }
        var staged = staged(warehouse.table(identifier).toString(), columns, partitions, properties);
        return new StagedDeltaTable(identifier, staged, made -> {
            Path folder = warehouse.table(identifier);
            if (!warehouse.createOnce(folder, made::commitStagedChanges)) {
                throw new TableAlreadyExistsException(identifier);
            }
        });
    }

    @Override
    public StagedTable stageReplace(
            Identifier identifier, Column[] columns, Transform[] partitions, Map<String, String> properties)
            throws NoSuchNamespaceException, NoSuchTableException {
        existing(identifier.namespace());
        if (!tableExists(identifier)) {
            throw new NoSuchTableException(identifier);
        }
        var staged = restaged(warehouse.table(identifier).toString(), columns, partitions, properties);
        return new StagedDeltaTable(
                identifier, staged, made -> warehouse.replace(warehouse.table(identifier), made::commitStagedChanges));
    }

    @Override
    public boolean dropTable(Identifier identifier) {
        if (!tableExists(identifier)) {
            return false;
        }
        Path folder = warehouse.table(identifier);
        warehouse.alone(folder, () -> warehouse.remove(folder));
        forget(folder);
        return true;
    }

    @Override
    public void renameTable(Identifier from, Identifier newName)
            throws NoSuchTableException, TableAlreadyExistsException {
        Identifier to = renamed(from, newName);
        if (!tableExists(from)) {
            throw new NoSuchTableException(from);
        }
        if (tableExists(to)) {
            throw new TableAlreadyExistsException(to);
        }
        Path source = warehouse.table(from);
        Path target = warehouse.table(to);
        warehouse.alone(target, () -> warehouse.create(target, () -> warehouse.move(source, target)));
        forget(source);
        forget(target);
    }

    /** {@code RENAME TO} takes the name as it is written: with or without catalog and schema. */
    private Identifier renamed(Identifier from, Identifier newName) {
        String[] written = newName.namespace();
        boolean hasCatalog = written.length == 2 && written[0].equals(name());
        String[] schema = hasCatalog ? new String[] {written[1]} : written;
        if (schema.length > 1 || (schema.length == 1 && !namespaceExists(schema))) {
            throw new IllegalArgumentException("Table " + from + " cannot be renamed to " + newName
                    + ": there is no such schema in the catalog " + name());
        }
        return Identifier.of(schema.length == 0 ? from.namespace() : schema, newName.name());
    }

    @Override
    public String[][] listNamespaces() {
        return warehouse.schemas().stream().map(schema -> new String[] {schema}).toArray(String[][]::new);
    }

    @Override
    public boolean namespaceExists(String[] namespace) {
        return namespace.length == 1 && warehouse.hasSchema(namespace[0]);
    }

    @Override
    public Map<String, String> loadNamespaceMetadata(String[] namespace) throws NoSuchNamespaceException {
        Path folder = warehouse.schema(existing(namespace));
        var facts = new HashMap<>(SchemaFacts.read(folder));
        facts.put(SupportsNamespaces.PROP_LOCATION, folder.toUri().toString());
        return facts;
    }

    @Override
    public void createNamespace(String[] namespace, Map<String, String> properties)
            throws NamespaceAlreadyExistsException {
        if (namespace.length != 1) {
            throw new IllegalArgumentException("Schema " + name() + "." + String.join(".", namespace)
                    + " has several levels; a table name is catalog.schema.table");
        }
        if (namespaceExists(namespace)) {
            throw new NamespaceAlreadyExistsException(namespace);
        }
        requireNoLocation(properties);
        warehouse.createSchema(namespace[0]);
        SchemaFacts.write(warehouse.schema(namespace[0]), properties);
    }

    @Override
    public void alterNamespace(String[] namespace, NamespaceChange... changes) throws NoSuchNamespaceException {
        Path folder = warehouse.schema(existing(namespace));
        var facts = new HashMap<>(SchemaFacts.read(folder));
        apply(facts, changes);
        SchemaFacts.write(folder, facts);
    }

    @Override
    public boolean dropNamespace(String[] namespace, boolean cascade)
            throws NoSuchNamespaceException, NonEmptyNamespaceException {
        String schema = existing(namespace);
        if (!cascade && !warehouse.tables(schema).isEmpty()) {
            throw new NonEmptyNamespaceException(namespace);
        }
        warehouse.requireAccounted(schema);
        for (String table : warehouse.tables(schema)) {
            dropTable(Identifier.of(namespace, table));
        }
        warehouse.remove(warehouse.schema(schema));
        return true;
    }

    /**
     * Refuses path names here, so that no Delta code ever opens a folder outside the warehouse under a name of ours, and a table
     * that would be read as it was before its newest commit.
     */
    @Override
    protected Identifier opened(Identifier identifier) throws NoSuchTableException {
        if (identifier.namespace().length != 1) {
            throw new NoSuchTableException(identifier);
        }
        FolderName.encode(identifier.namespace()[0]);
        FolderName.encode(identifier.name());
        try {
            new LogFolder(warehouse.table(identifier)).requireNewest();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot open " + identifier, e);
        }
        return identifier;
    }

    private static void forget(Path folder) {
        DeltaTables.forget(new org.apache.hadoop.fs.Path("file", "", folder.toString()));
    }
}
