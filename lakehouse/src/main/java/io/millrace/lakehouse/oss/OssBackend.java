package io.millrace.lakehouse.oss;

import io.millrace.config.InvalidConfigException;
import io.millrace.config.Secret;
import io.millrace.config.TableName;
import io.millrace.lakehouse.Backend;
import io.millrace.lakehouse.Catalog;
import io.millrace.lakehouse.Environment;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.lakehouse.LeaseStore;
import io.millrace.lakehouse.ModelCatalog;
import io.millrace.lakehouse.StoredFiles;
import io.millrace.lakehouse.StoredTables;
import io.millrace.lakehouse.TableGovernance;
import io.millrace.lakehouse.TrackingLocation;
import io.millrace.lakehouse.UnityLocation;
import io.millrace.lakehouse.local.DeltaSession;
import io.millrace.unitycatalog.UnityServer;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.SparkSession;

/**
 * Tables registered on a Unity Catalog server, their files in a warehouse, a folder or on object storage, pages and leases beside them;
 * runs and models on an MLflow server, or in the local file if none is named.
 */
public final class OssBackend implements Backend {
    private static final String CATALOG_CLASS = "io.millrace.unitycatalog.spark.UnityCatalog";

    private final Environment environment;
    private final UnityLocation location;
    private final UnityServer server;
    private final Warehouse warehouse;
    private final DeltaSession session;
    private final OssFiles files;

    /**
     * Touches nothing.
     *
     * @throws InvalidConfigException if the environment names no server
     */
    public OssBackend(Environment environment) {
        this.environment = environment;
        this.location = environment
                .unityCatalog()
                .orElseThrow(() -> InvalidConfigException.of(
                        "backend: is oss, which needs a Unity Catalog server; add " + UnityLocation.EXAMPLE));
        this.server = new UnityServer(location.server(), location.token());
        this.warehouse = Warehouse.of(environment, location);
        this.session = new DeltaSession(
                environment,
                CATALOG_CLASS,
                options(location),
                new DeltaSession.Place(
                        "warehouse", "unity-catalog.warehouse", "set unity-catalog.warehouse to the session's"));
        this.files = new OssFiles(warehouse.files(), server, environment.catalog(), warehouse.folder(Warehouse.FILES));
    }

    private static Map<String, String> options(UnityLocation location) {
        var options = new LinkedHashMap<String, String>();
        options.put("uri", location.server().toString());
        options.put("warehouse", location.warehouse().toString());
        location.token().map(Secret::reference).ifPresent(reference -> options.put("credential", reference));
        return options;
    }

    @Override
    public Set<Capability> capabilities() {
        return server.isEnforcing() ? EnumSet.of(Capability.ENFORCED_GRANTS) : EnumSet.noneOf(Capability.class);
    }

    @Override
    public void prepare() {
        warehouse.prepare();
        server.ensureCatalog(environment.catalog());
    }

    @Override
    public Map<String, String> sessionSettings() {
        var settings = new LinkedHashMap<>(warehouse.sessionSettings());
        settings.putAll(session.settings());
        return settings;
    }

    @Override
    public void join(SparkSession running) {
        session.join(running);
    }

    @Override
    public void require(SparkSession running) {
        session.require(running);
    }

    @Override
    public String sessionHint() {
        return session.hint();
    }

    @Override
    public Catalog catalog(SparkSession running, Catalog recorded) {
        return new OssCatalog(running, recorded, this, server);
    }

    @Override
    public StoredTables storedTables() {
        return StoredTables.none();
    }

    @Override
    public Optional<TableGovernance> governance(TableName table) {
        return server.tables().find(table).map(found -> {
            TableGovernance told = TableGovernance.of(found.properties());
            return server.isEnforcing() ? told.withGrants(new OssGrants(server).on(table)) : told;
        });
    }

    @Override
    public StoredFiles files() {
        return files;
    }

    @Override
    public LeaseStore leases(Lakehouse lakehouse) {
        return warehouse.leases();
    }

    @Override
    public TrackingLocation tracking() {
        return TrackingLocation.of(environment);
    }

    @Override
    public Optional<ModelCatalog> models() {
        return Optional.of(new OssModels(server, environment.catalog(), warehouse.folder("_models")));
    }

    @Override
    public String placeOfTables() {
        return "the tables lie in " + location.warehouse();
    }

    @Override
    public String toString() {
        return server + " and " + location.warehouse();
    }
}
