package io.millrace.lakehouse.databricks;

import com.databricks.sdk.service.catalog.ColumnInfo;
import com.databricks.sdk.service.catalog.CreateEntityTagAssignmentRequest;
import com.databricks.sdk.service.catalog.CreateTableConstraint;
import com.databricks.sdk.service.catalog.DeleteEntityTagAssignmentRequest;
import com.databricks.sdk.service.catalog.EntityTagAssignment;
import com.databricks.sdk.service.catalog.PrimaryKeyConstraint;
import com.databricks.sdk.service.catalog.TableConstraint;
import com.databricks.sdk.service.catalog.TableInfo;
import com.databricks.sdk.service.catalog.UpdateEntityTagAssignmentRequest;
import io.millrace.config.DataException;
import io.millrace.config.TableName;
import io.millrace.databricks.Privilege;
import io.millrace.databricks.Workspace;
import io.millrace.lakehouse.TableGovernance;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What Unity Catalog knows of tables beside their columns: primary keys, tags, and who may do what. */
final class WorkspaceTables {
    private static final Logger LOG = LoggerFactory.getLogger(WorkspaceTables.class);
    private static final String TABLES = "tables";
    private static final String COLUMNS = "columns";

    /** The tag of columns that hold personal data. */
    private static final String PERSONAL_DATA = "personal_data";

    private static final String YES = "yes";

    private final LazyWorkspace workspace;
    private final WorkspaceGrants grants;

    WorkspaceTables(LazyWorkspace workspace, WorkspaceGrants grants) {
        this.workspace = workspace;
        this.grants = grants;
    }

    /** Returns what is known of a table; empty if there is none. */
    Optional<TableInfo> find(TableName table) {
        Workspace open = workspace.get();
        return open.find("table " + table, Privilege.select(table), () -> open.client()
                .tables()
                .get(Workspace.inPath(table.dotted())));
    }

    /** Returns what is known of a table that must be there. */
    TableInfo require(TableName table) {
        return find(table).orElseThrow(() -> new DataException("there is no table " + table));
    }

    /** Returns a table's governance, as it is; empty if there is no such table. */
    Optional<TableGovernance> governance(TableName table) {
        return find(table).map(info -> {
            TableGovernance recorded = recorded(info);
            return new TableGovernance(
                    recorded.owner(),
                    tags(TABLES, table.dotted()),
                    recorded.personalData(),
                    grants.on(table),
                    recorded.given());
        });
    }

    private static TableGovernance recorded(TableInfo info) {
        return TableGovernance.of(Objects.requireNonNullElse(info.getProperties(), Map.<String, String>of()));
    }

    /** Returns the columns that are recorded or tagged as personal data, or have a mask; one call for each column. */
    Set<String> personalData(TableName table) {
        Set<String> personal = new TreeSet<>();
        find(table).ifPresent(info -> {
            personal.addAll(recorded(info).personalData());
            WorkspaceGrants.stream(info.getColumns())
                    .filter(column -> column.getMask() != null
                            || tags(COLUMNS, name(table, column.getName())).entrySet().stream()
                                    .anyMatch(tag -> isPersonal(tag.getKey(), tag.getValue())))
                    .map(ColumnInfo::getName)
                    .forEach(personal::add);
        });
        return personal;
    }

    /** The library's own tag, the usual one, and those that Databricks' classification of data gives. */
    private static boolean isPersonal(String tag, String value) {
        boolean named = tag.equalsIgnoreCase(PERSONAL_DATA) || tag.equalsIgnoreCase("pii");
        boolean denied = value.equalsIgnoreCase("no") || value.equalsIgnoreCase("false");
        return (named && !denied) || tag.startsWith("class.");
    }

