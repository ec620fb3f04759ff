package io.millrace.lakehouse.databricks;

import io.millrace.config.TableName;
import io.millrace.lakehouse.Catalog;
import io.millrace.lakehouse.GovernanceChange;
import io.millrace.lakehouse.Grant;
import io.millrace.lakehouse.RecordedCatalog;
import io.millrace.lakehouse.TableGovernance;
import io.millrace.lakehouse.TableSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The catalog of tables whose facts are recorded as properties by SQL, and whose keys, tags, owners and grants Unity Catalog has too: a
 * table with a primary key is what Databricks' own feature client calls a feature table.
 */
final class DatabricksCatalog extends RecordedCatalog {
    private final WorkspaceTables tables;
    private final WorkspaceGrants grants;

    DatabricksCatalog(Catalog recorded, WorkspaceTables tables, WorkspaceGrants grants) {
        super(recorded);
        this.tables = tables;
        this.grants = grants;
    }

    @Override
    public void create(TableSpec spec) {
        super.create(spec);
        made(spec);
    }

    @Override
    public void ensure(TableSpec spec) {
        super.ensure(spec);
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
    public void describe(TableName table, String comment, Map<String, String> tags) {
        super.describe(table, comment, tags);
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
        String owner = tables.require(table).getOwner();
        change.granted().forEach(grant -> grants.give(table, grant));
        change.revoked().forEach(grant -> grants.take(table, grant));
        tables.tag(table, change.tags());
        change.personalData().forEach(column -> tables.mark(table, column));
        change.notPersonal().forEach(column -> tables.unmark(table, column));
        super.govern(table, change);
        if (!change.owner().isEmpty() && !change.owner().equals(owner)) {
            grants.own(table, change.owner());
        }
    }

    @Override
    public List<Grant> grants(TableName table) {
        tables.require(table);
        return grants.on(table);
    }
}
