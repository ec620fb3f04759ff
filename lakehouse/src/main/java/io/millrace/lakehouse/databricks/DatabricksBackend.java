package io.millrace.lakehouse.databricks;

import io.millrace.config.BackendException;
import io.millrace.config.Secret;
import io.millrace.config.TableName;
import io.millrace.databricks.Privilege;
import io.millrace.databricks.Workspace;
import io.millrace.lakehouse.Backend;
import io.millrace.lakehouse.Catalog;
import io.millrace.lakehouse.Environment;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.lakehouse.Layer;
import io.millrace.lakehouse.LeaseStore;
import io.millrace.lakehouse.StoredFiles;
import io.millrace.lakehouse.StoredTables;
import io.millrace.lakehouse.TableGovernance;
import io.millrace.lakehouse.TableLeases;
import io.millrace.lakehouse.TrackingLocation;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.SparkSession;

/**
 * A Databricks workspace: its session, or that of one of its clusters over Spark Connect; managed tables of Unity Catalog with keys, tags
 * and grants; pages in a volume; leases in a Delta table; runs and models in its MLflow.
 *
 * <p>The workspace is first spoken to when something is asked of it.
 */
public final class DatabricksBackend implements Backend {
    private final Environment environment;
    private final LazyWorkspace workspace;
    private final WorkspaceGrants grants;
    private final WorkspaceTables tables;
    private final TableName leases;
    private final VolumeFiles files;

    /** Touches nothing. */
    public DatabricksBackend(Environment environment) {
        this.environment = environment;
        this.workspace = new LazyWorkspace(() -> Workspace.open(environment.workspace()));
        this.grants = new WorkspaceGrants(workspace);
        this.tables = new WorkspaceTables(workspace, grants);
        this.leases = environment.table(Layer.OPS, "leases");
        this.files = new VolumeFiles(workspace, environment.table(Layer.OPS, StoredFiles.VOLUME));
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.of(Capability.ENFORCED_GRANTS);
    }

    /** Catalogs are made by the metastore's administrators, or by Terraform. */
    @Override
    public void prepare() {
        String catalog = environment.catalog();
        Workspace open = workspace.get();
        boolean known = open.find("catalog " + catalog, Privilege.use(catalog), () -> open.client()
                        .catalogs()
                        .get(catalog))
                .isPresent();
        if (!known) {
            throw BackendException.permanent("catalog: " + open.host() + " has no catalog " + catalog
                    + ", or does not show it to this account; make it (CREATE CATALOG), let millrace deploy --terraform write"
                    + " what makes it, or name another");
        }
    }

    /** All else is the platform's. */
    @Override
    public Map<String, String> sessionSettings() {
        return Secret.resolved(environment.spark());
    }

    @Override
    public boolean startsSessions() {
        return false;
    }

    @Override
    public void join(SparkSession session) {
        // A session of the platform has Delta and Unity Catalog.
    }

    /** Its catalogs are the workspace's, whatever the session. */
    @Override
    public void require(SparkSession session) {}

    @Override
    public String sessionHint() {
        return "a session of the workspace (a job, a notebook, or spark.remote = sc://… of one of its clusters)";
    }

    @Override
    public Catalog catalog(SparkSession session, Catalog recorded) {
        return new DatabricksCatalog(recorded, tables, grants);
    }

    @Override
    public StoredTables storedTables() {
        return StoredTables.none();
    }

    @Override
    public Optional<TableGovernance> governance(TableName table) {
        return tables.governance(table);
    }

    @Override
    public StoredFiles files() {
        return files;
    }

    @Override
    public LeaseStore leases(Lakehouse lakehouse) {
        return TableLeases.in(lakehouse, leases);
    }

    @Override
    public TrackingLocation tracking() {
        return environment.trackingUri().isPresent()
                ? TrackingLocation.of(environment)
                : new TrackingLocation.Workspace(
                        environment.workspace(),
                        environment.catalog(),
                        environment.localRoot().resolve("downloads"));
    }

    @Override
    public String placeOfTables() {
        return "the tables lie in the catalog " + environment.catalog() + " of " + this;
    }

    @Override
    public String toString() {
        return environment.workspace().place();
    }
}
