package io.millrace.lakehouse.oss;

import io.millrace.config.DataException;
import io.millrace.config.TableName;
import io.millrace.lakehouse.Backend;
import io.millrace.lakehouse.Catalog;
import io.millrace.lakehouse.GovernanceChange;
import io.millrace.lakehouse.Grant;
import io.millrace.lakehouse.RecordedCatalog;
import io.millrace.lakehouse.TableGovernance;
import io.millrace.lakehouse.TableSpec;
import io.millrace.unitycatalog.UnityServer;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * The catalog of tables whose facts are recorded as properties, which Spark's catalog tells the server, and whose grants are the
 * server's where it enforces any.
 */
final class OssCatalog extends RecordedCatalog {
    private final SparkSession spark;
    private final Backend backend;
    private final UnityServer server;
    private final OssGrants grants;

    OssCatalog(SparkSession spark, Catalog recorded, Backend backend, UnityServer server) {
        super(recorded);
        this.spark = spark;
        this.backend = backend;
        this.server = server;
        this.grants = new OssGrants(server);
    }

    /** A write that changes columns passes Spark's catalog by, so that the server is told here. */
    @Override
    public void ensure(TableSpec spec) {
        super.ensure(spec);
        tell(spec.name());
    }

    /** Tells the server all of the table as it is, also what an earlier statement left untold. */
    private void tell(TableName table) {
        String columns = spark.table(table.sql()).schema().json();
        Description facts = super.description(table);
        server.tables().describe(table, columns, facts.comment(), facts.properties());
    }

    @Override
    public void describe(TableName table, String comment, Map<String, String> tags) {
        super.describe(table, comment, tags);
        tell(table);
    }

    @Override
    public void grant(TableName table, Grant grant) {
        if (isEnforcing()) {
            require(table);
            give(table, grant);
        } else {
            super.grant(table, grant);
        }
    }

    private void give(TableName table, Grant grant) {
        if (!grants.give(table, grant)) {
            throw new DataException("Unity Catalog " + server + " did not keep " + grant + " on " + table
                    + "; look at the server's log, and give it there");
        }
    }

    @Override
    public TableGovernance governance(TableName table) {
        TableGovernance governance = super.governance(table);
        return isEnforcing() && server.tables().locate(table).isPresent()
                ? governance.withGrants(grants.on(table))
                : governance;
    }

    /** What is given stands before what is noted of it: a change that is cut short is made again. */
    @Override
    public void govern(TableName table, GovernanceChange change) {
        if (isEnforcing()) {
            require(table);
            change.granted().forEach(grant -> give(table, grant));
            change.revoked().forEach(grant -> grants.take(table, grant));
        }
        super.govern(table, change);
        tell(table);
    }

    @Override
    public List<Grant> grants(TableName table) {
        if (!isEnforcing()) {
            return super.grants(table);
        }
        require(table);
        return grants.on(table);
    }

    private boolean isEnforcing() {
        return backend.capabilities().contains(Backend.Capability.ENFORCED_GRANTS);
    }

    private void require(TableName table) {
        if (server.tables().locate(table).isEmpty()) {
            throw new DataException("there is no table " + table);
        }
    }
}
