package io.millrace.testkit;

import com.databricks.sdk.service.catalog.ColumnInfo;
import com.databricks.sdk.service.catalog.ColumnMask;
import com.databricks.sdk.service.catalog.CreateTableConstraint;
import com.databricks.sdk.service.catalog.EntityTagAssignment;
import com.databricks.sdk.service.catalog.PermissionsChange;
import com.databricks.sdk.service.catalog.PrimaryKeyConstraint;
import com.databricks.sdk.service.catalog.Privilege;
import com.databricks.sdk.service.catalog.TableConstraint;
import com.databricks.sdk.service.catalog.TableInfo;
import com.databricks.sdk.service.catalog.UpdatePermissions;
import com.databricks.sdk.service.catalog.UpdateTableRequest;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.testkit.FakeWorkspace.Answer;
import io.millrace.testkit.FakeWorkspace.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Unity Catalog of a workspace that is played, as far as SQL does not reach it: tables' facts, primary keys, tags, owners, grants. The
 * tables themselves are whatever a test says that there is, as the SQL of a session made them.
 */
public final class FakeCatalog {
    private static final String API = "/api/2.1/unity-catalog/";
    private static final String TABLES = API + "tables/";
    private static final String TAGS = API + "entity-tag-assignments";
    private static final String GRANTS = API + "permissions/table/";
    /** Few, so that every page has a next. */
    private static final int PAGE = 1;

    private static final Pattern TAGS_PATH = Pattern.compile("([a-z]+)/(.+)/tags(?:/(.+))?");
    private static final Set<String> TAGGED = Set.of("catalogs", "schemas", "tables", "columns", "volumes");

    private final FakeWorkspace workspace;
    private final Function<String, Optional<TableInfo>> tables;
    private final Set<String> catalogs = new TreeSet<>();
    private final Set<String> masked = new TreeSet<>();
    private final Set<String> principals = new TreeSet<>(Set.of(FakeWorkspace.USER));
    private final Map<String, PrimaryKeyConstraint> keys = new TreeMap<>();
    private final Map<String, String> owners = new TreeMap<>();
    private final Map<String, Map<String, String>> tags = new TreeMap<>();
    private final Map<String, Map<String, Set<Privilege>>> grants = new TreeMap<>();

    private FakeCatalog(FakeWorkspace workspace, Function<String, Optional<TableInfo>> tables) {
        this.workspace = workspace;
        this.tables = tables;
        workspace
                .route(
                        "GET " + API + "catalogs/…",
                        request -> catalog(request.behind(API + "catalogs/")),
                        "include_browse")
                .route(
                        "GET " + TABLES + "…",
                        request -> table(request.behind(TABLES)),
                        "include_browse",
                        "include_delta_metadata",
                        "include_manifest_capabilities")
                .route("PATCH " + TABLES + "…", this::own)
                .route("POST " + API + "constraints", this::constrain)
                .route("GET " + TAGS + "/…", this::listTags, "max_results", "page_token")
                .route("POST " + TAGS, this::createTag)
                .route("PATCH " + TAGS + "/…", this::updateTag, "update_mask")
                .route("DELETE " + TAGS + "/…", this::deleteTag)
                .route("GET " + GRANTS + "…", this::listGrants, "principal", "max_results", "page_token")
                .route("PATCH " + GRANTS + "…", this::grant);
    }

    /**
     * Adds Unity Catalog to a workspace.
     *
     * @param tables what there is of a full name: columns and properties at least
     */
    public static FakeCatalog in(FakeWorkspace workspace, Function<String, Optional<TableInfo>> tables) {
        return new FakeCatalog(workspace, tables);
    }

    /** Returns the names of the catalogs; to change, too. */
    public Set<String> catalogs() {
        return catalogs;
    }

    /** Returns the users, groups and service principals that can own something; to change, too. */
    public Set<String> principals() {
        return principals;
    }

    /** Returns the primary key of a table. */
    public Optional<PrimaryKeyConstraint> key(String table) {
        return Optional.ofNullable(keys.get(table));
    }