    /**
     * Gives a table its primary key, if it has none.
     *
     * @param keys its columns, in order
     * @param time the one of them that is the event time, if one is
     * @throws DataException if it has another
     */
    void constrain(TableName table, List<String> keys, Optional<String> time) {
        TableInfo info = require(table);
        Optional<PrimaryKeyConstraint> present = primaryKey(info);
        if (present.isPresent()) {
            requireSame(table, present.get(), keys);
            return;
        }
        List<String> open = nullable(info, keys);
        if (!open.isEmpty()) {
            LOG.warn(
                    "the primary key {} of {} is recorded as a property alone, since Unity Catalog takes no columns that may be"
                            + " NULL: {}",
                    keys,
                    table,
                    open);
            return;
        }
        PrimaryKeyConstraint key =
                new PrimaryKeyConstraint().setName(table.name() + "_pk").setChildColumns(keys);
        time.map(List::of).ifPresent(key::setTimeseriesColumns);
        Workspace now = workspace.get();
        now.makes("primary key of " + table, Privilege.own(table), () -> now.client()
                .tableConstraints()
                .create(new CreateTableConstraint()
                        .setFullNameArg(table.dotted())
                        .setConstraint(new TableConstraint().setPrimaryKeyConstraint(key))));
    }

    private static Optional<PrimaryKeyConstraint> primaryKey(TableInfo info) {
        return WorkspaceGrants.stream(info.getTableConstraints())
                .map(TableConstraint::getPrimaryKeyConstraint)
                .filter(Objects::nonNull)
                .findFirst();
    }

    private static void requireSame(TableName table, PrimaryKeyConstraint present, List<String> keys) {
        List<String> columns = List.copyOf(present.getChildColumns());
        if (!columns.equals(keys)) {
            throw new DataException(table + " has the primary key " + columns + " in Unity Catalog, its definition "
                    + keys + "; drop it (ALTER TABLE " + table.sql() + " DROP PRIMARY KEY), or take another name");
        }
    }

    private static List<String> nullable(TableInfo info, List<String> keys) {
        return WorkspaceGrants.stream(info.getColumns())
                .filter(column -> keys.contains(column.getName()))
                .filter(column -> !Boolean.FALSE.equals(column.getNullable()))
                .map(ColumnInfo::getName)
                .toList();
    }

    /** Gives a table these tags; others stay. */
    void tag(TableName table, Map<String, String> tags) {
        assign(TABLES, table.dotted(), table, tags);
    }

    /** Marks a column as personal data. */
    void mark(TableName table, String column) {
        assign(COLUMNS, name(table, column), table, Map.of(PERSONAL_DATA, YES));
    }

    /** Takes that mark away, if it is there. */
    void unmark(TableName table, String column) {
        Workspace open = workspace.get();
        open.find("tag of " + table + "." + column, Privilege.tag(table), () -> {
            open.client()
                    .entityTagAssignments()
                    .delete(new DeleteEntityTagAssignmentRequest()
                            .setEntityType(COLUMNS)
                            .setEntityName(Workspace.inPath(name(table, column)))
                            .setTagKey(PERSONAL_DATA));
            return true;
        });
    }

    private Map<String, String> tags(String type, String name) {
        Workspace open = workspace.get();
        return open.call("tags of " + name, Privilege.NONE, () -> {
            Map<String, String> tags = new TreeMap<>();
            open.client()
                    .entityTagAssignments()
                    .list(type, Workspace.inPath(name))
                    .forEach(tag -> tags.put(tag.getTagKey(), Objects.requireNonNullElse(tag.getTagValue(), "")));
            return tags;
        });
    }

    private void assign(String type, String name, TableName table, Map<String, String> tags) {
        if (tags.isEmpty()) {
            return;
        }
        Map<String, String> present = tags(type, name);
        Workspace open = workspace.get();
        new TreeMap<>(tags).forEach((key, value) -> {
            if (value.equals(present.get(key))) {
                return;
            }
            EntityTagAssignment tag = new EntityTagAssignment()
                    .setEntityType(type)
                    .setEntityName(name)
                    .setTagKey(key)
                    .setTagValue(value);
            boolean made = !present.containsKey(key)
                    && open.makes("tag " + key + " of " + name, Privilege.tag(table), () -> open.client()
                            .entityTagAssignments()
                            .create(new CreateEntityTagAssignmentRequest().setTagAssignment(tag)));
            if (!made) {
                open.run("tag " + key + " of " + name, Privilege.tag(table), () -> open.client()
                        .entityTagAssignments()
                        .update(new UpdateEntityTagAssignmentRequest()
                                .setEntityType(type)
                                .setEntityName(Workspace.inPath(name))
                                .setTagKey(Workspace.inPath(key))
                                .setTagAssignment(tag)
                                .setUpdateMask("tag_value")));
            }
        });
    }

    private static String name(TableName table, String column) {
        return table.dotted() + "." + column;
    }
}
