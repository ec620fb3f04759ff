package io.millrace.lakehouse;

import io.millrace.config.DataException;
import io.millrace.config.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The catalog of Delta tables that keeps all facts in table properties, by SQL alone. */
final class PropertyCatalog implements Catalog {
    private static final Logger LOG = LoggerFactory.getLogger(PropertyCatalog.class);

    private static final String NOT_ENFORCED = "{} on {} is recorded and not enforced, since the backend has no users";

    private final SparkSession spark;
    private final Environment environment;
    private final Backend backend;
    private final Tables tables;
    private final Failures failures;

    PropertyCatalog(SparkSession spark, Environment environment, Backend backend, Tables tables) {
        this.spark = spark;
        this.environment = environment;
        this.backend = backend;
        this.tables = tables;
        this.failures = new Failures(backend);
    }

    @Override
    public void create(TableSpec spec) {
        if (tables.exists(spec.name())) {
            throw new DataException("the table " + spec.name() + " exists already");
        }
        run("create " + spec.name(), DeltaSql.createSchema(spec.name()));
        run("create " + spec.name(), DeltaSql.createTable(spec));
    }

    @Override
    public void ensure(TableSpec spec) {
        if (tables.exists(spec.name())) {
            update(spec);
            return;
        }
        try {
            create(spec);
        } catch (DataException race) {
            if (!tables.exists(spec.name())) {
                throw race;
            }
            update(spec);
        }
    }

    private void update(TableSpec spec) {
        TableName table = spec.name();
        TableLog.Facts facts = tables.facts(table);
        StructType columns = tables.read(table).schema();
        spec.project()
                .ifPresent(project -> ProjectTables.require(project, table, TableFacts.project(facts.properties())));
        requireSameKeys(spec, facts.properties());
        var added = new ArrayList<StructField>();
        var commented = new ArrayList<StructField>();
        compare(spec, columns, added, commented);
        String action = "alter " + table;
        if (!added.isEmpty()) {
            run(action, DeltaSql.addColumns(table, added));
        }
        commented.forEach(field -> run(action, DeltaSql.commentColumn(table, field)));
        var properties = new TreeMap<>(TableFacts.properties(spec));
        properties.entrySet().removeAll(facts.properties().entrySet());
        if (!properties.isEmpty()) {
            run(action, DeltaSql.setProperties(table, properties));
        }
        if (!spec.comment().isEmpty() && !spec.comment().equals(facts.comment())) {
            run(action, DeltaSql.commentTable(table, spec.comment()));
        }
        if (!spec.clusterBy().equals(facts.clusterBy())) {
            run(action, DeltaSql.clusterBy(table, spec.clusterBy()));
        }
    }

    private static void requireSameKeys(TableSpec spec, Map<String, String> properties) {
        List<String> keys = TableFacts.primaryKeys(properties);
        if (!keys.equals(spec.primaryKeys())) {
            throw new DataException("the table " + spec.name() + " has the primary keys " + keys + ", the definition "
                    + spec.primaryKeys() + "; drop the table or take another name");
        }
        Optional<String> timeSeries = TableFacts.timeSeries(properties);
        if (timeSeries.isPresent() && !timeSeries.equals(spec.timeSeries())) {
            throw new DataException("the table " + spec.name() + " has the time-series column "
                    + timeSeries.orElse("(none)") + ", the definition "
                    + spec.timeSeries().orElse("(none)")
                    + "; drop the table or take another name");
        }
    }

    private static void compare(
            TableSpec spec, StructType columns, List<StructField> added, List<StructField> commented) {
        var existing = new HashMap<String, StructField>();
        for (StructField field : columns.fields()) {
            existing.put(RowShape.key(field.name()), field);
        }
        var problems = new ArrayList<String>();
        for (StructField field : spec.schema().fields()) {
            StructField found = existing.get(RowShape.key(field.name()));
            if (found == null) {
                added.add(field);
            } else if (!RowShape.sameType(found.dataType(), field.dataType())) {
                problems.add(
                        "column " + field.name() + " is " + found.dataType().sql() + ", the definition says "
                                + field.dataType().sql());
            } else if (field.getComment().isDefined() && !field.getComment().equals(found.getComment())) {
                commented.add(field);
            }
        }
        if (!problems.isEmpty()) {
            throw new DataException("the table " + spec.name() + " does not fit its definition: "
                    + String.join("; ", problems) + "; drop the table or take another name");
        }
    }