    /** Returns the tags of {@code tables/NAME} or {@code columns/NAME}; to change, too. */
    public Map<String, String> tags(String entity) {
        return tags.computeIfAbsent(entity, name -> new TreeMap<>());
    }

    /** Returns the columns, by full name, that have a mask; to change, too. */
    public Set<String> masked() {
        return masked;
    }

    /** Returns the owner of a table. */
    public String owner(String table) {
        return owners.getOrDefault(table, FakeWorkspace.USER);
    }

    /** Returns who may do what with a table; to change, too. */
    public Map<String, Set<Privilege>> grants(String table) {
        return grants.computeIfAbsent(table, name -> new TreeMap<>());
    }

    private Answer catalog(String name) {
        return catalogs.contains(name)
                ? Answer.ok(FakeWorkspace.object().put("name", name))
                : Answer.of(404, "CATALOG_DOES_NOT_EXIST", "Catalog '" + name + "' does not exist.");
    }

    private static Answer absent(String table) {
        return Answer.of(404, "TABLE_DOES_NOT_EXIST", "Table '" + table + "' does not exist.");
    }

    private Answer table(String name) {
        return tables.apply(name).map(info -> Answer.ok(told(name, info))).orElseGet(() -> absent(name));
    }

    private TableInfo told(String name, TableInfo info) {
        List<TableConstraint> constraints = new ArrayList<>();
        key(name).ifPresent(key -> constraints.add(new TableConstraint().setPrimaryKeyConstraint(key)));
        info.getColumns().stream()
                .filter(column -> masked.contains(name + "." + column.getName()))
                .forEach(column -> column.setMask(new ColumnMask().setFunctionName("main.raw.mask")));
        return info.setFullName(name).setOwner(owner(name)).setTableConstraints(constraints);
    }

    private Answer own(Request request) throws JsonProcessingException {
        String name = request.behind(TABLES);
        String owner = request.as(UpdateTableRequest.class).getOwner();
        if (tables.apply(name).isEmpty()) {
            return absent(name);
        }
        if (!principals.contains(owner)) {
            return Answer.of(404, "PRINCIPAL_DOES_NOT_EXIST", "Could not find principal with name " + owner);
        }
        owners.put(name, owner);
        return Answer.ok(FakeWorkspace.object());
    }

    private Answer constrain(Request request) throws JsonProcessingException {
        CreateTableConstraint create = request.as(CreateTableConstraint.class);
        String name = create.getFullNameArg();
        PrimaryKeyConstraint key = create.getConstraint().getPrimaryKeyConstraint();
        workspace.require(key != null, "a constraint without a primary key");
        workspace.require(key.getName() != null, "a primary key without a name");
        Optional<TableInfo> table = tables.apply(name);
        if (table.isEmpty()) {
            return absent(name);
        }
        if (keys.containsKey(name)) {
            return Answer.of(409, "RESOURCE_ALREADY_EXISTS", "Table " + name + " already has a primary key.");
        }
        for (String column : key.getChildColumns()) {
            ColumnInfo found = table.get().getColumns().stream()
                    .filter(each -> each.getName().equals(column))
                    .findFirst()
                    .orElse(null);
            if (found == null || Objects.requireNonNullElse(found.getNullable(), true)) {
                return Answer.of(
                        400,
                        "INVALID_PARAMETER_VALUE",
                        "Cannot create the primary key because its child column(s) `" + column + "` is nullable.");
            }
        }
        Optional.ofNullable(key.getTimeseriesColumns())
                .ifPresent(times -> workspace.require(
                        key.getChildColumns().containsAll(times), "timeseries columns outside of the primary key"));
        keys.put(name, key);
        return Answer.ok(create.getConstraint());
    }

    private record Tagged(String type, String name, String key) {}

    /** Returns what a path of tags names; the key is empty where it names none. */
    private Tagged tagged(Request request) {
        Matcher path = TAGS_PATH.matcher(request.behind(TAGS + "/"));
        workspace.require(path.matches(), request.path() + " is no path of tags");
        String type = path.group(1);
        workspace.require(TAGGED.contains(type), type + " is no type of entity that has tags");
        return new Tagged(type, path.group(2), Objects.requireNonNullElse(path.group(3), ""));
    }

