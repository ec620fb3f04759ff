package io.millrace.lakehouse.databricks;

import io.millrace.config.TableName;
import io.millrace.lakehouse.Catalog;
import io.millrace.lakehouse.GovernanceChange;
import io.millrace.lakehouse.Grant;
import io.millrace.lakehouse.TableGovernance;
import io.millrace.lakehouse.TableSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The catalog of tables whose facts are recorded as properties by SQL, and whose keys, tags, owners and grants Unity Catalog has too: a
 * table with a primary key is what Databricks' own feature client calls a feature table.
 */
final class DatabricksCatalog implements Catalog {
    private final Catalog recorded;
    private final WorkspaceTables tables;
    private final WorkspaceGrants grants;

    DatabricksCatalog(Catalog recorded, WorkspaceTables tables, WorkspaceGrants grants) {
        this.recorded = recorded;
        this.tables = tables;
        this.grants = grants;
    }

    @Override
    public void create(TableSpec spec) {
        recorded.create(spec);
        made(spec);
    }

    @Override
    public void ensure(TableSpec spec) {
        recorded.ensure(spec);
        made(spec);
    }

    @Override
    public void made(TableSpec spec) {
        if (!spec.primaryKeys().isEmpty()) {
            tables.constrain(spec.name(), spec.primaryKeys(), spec.timeSeries().filter(spec.primaryKeys()::contains));
        }
        tables.tag(spec.name(), spec.tags());
    }

    @Override
    public Description description(TableName table) {
        return recorded.description(table);
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
        tables.tag(table, tags);
    }

    @Override
    public void grant(TableName table, Grant grant) {
        tables.require(table);
        grants.give(table, grant);
    }

    @Override
    public TableGovernance governance(TableName table) {
        return tables.governance(table).orElse(TableGovernance.NONE);
    }

    /** Marked, tagged or masked, by whomever. */
    @Override
    public Set<String> personalData(TableName table) {
        return tables.personalData(table);
    }

    /** What is given stands before what is noted of it, and an owner last: a change that is cut short is made again. */
    @Override
    public void govern(TableName table, GovernanceChange change) {
        if (change.isEmpty()) {
            return;
        }
        tables.require(table);
        change.granted().forEach(grant -> grants.give(table, grant));
        change.revoked().forEach(grant -> grants.take(table, grant));
        tables.tag(table, change.tags());
        change.personalData().forEach(column -> tables.mark(table, column));
        change.notPersonal().forEach(column -> tables.unmark(table, column));
        recorded.govern(table, change);
        if (!change.owner().isEmpty()
                && !change.owner().equals(tables.require(table).getOwner())) {
            grants.own(table, change.owner());
        }
    }

    @Override
    public List<Grant> grants(TableName table) {
        tables.require(table);
        return grants.on(table);
    }
}
