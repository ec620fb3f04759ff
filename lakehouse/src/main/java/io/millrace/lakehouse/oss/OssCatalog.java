package io.millrace.lakehouse.oss;

import io.millrace.config.DataException;
import io.millrace.config.TableName;
import io.millrace.lakehouse.Backend;
import io.millrace.lakehouse.Catalog;
import io.millrace.lakehouse.GovernanceChange;
import io.millrace.lakehouse.Grant;
import io.millrace.lakehouse.TableGovernance;
import io.millrace.lakehouse.TableSpec;
import io.millrace.unitycatalog.Securable;
import io.millrace.unitycatalog.UnityServer;
import io.millrace.unitycatalog.UnityTables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * The catalog of tables whose facts are recorded as properties, which Spark's catalog tells the server, and whose grants are the
 * server's where it enforces any.
 */
final class OssCatalog implements Catalog {
    private final SparkSession spark;
    private final Catalog recorded;
    private final Backend backend;
    private final UnityServer server;

    OssCatalog(SparkSession spark, Catalog recorded, Backend backend, UnityServer server) {
        this.spark = spark;
        this.recorded = recorded;
        this.backend = backend;
        this.server = server;
    }

    @Override
    public void create(TableSpec spec) {
        recorded.create(spec);
    }

    /** A write that changes columns passes Spark's catalog by, so that the server is told here. */
    @Override
    public void ensure(TableSpec spec) {
        recorded.ensure(spec);
        server.tables()
                .describeColumns(
                        spec.name(), spark.table(spec.name().sql()).schema().json());
    }

    @Override
    public Optional<TableSpec> find(TableName table) {
        return recorded.find(table);
    }

    @Override
    public List<TableName> list(String schema) {
        return recorded.list(schema);
    }

    @Override
    public void drop(TableName table) {
        recorded.drop(table);
    }

    @Override
    public void describe(TableName table, String comment, Map<String, String> tags) {
        recorded.describe(table, comment, tags);
    }

    @Override
    public void grant(TableName table, Grant grant) {
        if (!isEnforcing()) {
            recorded.grant(table, grant);
            return;
        }
        var given = server.permissions().change(securable(table), grant.principal(), privileges(grant), List.of());
        if (!given.containsAll(privileges(grant))) {
            throw new DataException("Unity Catalog " + server + " did not keep " + grant + " on " + table
                    + "; look at the server's log, and give it there");
        }
    }

    @Override
    public TableGovernance governance(TableName table) {
        TableGovernance governance = recorded.governance(table);
        return isEnforcing() && server.tables().locate(table).isPresent()
                ? governance.withGrants(grants(table))
                : governance;
    }

    /** What is given stands before what is noted of it: a change that is cut short is made again. */
    @Override
    public void govern(TableName table, GovernanceChange change) {
        if (isEnforcing()) {
            change.granted().forEach(grant -> grant(table, grant));
            change.revoked().forEach(grant -> server.permissions()
                    .change(securable(table), grant.principal(), List.of(), privileges(grant)));
        }
        recorded.govern(table, change);
    }

    @Override
    public List<Grant> grants(TableName table) {
        if (!isEnforcing()) {
            return recorded.grants(table);
        }
        var grants = new ArrayList<Grant>();
        server.permissions().on(securable(table)).forEach((principal, privileges) -> {
            for (Grant.Privilege privilege : List.of(Grant.Privilege.SELECT, Grant.Privilege.MODIFY)) {
                if (privileges.contains(privilege.name())) {
                    grants.add(new Grant(principal, privilege));
                }
            }
        });
        return grants;
    }

    private boolean isEnforcing() {
        return backend.capabilities().contains(Backend.Capability.ENFORCED_GRANTS);
    }

    /** The server has no word for all privileges at once. */
    private static List<String> privileges(Grant grant) {
        return grant.privilege() == Grant.Privilege.ALL_PRIVILEGES
                ? List.of(Grant.Privilege.SELECT.name(), Grant.Privilege.MODIFY.name())
                : List.of(grant.privilege().name());
    }

    private Securable securable(TableName table) {
        TableName plain = UnityTables.plain(table);
        if (server.tables().locate(plain).isEmpty()) {
            throw new DataException("there is no table " + table);
        }
        return new Securable(Securable.Type.TABLE, plain.catalog() + "." + plain.schema() + "." + plain.name());
    }
}