    @Override
    public Optional<TableSpec> find(TableName table) {
        if (!tables.exists(table)) {
            return Optional.empty();
        }
        TableLog.Facts facts = tables.facts(table);
        Map<String, String> properties = facts.properties();
        return Optional.of(new TableSpec(
                table,
                tables.read(table).schema(),
                TableFacts.primaryKeys(properties),
                TableFacts.timeSeries(properties),
                facts.clusterBy(),
                facts.comment(),
                TableFacts.owner(properties),
                TableFacts.tagsOf(properties),
                TableFacts.free(properties),
                TableFacts.project(properties)));
    }

    @Override
    public List<TableName> list(String schema) {
        var probe = new TableName(environment.catalog(), schema, "any");
        return translated("list " + environment.catalog() + "." + schema, () -> {
            if (!spark.catalog().databaseExists(DeltaSql.schemaOf(probe))) {
                return List.of();
            }
            return spark.sql("SHOW TABLES IN " + DeltaSql.schemaOf(probe)).select("tableName").collectAsList().stream()
                    .map(row -> probe.withName(row.getString(0)))
                    .sorted()
                    .toList();
        });
    }

    @Override
    public void drop(TableName table) {
        run("drop " + table, "DROP TABLE IF EXISTS " + table.sql());
    }

    @Override
    public void describe(TableName table, String comment, Map<String, String> tags) {
        TableLog.Facts facts = existing(table);
        Map<String, String> properties = TableFacts.tags(tags);
        properties.entrySet().removeAll(facts.properties().entrySet());
        if (!comment.isEmpty() && !comment.equals(facts.comment())) {
            properties.put("comment", comment);
        }
        if (!properties.isEmpty()) {
            run("describe " + table, DeltaSql.setProperties(table, properties));
        }
    }

    @Override
    public void grant(TableName table, Grant grant) {
        Map<String, String> properties = existing(table).properties();
        Map.Entry<String, String> recorded = TableFacts.grant(properties, grant);
        if (!recorded.getValue().equals(properties.get(recorded.getKey()))) {
            if (!backend.capabilities().contains(Backend.Capability.ENFORCED_GRANTS)) {
                LOG.warn(NOT_ENFORCED, grant, table);
            }
            run("grant on " + table, DeltaSql.setProperties(table, Map.of(recorded.getKey(), recorded.getValue())));
        }
    }

    @Override
    public Description description(TableName table) {
        TableLog.Facts facts = existing(table);
        return new Description(facts.comment(), facts.properties());
    }

    @Override
    public TableGovernance governance(TableName table) {
        return tables.exists(table) ? TableFacts.governance(tables.facts(table).properties()) : TableGovernance.NONE;
    }

    @Override
    public void govern(TableName table, GovernanceChange change) {
        boolean recorded = !backend.capabilities().contains(Backend.Capability.ENFORCED_GRANTS);
        if (recorded) {
            change.granted().forEach(grant -> LOG.warn(NOT_ENFORCED, grant, table));
        }
        Map<String, String> properties = existing(table).properties();
        Map<String, String> set = TableFacts.changed(properties, change, recorded);
        List<String> gone = set.entrySet().stream()
                .filter(entry -> entry.getValue().isEmpty() && properties.containsKey(entry.getKey()))
                .map(Map.Entry::getKey)
                .toList();
        set.values().removeIf(String::isEmpty);
        set.entrySet().removeAll(properties.entrySet());
        if (!set.isEmpty()) {
            run("govern " + table, DeltaSql.setProperties(table, set));
        }
        if (!gone.isEmpty()) {
            run("govern " + table, DeltaSql.unsetProperties(table, gone));
        }
    }

    @Override
    public List<Grant> grants(TableName table) {
        return TableFacts.grants(existing(table).properties());
    }

    private TableLog.Facts existing(TableName table) {
        if (!tables.exists(table)) {
            throw new DataException("there is no table " + table);
        }
        return tables.facts(table);
    }

    /** Takes its turn with the writes that set session settings, so that none of them marks this commit. */
    private void run(String action, String statement) {
        try {
            SessionSettings.during(spark, Map.of(), () -> spark.sql(statement));
        } catch (Exception | Error e) { // Spark throws more than it declares, Hadoop an Error when a disk is full
            throw failures.translated(action, e);
        }
    }

    private <T> T translated(String action, Supplier<T> work) {
        try {
            return work.get();
        } catch (Exception e) { // Spark throws checked exceptions that it does not declare
            throw failures.translated(action, e);
        }
    }
}