    private Answer listTags(Request request) {
        Tagged tagged = tagged(request);
        ObjectNode answer = FakeWorkspace.object();
        tags(tagged.type() + "/" + tagged.name()).forEach((key, value) -> answer.withArray("tag_assignments")
                .addObject()
                .put("entity_type", tagged.type())
                .put("entity_name", tagged.name())
                .put("tag_key", key)
                .put("tag_value", value));
        return Answer.ok(answer);
    }

    private Answer createTag(Request request) throws JsonProcessingException {
        EntityTagAssignment tag = request.as(EntityTagAssignment.class);
        workspace.require(TAGGED.contains(tag.getEntityType()), tag.getEntityType() + " has no tags");
        if (tag.getTagKey().matches(".*[.,=/:-].*")) {
            return Answer.of(400, "INVALID_PARAMETER_VALUE", "The tag key '" + tag.getTagKey() + "' is not allowed.");
        }
        Map<String, String> present = tags(tag.getEntityType() + "/" + tag.getEntityName());
        if (present.containsKey(tag.getTagKey())) {
            return Answer.of(409, "ALREADY_EXISTS", "Tag assignment already exists.");
        }
        present.put(tag.getTagKey(), tag.getTagValue());
        return Answer.ok(tag);
    }

    private Answer updateTag(Request request) throws JsonProcessingException {
        Tagged tagged = tagged(request);
        workspace.require(request.query().containsKey("update_mask"), "an update of a tag without its mask");
        EntityTagAssignment tag = request.as(EntityTagAssignment.class);
        Map<String, String> present = tags(tagged.type() + "/" + tagged.name());
        if (!present.containsKey(tagged.key())) {
            return Answer.of(404, "NOT_FOUND", "Tag assignment does not exist.");
        }
        present.put(tagged.key(), tag.getTagValue());
        return Answer.ok(tag);
    }

    private Answer deleteTag(Request request) {
        Tagged tagged = tagged(request);
        return tags(tagged.type() + "/" + tagged.name()).remove(tagged.key()) == null
                ? Answer.of(404, "NOT_FOUND", "Tag assignment does not exist.")
                : Answer.ok(FakeWorkspace.object());
    }

    private Answer listGrants(Request request) {
        String table = request.behind(GRANTS);
        if (tables.apply(table).isEmpty()) {
            return absent(table);
        }
        return Answer.ok(page(table, Integer.parseInt(request.query().getOrDefault("page_token", "0"))));
    }

    private ObjectNode page(String table, int from) {
        ObjectNode answer = FakeWorkspace.object();
        List<Map.Entry<String, Set<Privilege>>> held = List.copyOf(grants(table).entrySet());
        int to = Math.min(held.size(), from + PAGE);
        for (Map.Entry<String, Set<Privilege>> each : held.subList(from, to)) {
            ObjectNode assignment =
                    answer.withArray("privilege_assignments").addObject().put("principal", each.getKey());
            each.getValue()
                    .forEach(privilege -> assignment.withArray("privileges").add(privilege.name()));
        }
        return to < held.size() ? answer.put("next_page_token", Integer.toString(to)) : answer;
    }

    private Answer grant(Request request) throws JsonProcessingException {
        String table = request.behind(GRANTS);
        if (tables.apply(table).isEmpty()) {
            return absent(table);
        }
        for (PermissionsChange change : request.as(UpdatePermissions.class).getChanges()) {
            Set<Privilege> held = grants(table).computeIfAbsent(change.getPrincipal(), name -> new TreeSet<>());
            Optional.ofNullable(change.getAdd()).ifPresent(held::addAll);
            Optional.ofNullable(change.getRemove()).ifPresent(held::removeAll);
            if (held.isEmpty()) {
                grants(table).remove(change.getPrincipal());
            }
        }
        return Answer.ok(page(table, 0));
    }
}
