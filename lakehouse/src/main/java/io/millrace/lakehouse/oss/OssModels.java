package io.millrace.lakehouse.oss;

import io.millrace.config.BackendException;
import io.millrace.config.TableName;
import io.millrace.lakehouse.ModelCatalog;
import io.millrace.unitycatalog.UnitySchemas;
import io.millrace.unitycatalog.UnityServer;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The models of the schema {@code models} of the environment's catalog. The server has no aliases, so a model's comment names its champion. */
final class OssModels implements ModelCatalog {
    private static final Logger LOG = LoggerFactory.getLogger(OssModels.class);

    private final UnityServer server;
    private final String catalog;
    private final URI storage;

    /** @param storage the folder that the server may keep models' files in; these stay with the registry */
    OssModels(UnityServer server, String catalog, URI storage) {
        this.server = server;
        this.catalog = catalog;
        this.storage = storage;
    }

    @Override
    public void show(String model, long version, URI source, String runId) {
        ensureSchema();
        server.models().ensure(name(model), Optional.empty());
        server.models().register(name(model), source.toString(), runId, "Version " + version + " of the registry");
    }

    @Override
    public void showChampion(String model, long version) {
        ensureSchema();
        server.models().ensure(name(model), Optional.of("Champion: version " + version + " of the registry"));
    }

    private TableName name(String model) {
        return new TableName(catalog, SCHEMA, model);
    }

    /** A server that enforces permissions takes a place for models only where it knows an external location; it may have one of its own. */
    private void ensureSchema() {
        UnitySchemas schemas = server.schemas();
        if (schemas.find(catalog, SCHEMA).isPresent()) {
            return;
        }
        var facts = new UnitySchemas.Facts("Models of the registry", Map.of());
        try {
            schemas.create(catalog, SCHEMA, facts, Optional.of(storage));
        } catch (BackendException refused) {
            if (refused.retryable() || !server.isEnforcing()) {
                throw refused;
            }
            LOG.info("{}; the schema {}.{} is made without", refused.getMessage(), catalog, SCHEMA);
            schemas.create(catalog, SCHEMA, facts, Optional.empty());
        }
    }
}
