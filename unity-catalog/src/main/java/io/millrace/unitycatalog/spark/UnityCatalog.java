package io.millrace.unitycatalog.spark;

import io.millrace.config.Secret;
import io.millrace.config.TableName;
import io.millrace.localcatalog.DeltaOnlyCatalog;
import io.millrace.localcatalog.DeltaTables;
import io.millrace.localcatalog.StagedDeltaTable;
import io.millrace.unitycatalog.UnitySchemas;
import io.millrace.unitycatalog.UnityServer;
import io.millrace.unitycatalog.UnityTable;
import io.millrace.unitycatalog.UnityTables;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
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
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * A catalog of Delta tables whose names, columns, comments and properties are on a Unity Catalog server and whose files lie in a
 * warehouse folder.
 *
 * <p>Set {@code spark.sql.catalog.<name>}, the name of the catalog on the server, to this class, and below that key {@code uri},
 * {@code warehouse}, and {@code credential}, where the account's token is found ({@code env:NAME} or {@code file:/PATH}), never the
 * token. A table that is made is first written whole to a folder of its own and then registered, so that others see it complete or
 * not at all; of two that make it at once one is refused. What a killed creation leaves is a folder that nobody names.
 * What SQL changes of a table is changed on the server too. Only Delta tables are made; those that others registered are read where
 * they lie, and stay there when they are dropped.
 */
@SuppressWarnings("deprecation") // the forms of Spark 4.0, to which those of 4.1 lead
public final class UnityCatalog extends DeltaOnlyCatalog {
    private static final String LOCATION_RULE = "tables of this catalog lie in its warehouse; leave LOCATION out";

    private UnityServer server = new UnityServer(URI.create("http://localhost"), Optional.empty());
    private Folders folders = new Folders("");

    /** Spark makes it by reflection. */
    public UnityCatalog() {
        super(LOCATION_RULE);
    }

    @Override
    public void initialize(String catalog, CaseInsensitiveStringMap options) {
        server = new UnityServer(
                URI.create(required(catalog, options, "uri", "the address of the Unity Catalog server")),
                Optional.ofNullable(options.get("credential")).map(Secret::parse));
        folders = new Folders(required(catalog, options, "warehouse", "the folder that holds the tables"));
        initialize(catalog, options, this::folder);
    }

