package io.millrace.unitycatalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.config.BackendException;
import io.millrace.config.InvalidConfigException;
import io.millrace.config.TableName;
import io.unitycatalog.client.api.TablesApi;
import io.unitycatalog.client.delta.api.DeltaTablesApi;
import io.unitycatalog.client.delta.model.DeltaAssertTableUUID;
import io.unitycatalog.client.delta.model.DeltaCreateTableRequest;
import io.unitycatalog.client.delta.model.DeltaProtocol;
import io.unitycatalog.client.delta.model.DeltaRemovePropertiesUpdate;
import io.unitycatalog.client.delta.model.DeltaRenameTableRequest;
import io.unitycatalog.client.delta.model.DeltaSetPropertiesUpdate;
import io.unitycatalog.client.delta.model.DeltaSetSchemaUpdate;
import io.unitycatalog.client.delta.model.DeltaSetTableCommentUpdate;
import io.unitycatalog.client.delta.model.DeltaStructType;
import io.unitycatalog.client.delta.model.DeltaTableType;
import io.unitycatalog.client.delta.model.DeltaTableUpdate;
import io.unitycatalog.client.delta.model.DeltaUpdateTableRequest;
import io.unitycatalog.client.model.ListTablesResponse;
import io.unitycatalog.client.model.TableInfo;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The tables of a server. A table lies in a folder and is registered with all its columns, comment and properties, of which
 * the server keeps the first 255 characters each; what changes is changed in place, so that the table is never away. Names differ by more than case, as in Unity Catalog.
 */
public final class UnityTables {
    private static final Pattern NAME = Pattern.compile("[a-z0-9_@-]{1,255}");
    /** Of the server's column for a property's key, and for its value. */
    private static final int LONGEST = 255;

    /** Written by the server itself. */
    private static final String FEATURE = "delta.feature.";

    private final UnityServer server;
    private final TablesApi tables;
    private final DeltaTablesApi delta;
    private final DeltaTablesApi once;

    UnityTables(UnityServer server) {
        this.server = server;
        this.tables = new TablesApi(server.client());
        this.delta = new DeltaTablesApi(server.client());
        this.once = new DeltaTablesApi(server.onceClient());
    }

    /** Returns the name of the table as the server has it. */
    public static TableName plain(TableName table) {
        return new TableName(plain(table.catalog()), plain(table.schema()), plain(table.name()));
    }

    /**
     * Returns the name as the server has it, in lower case.
     *
     * @throws InvalidConfigException if it has a character that the server takes in no name
     */
    public static String plain(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (!NAME.matcher(lower).matches()) {
            throw InvalidConfigException.of(
                    "the name '" + name
                            + "' is none that Unity Catalog takes: letters, digits, _, - and @, at most 255; take another name");
        }
        return lower;
    }

    /** Returns the table; empty if there is none. */
    public Optional<UnityTable> find(TableName table) {
        TableName plain = plain(table);
        Action action = action("look for", plain, "SELECT");
        return server.find(action, () -> tables.getTable(dotted(plain), null, null))
                .map(info -> table(plain, info));
    }

    private UnityTable table(TableName name, TableInfo info) {
        UnityTable place = place(info);
        return new UnityTable(
                place.id(),
                place.location(),
                place.format(),
                place.format().equals("DELTA") ? columns(name) : "",
                Objects.requireNonNullElse(info.getComment(), ""),
                info.getProperties() == null ? Map.of() : new TreeMap<>(info.getProperties()));
    }

    private static UnityTable place(TableInfo info) {
        return new UnityTable(
                Optional.ofNullable(info.getTableId()),
                Optional.ofNullable(info.getStorageLocation()).map(ServerFolder::read),
                info.getDataSourceFormat() == null
                        ? ""
                        : info.getDataSourceFormat().getValue(),
                "",
                "",
                Map.of());
    }

    private String columns(TableName name) {
        Action action = action("look for", name, "SELECT");
        return server.find(action, () -> delta.loadTable(name.catalog(), name.schema(), name.name()))
                .map(answer -> json(Objects.requireNonNull(answer.getMetadata()).getColumns()))
                .orElse("");
    }

    /** Returns where a table lies, by one call; empty if there is no table, or no folder. */
    public Optional<UnityTable> locate(TableName table) {
        TableName plain = plain(table);
        return server.find(action("look for", plain, "SELECT"), () -> tables.getTable(dotted(plain), null, null))
                .map(UnityTables::place);
    }

    /** Returns the names of a schema's tables, in order; none if there is no such schema. */
    public List<String> list(String catalog, String schema) {
        Securable securable = new Securable(Securable.Type.SCHEMA, plain(catalog) + "." + plain(schema));
        return server
                .pages(
                        new Action("list the tables of " + securable, "USE SCHEMA", securable),
                        token -> tables.listTables(plain(catalog), plain(schema), null, token),
                        ListTablesResponse::getTables,
                        ListTablesResponse::getNextPageToken)
                .stream()
                .map(TableInfo::getName)
                .sorted()
                .toList();
    }

