package io.millrace.unitycatalog;

import io.unitycatalog.client.api.SchemasApi;
import io.unitycatalog.client.model.CreateSchema;
import io.unitycatalog.client.model.ListSchemasResponse;
import io.unitycatalog.client.model.SchemaInfo;
import io.unitycatalog.client.model.UpdateSchema;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** The schemas of a server's catalogs. */
public final class UnitySchemas {
    private final UnityServer server;
    private final SchemasApi api;

    UnitySchemas(UnityServer server) {
        this.server = server;
        this.api = new SchemasApi(server.client());
    }

    /**
     * A schema's facts.
     *
     * @param comment may be empty
     * @param properties free ones
     */
    public record Facts(String comment, Map<String, String> properties) {}

    /** Returns the schema's facts; empty if there is no such schema. */
    public Optional<Facts> find(String catalog, String schema) {
        Securable securable = securable(catalog, schema);
        return server.find(action("look for", securable, "USE SCHEMA"), () -> api.getSchema(securable.name()))
                .map(info -> new Facts(
                        Objects.requireNonNullElse(info.getComment(), ""),
                        info.getProperties() == null ? Map.of() : new TreeMap<>(info.getProperties())));
    }

    /** Returns the names of the catalog's schemas, in order. */
    public List<String> list(String catalog) {
        Securable securable = new Securable(Securable.Type.CATALOG, UnityTables.plain(catalog));
        return server
                .pages(
                        new Action("list the schemas of " + securable, "USE CATALOG", securable),
                        token -> api.listSchemas(securable.name(), null, token),
                        ListSchemasResponse::getSchemas,
                        ListSchemasResponse::getNextPageToken)
                .stream()
                .map(SchemaInfo::getName)
                .sorted()
                .toList();
    }

    /**
     * Makes the schema; returns whether there was none of that name.
     *
     * @param storage the folder of what the server keeps itself, as models
     */
    public boolean create(String catalog, String schema, Facts facts, Optional<URI> storage) {
        Securable above = new Securable(Securable.Type.CATALOG, UnityTables.plain(catalog));
        return server.create(
                new Action("create " + securable(catalog, schema), "CREATE SCHEMA", above),
                () -> api.createSchema(new CreateSchema()
                        .catalogName(above.name())
                        .name(UnityTables.plain(schema))
                        .comment(facts.comment())
                        .properties(facts.properties())
                        .storageRoot(storage.map(ServerFolder::told).orElse(null))));
    }

    /** Puts these facts in the place of the schema's. */
    public void describe(String catalog, String schema, Facts facts) {
        Securable securable = securable(catalog, schema);
        server.call(
                action("change", securable, "OWNER"),
                () -> api.updateSchema(
                        securable.name(),
                        new UpdateSchema().comment(facts.comment()).properties(facts.properties())));
    }

    /**
     * Removes a schema without tables; does nothing if there is none.
     *
     * @throws io.millrace.config.BackendException if it holds something
     */
    public void remove(String catalog, String schema) {
        Securable securable = securable(catalog, schema);
        server.find(action("drop", securable, "OWNER"), () -> api.deleteSchema(securable.name(), false));
    }

    private static Action action(String verb, Securable securable, String privilege) {
        return new Action(verb + " " + securable, privilege, securable);
    }

    private static Securable securable(String catalog, String schema) {
        return new Securable(Securable.Type.SCHEMA, UnityTables.plain(catalog) + "." + UnityTables.plain(schema));
    }
}