    private static String required(String catalog, CaseInsensitiveStringMap options, String key, String what) {
        String value = options.get(key);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(
                    "spark.sql.catalog." + catalog + "." + key + ": is not set; set it to " + what);
        }
        return value;
    }

    private TableName named(Identifier identifier) {
        return new TableName(name(), identifier.namespace()[0], identifier.name());
    }

    /** The server's table; empty for what is no name of one, as the path of a folder. */
    private Optional<UnityTable> located(Identifier identifier) {
        return identifier.namespace().length != 1 || DeltaTables.isPath(identifier)
                ? Optional.empty()
                : server.tables().locate(named(identifier));
    }

    private Optional<URI> folder(Identifier identifier) {
        return located(identifier).flatMap(table -> {
            if (!table.isDelta()) {
                throw new IllegalArgumentException("Table " + named(identifier) + " is of the format "
                        + (table.format().isEmpty() ? "of a view" : table.format())
                        + ": this catalog reads Delta tables only; read it by its files, or through another catalog");
            }
            return table.location();
        });
    }

    @Override
    public Identifier[] listTables(String[] namespace) throws NoSuchNamespaceException {
        return server.tables().list(name(), existing(namespace)).stream()
                .map(table -> Identifier.of(namespace, table))
                .toArray(Identifier[]::new);
    }

    @Override
    public boolean tableExists(Identifier identifier) {
        return located(identifier).isPresent();
    }

    @Override
    public StagedTable stageCreate(
            Identifier identifier, Column[] columns, Transform[] partitions, Map<String, String> properties)
            throws TableAlreadyExistsException, NoSuchNamespaceException {
        existing(identifier.namespace());
        if (tableExists(identifier)) {
            throw new TableAlreadyExistsException(identifier);
        }
        TableName table = named(identifier);
        URI folder = folders.next(table);
        StagedTable staged = staged(Folders.path(folder), columns, partitions, properties);
        return new StagedDeltaTable(identifier, staged, made -> {
            try {
                made.commitStagedChanges();
            } catch (RuntimeException | Error e) {
                folders.remove(folder);
                throw e;
            }
            // If this fails it may be registered all the same, so that the folder stays.
            DeltaState state = DeltaState.of(folder);
            if (!server.tables().register(table, state.table(), state.log())) {
                folders.remove(folder);
                throw new TableAlreadyExistsException(identifier);
            }
        });
    }

    @Override
    public StagedTable stageReplace(
            Identifier identifier, Column[] columns, Transform[] partitions, Map<String, String> properties)
            throws NoSuchNamespaceException, NoSuchTableException {
        existing(identifier.namespace());
        URI folder = folder(identifier).orElse(null);
        if (folder == null) {
            throw new NoSuchTableException(identifier);
        }
        StagedTable staged = restaged(Folders.path(folder), columns, partitions, properties);
        return new StagedDeltaTable(identifier, staged, made -> {
            made.commitStagedChanges();
            tell(identifier, folder);
        });
    }

    /** Tells the server what the table is now. */
    private void tell(Identifier identifier, URI folder) {
        UnityTable state = DeltaState.of(folder).table();
        server.tables().describe(named(identifier), state.columns(), state.comment(), state.properties());
    }

    @Override
    public Table alterTable(Identifier identifier, TableChange... changes) throws NoSuchTableException {
        Table altered = super.alterTable(identifier, changes);
        folder(identifier).ifPresent(folder -> tell(identifier, folder));
        return altered;
    }

    @Override
    public boolean dropTable(Identifier identifier) {
        Optional<UnityTable> table = located(identifier);
        if (table.isEmpty()) {
            return false;
        }
        server.tables().remove(named(identifier), table.get());
        table.get().location().filter(folders::holds).ifPresent(folders::remove);
        return true;
    }

    @Override
    public void renameTable(Identifier from, Identifier to) throws NoSuchTableException, TableAlreadyExistsException {
        if (!tableExists(from)) {
            throw new NoSuchTableException(from);
        }
        String[] written = to.namespace();
        String schema = written.length == 0 ? from.namespace()[0] : written[written.length - 1];
        if (!UnityTables.plain(schema).equals(UnityTables.plain(from.namespace()[0]))) {
            throw new IllegalArgumentException(
                    "Table " + from + " cannot be renamed to " + to + ": Unity Catalog renames within a schema only");
        }
        if (tableExists(Identifier.of(from.namespace(), to.name()))) {
            throw new TableAlreadyExistsException(to);
        }
        server.tables().rename(named(from), to.name());
    }

    @Override
    public String[][] listNamespaces() {
        return server.schemas().list(name()).stream()
                .map(schema -> new String[] {schema})
                .toArray(String[][]::new);
    }

    @Override
    public boolean namespaceExists(String[] namespace) {
        return namespace.length == 1
                && server.schemas().find(name(), namespace[0]).isPresent();
    }

    @Override
    public Map<String, String> loadNamespaceMetadata(String[] namespace) throws NoSuchNamespaceException {
        UnitySchemas.Facts facts = facts(namespace);
        var metadata = new HashMap<>(facts.properties());
        metadata.put(
                SupportsNamespaces.PROP_LOCATION,
                folders.of(name(), namespace[0]).toString());
        if (!facts.comment().isEmpty()) {
            metadata.put(SupportsNamespaces.PROP_COMMENT, facts.comment());
        }
        return metadata;
    }

    @Override
    public void createNamespace(String[] namespace, Map<String, String> properties)
            throws NamespaceAlreadyExistsException {
        requireNoLocation(properties);
        if (!server.schemas().create(name(), namespace[0], schemaFacts(properties), Optional.empty())) {
            throw new NamespaceAlreadyExistsException(namespace);
        }
    }

    private static UnitySchemas.Facts schemaFacts(Map<String, String> properties) {
        var free = new HashMap<>(properties);
        String comment = free.remove(SupportsNamespaces.PROP_COMMENT);
        free.remove(SupportsNamespaces.PROP_OWNER); // the server's own to say
        return new UnitySchemas.Facts(comment == null ? "" : comment, free);
    }

    @Override
    public void alterNamespace(String[] namespace, NamespaceChange... changes) throws NoSuchNamespaceException {
        UnitySchemas.Facts facts = facts(namespace);
        var properties = new HashMap<>(facts.properties());
        properties.put(SupportsNamespaces.PROP_COMMENT, facts.comment());
        apply(properties, changes);
        server.schemas().describe(name(), namespace[0], schemaFacts(properties));
    }

    @Override
    public boolean dropNamespace(String[] namespace, boolean cascade)
            throws NoSuchNamespaceException, NonEmptyNamespaceException {
        String schema = existing(namespace);
        Identifier[] tables = listTables(namespace);
        if (!cascade && tables.length > 0) {
            throw new NonEmptyNamespaceException(namespace);
        }
        for (Identifier table : tables) {
            dropTable(table);
        }
        server.schemas().remove(name(), schema);
        return true;
    }

    private UnitySchemas.Facts facts(String[] namespace) throws NoSuchNamespaceException {
        Optional<UnitySchemas.Facts> facts =
                namespace.length == 1 ? server.schemas().find(name(), namespace[0]) : Optional.empty();
        if (facts.isEmpty()) {
            throw new NoSuchNamespaceException(namespace);
        }
        return facts.get();
    }
}
