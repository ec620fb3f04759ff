package io.millrace.lakehouse;

import io.millrace.config.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A catalog over the one that records all facts as table properties, which it asks for whatever it does not do in a way of its own. A
 * backend's catalog extends it.
 */
public abstract class RecordedCatalog implements Catalog {
    private final Catalog recorded;

    /** @param recorded the one that keeps all facts as table properties */
    protected RecordedCatalog(Catalog recorded) {
        this.recorded = recorded;
    }

    @Override
    public void create(TableSpec spec) {
        recorded.create(spec);
    }

    @Override
    public void ensure(TableSpec spec) {
        recorded.ensure(spec);
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
        recorded.grant(table, grant);
    }

    @Override
    public Description description(TableName table) {
        return recorded.description(table);
    }

    @Override
    public TableGovernance governance(TableName table) {
        return recorded.governance(table);
    }

    @Override
    public void govern(TableName table, GovernanceChange change) {
        recorded.govern(table, change);
    }

    @Override
    public List<Grant> grants(TableName table) {
        return recorded.grants(table);
    }
}