    /**
     * Registers a Delta table.
     *
     * @return whether no table of that name was there
     */
    public boolean register(TableName table, UnityTable registered, DeltaLogFacts log) {
        TableName plain = plain(table);
        URI folder = registered.location().orElseThrow();
        var request = new DeltaCreateTableRequest()
                .name(plain.name())
                .location(ServerFolder.told(folder))
                .tableType(DeltaTableType.EXTERNAL)
                .comment(registered.comment())
                .columns(columns(registered.columns()))
                .protocol(new DeltaProtocol()
                        .minReaderVersion(log.readerVersion())
                        .minWriterVersion(log.writerVersion())
                        .readerFeatures(log.readerFeatures())
                        .writerFeatures(log.writerFeatures()))
                .properties(told(registered.properties()))
                .lastCommitTimestampMs(log.time());
        Securable schema = new Securable(Securable.Type.SCHEMA, plain.catalog() + "." + plain.schema());
        boolean made = server.create(
                new Action("create table " + dotted(plain), "CREATE TABLE", schema),
                () -> delta.createTable(plain.catalog(), plain.schema(), request));
        // A call whose answer was lost is sent again, and then meets what it made.
        return made
                || locate(plain)
                        .flatMap(UnityTable::location)
                        .map(URI::getPath)
                        .filter(folder.getPath()::equals)
                        .isPresent();
    }

    /**
     * Brings columns, comment and properties to these, in one change; does nothing if they are so already. Properties that the
     * server adds of itself stay.
     *
     * @throws BackendException if there is no such table, or another was made under its name meanwhile
     */
    public void describe(TableName table, String columns, String comment, Map<String, String> properties) {
        UnityTable found = existing(table);
        List<DeltaTableUpdate> updates = new ArrayList<>(columnUpdates(found, columns));
        if (!comment.equals(found.comment())) {
            updates.add(new DeltaSetTableCommentUpdate().comment(comment));
        }
        var changed = told(properties);
        changed.entrySet().removeAll(found.properties().entrySet());
        if (!changed.isEmpty()) {
            updates.add(new DeltaSetPropertiesUpdate().updates(changed));
        }
        List<String> gone = found.properties().keySet().stream()
                .filter(key -> !properties.containsKey(key) && !isServers(key))
                .toList();
        if (!gone.isEmpty()) {
            updates.add(new DeltaRemovePropertiesUpdate().removals(gone));
        }
        update(table, found, updates);
    }

    /**
     * Brings the columns to these, as {@link #describe}.
     *
     * @throws BackendException as {@link #describe}
     */
    public void describeColumns(TableName table, String columns) {
        UnityTable found = existing(table);
        update(table, found, columnUpdates(found, columns));
    }

    private UnityTable existing(TableName table) {
        return find(table)
                .orElseThrow(() -> BackendException.retryable("Unity Catalog " + server + ": table " + table
                        + " is gone; another process dropped it just now"));
    }

    private List<DeltaTableUpdate> columnUpdates(UnityTable found, String columns) {
        DeltaStructType wanted = columns(columns);
        return json(wanted).equals(found.columns()) ? List.of() : List.of(new DeltaSetSchemaUpdate().columns(wanted));
    }

    private void update(TableName table, UnityTable found, List<DeltaTableUpdate> updates) {
        if (updates.isEmpty()) {
            return;
        }
        TableName plain = plain(table);
        var same = new DeltaAssertTableUUID().uuid(UUID.fromString(found.id().orElseThrow()));
        var request = new DeltaUpdateTableRequest().requirements(List.of(same)).updates(updates);
        server.call(
                action("change", plain, "MODIFY"),
                () -> delta.updateTable(plain.catalog(), plain.schema(), plain.name(), request));
    }

    /** The properties as the server can keep them: a longer value is cut there, and whole in Delta's log. */
    private static Map<String, String> told(Map<String, String> properties) {
        var told = new TreeMap<String, String>();
        properties.forEach((key, value) -> {
            if (key.length() <= LONGEST) {
                told.put(key, value.length() <= LONGEST ? value : value.substring(0, LONGEST - 1) + "…");
            }
        });
        return told;
    }

    private static boolean isServers(String property) {
        return property.startsWith(FEATURE)
                || property.equals("delta.minReaderVersion")
                || property.equals("delta.minWriterVersion")
                || property.equals("delta.lastUpdateVersion")
                || property.equals("delta.lastCommitTimestamp")
                || property.equals("clusteringColumns");
    }

    /** Forgets the table and leaves its files; does nothing if there is none, or another than the one that was found. */
    public void remove(TableName table, UnityTable found) {
        TableName plain = plain(table);
        if (locate(plain).flatMap(UnityTable::id).equals(found.id())) {
            server.find(action("drop", plain, "OWNER"), () -> tables.deleteTable(dotted(plain)));
        }
    }

    /** Gives the table another name in its schema. */
    public void rename(TableName table, String name) {
        TableName plain = plain(table);
        TableName renamed = plain.withName(plain(name));
        Optional<String> id = locate(plain).flatMap(UnityTable::id);
        server.callOnce(
                action("rename", plain, "OWNER"),
                () -> {
                    once.renameTable(
                            plain.catalog(),
                            plain.schema(),
                            plain.name(),
                            new DeltaRenameTableRequest().newName(renamed.name()));
                    return renamed;
                },
                () -> locate(renamed)
                        .flatMap(UnityTable::id)
                        .filter(found -> id.equals(Optional.of(found)))
                        .map(found -> renamed));
    }

    private static Action action(String verb, TableName plain, String privilege) {
        Securable securable = new Securable(Securable.Type.TABLE, dotted(plain));
        return new Action(verb + " " + securable, privilege, securable);
    }

    static String dotted(TableName plain) {
        return plain.dotted();
    }

    private DeltaStructType columns(String json) {
        try {
            ObjectMapper mapper = server.client().getObjectMapper();
            return mapper.treeToValue(SchemaJson.ofServer(mapper.readTree(json)), DeltaStructType.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no schema: " + json, e);
        }
    }

    private String json(DeltaStructType columns) {
        try {
            return server.client().getObjectMapper().writeValueAsString(columns);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
