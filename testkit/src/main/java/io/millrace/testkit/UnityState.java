package io.millrace.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.testkit.FakeUnity.Answer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a {@link FakeUnity} holds, and its answers by the words of the real server. */
final class UnityState {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_@-]+");
    private static final Pattern DELTA =
            Pattern.compile("delta/v1/catalogs/([^/]+)/schemas/([^/]+)/tables(?:/([^/]+))?(/rename)?");
    private static final Pattern VERSION = Pattern.compile("models/([^/]+)/versions(?:/(\\d+))?(/finalize)?");

    private final Map<String, ObjectNode> catalogs = new TreeMap<>();
    private final Map<String, ObjectNode> schemas = new TreeMap<>();
    private final Map<String, ObjectNode> tables = new TreeMap<>();
    private final Map<String, ObjectNode> volumes = new TreeMap<>();
    private final Map<String, ObjectNode> models = new TreeMap<>();
    private final Map<String, TreeMap<Long, ObjectNode>> versions = new TreeMap<>();
    private final Map<String, Map<String, Set<String>>> grants = new TreeMap<>();
    private final String metastore = UUID.randomUUID().toString();
    private Set<String> users = Set.of();
    private long clock = 1_796_000_000_000L;

    /** Refuses a call in the words of the server. */
    private static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final int status;
        private final String code;

        Refusal(int status, String code, String message) {
            super(message);
            this.status = status;
            this.code = code;
        }
    }

    void enforce(Set<String> known) {
        users = known;
    }

    static String error(String code, String message) {
        ObjectNode error = JSON.createObjectNode().put("error_code", code);
        error.putArray("details").addObject().put("reason", code).put("@type", "google.rpc.ErrorInfo");
        return error.put("message", message).toString();
    }

    Answer refused(int status, String code, String message) {
        return new Answer(status, "application/json", error(code, message));
    }

    /** Returns the answer to a call; empty if it is none that is known here. */
    Optional<Answer> answer(String call, Map<String, String> query, JsonNode body, @Nullable String account) {
        String method = call.substring(0, call.indexOf(' '));
        String path = call.substring(call.indexOf(' ') + 1);
        String[] parts = path.split("/");
        try {
            Matcher delta = DELTA.matcher(path);
            if (delta.matches()) {
                return Optional.ofNullable(delta(method, delta, body, account));
            }
            Matcher version = VERSION.matcher(path);
            if (version.matches() && !version.group(1).equals("versions")) {
                return Optional.ofNullable(version(method, version, body, account));
            }
            if (path.equals("models/versions") && method.equals("POST")) {
                return Optional.of(createVersion(body, account));
            }
            return Optional.ofNullable(
                    switch (parts[0]) {
                        case "metastore_summary" ->
                            Answer.json(JSON.createObjectNode().put("metastore_id", metastore));
                        case "permissions" -> permissions(method, parts[1] + "/" + parts[2], body);
                        default -> entity(method, parts, query, body, account);
                    });
        } catch (Refusal refusal) {
            return Optional.of(refused(refusal.status, refusal.code, String.valueOf(refusal.getMessage())));
        }
    }

    private @Nullable Answer entity(
            String method, String[] parts, Map<String, String> query, JsonNode body, @Nullable String account) {
        return switch (method + " " + parts[0] + (parts.length > 1 ? "/" : "")) {
            case "POST catalogs" ->
                Answer.json(
                        create(catalogs, "Catalog", "CATALOG_ALREADY_EXISTS", "", name(body), catalog(body), account));
            case "GET catalogs/" -> Answer.json(found(catalogs, parts[1], "CATALOG_NOT_FOUND", "Catalog not found: "));
            case "POST schemas" -> {
                String catalog = body.path("catalog_name").asText();
                found(catalogs, catalog, "CATALOG_NOT_FOUND", "Catalog not found: ");
                yield Answer.json(create(
                        schemas, "Schema", "SCHEMA_ALREADY_EXISTS", catalog + ".", name(body), schema(body), account));
            }
            case "GET schemas/" -> Answer.json(schemaOf(parts[1]));
            case "PATCH schemas/" -> Answer.json(changed(schemaOf(parts[1]), body, account));
            case "DELETE schemas/" -> {
                schemaOf(parts[1]);
                if (tables.keySet().stream().anyMatch(table -> table.startsWith(parts[1] + "."))) {
                    throw new Refusal(400, "FAILED_PRECONDITION", "Cannot delete schema with tables: " + parts[1]);
                }
                schemas.remove(parts[1]);
                yield deleted();
            }
            case "GET schemas" -> list("schemas", schemas, String.valueOf(query.get("catalog_name")), query);
            case "GET tables/" -> Answer.json(shown(tableOf(parts[1])));
            case "DELETE tables/" -> {
                if (!tables.containsKey(parts[1])) {
                    throw new Refusal(404, "TABLE_NOT_FOUND", "Table not found: " + lastName(parts[1]));
                }
                tables.remove(parts[1]);
                grants.remove("table/" + parts[1]);
                yield deleted();
            }
            case "GET tables" -> {
                String schema = query.get("catalog_name") + "." + query.get("schema_name");
                schemaOf(schema);
                yield list("tables", tables, schema, query);
            }
            case "GET volumes" -> {
                String schema = query.get("catalog_name") + "." + query.get("schema_name");
                schemaOf(schema);
                yield list("volumes", volumes, schema, query);
            }
            case "POST volumes" -> {
                String schema = schemaName(body);
                schemaOf(schema);
                if (volumes.containsKey(schema + "." + name(body))) {
                    throw new Refusal(400, "RESOURCE_ALREADY_EXISTS", "Volume already exists: " + name(body));
                }
                yield Answer.json(create(
                        volumes, "Volume", "RESOURCE_ALREADY_EXISTS", schema + ".", name(body), volume(body), account));
            }
            case "POST models" -> {
                String schema = schemaName(body);
                schemaOf(schema);
                if (models.containsKey(schema + "." + name(body))) {
                    throw new Refusal(
                            409, "ALREADY_EXISTS", "Registered model already exists: " + schema + "." + name(body));
                }
                yield Answer.json(create(
                        models, "Registered model", "ALREADY_EXISTS", schema + ".", name(body), model(body), account));
            }
            case "GET models/" -> Answer.json(modelOf(parts[1]));
            case "PATCH models/" -> Answer.json(changed(modelOf(parts[1]), body, account));
            default -> null;
        };
    }

    private static String schemaName(JsonNode body) {
        return body.path("catalog_name").asText() + "."
                + body.path("schema_name").asText();
    }

    private static String lastName(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static Answer deleted() {
        return new Answer(200, "text/plain; charset=utf-8", "200 OK");
    }

    private static String name(JsonNode body) {
        String name = body.path("name").asText("");
        if (name.isEmpty()) {
            throw new Refusal(400, "INVALID_ARGUMENT", "Name cannot be empty");
        }
        if (!NAME.matcher(name).matches()) {
            throw new Refusal(
                    400,
                    "INVALID_ARGUMENT",
                    "Name cannot contain a period, space, forward-slash, or control characters");
        }
        return name;
    }

    private ObjectNode create(
            Map<String, ObjectNode> all,
            String what,
            String code,
            String prefix,
            String name,
            ObjectNode made,
            @Nullable String account) {
        if (all.containsKey(prefix + name)) {
            throw new Refusal(400, code, what + " already exists: " + name);
        }
        all.put(prefix + name, stamped(made, account));
        return made;
    }

    private ObjectNode stamped(ObjectNode made, @Nullable String account) {
        clock++;
        return made.put("owner", account)
                .put("created_at", clock)
                .put("created_by", account)
                .put("updated_at", clock)
                .put("updated_by", account);
    }

    private ObjectNode changed(ObjectNode entity, JsonNode body, @Nullable String account) {
        if (body.isEmpty()) {
            throw new Refusal(400, "INVALID_ARGUMENT", "No updated fields defined.");
        }
        body.properties().forEach(field -> entity.set(field.getKey(), field.getValue()));
        return entity.put("updated_at", ++clock).put("updated_by", account);
    }

    private static ObjectNode catalog(JsonNode body) {
        ObjectNode made = described(body);
        made.put("id", UUID.randomUUID().toString());
        return stored(made, body, "catalogs", made.path("id").asText());
    }

    private static ObjectNode schema(JsonNode body) {
        ObjectNode made =
                described(body).put("catalog_name", body.path("catalog_name").asText());
        made.put(
                "full_name",
                body.path("catalog_name").asText() + "." + body.path("name").asText());
        made.put("schema_id", UUID.randomUUID().toString());
        return stored(made, body, "schemas", made.path("schema_id").asText());
    }

    private static ObjectNode stored(ObjectNode made, JsonNode body, String kind, String id) {
        String root = folder(body.path("storage_root").asText(null));
        return made.put("storage_root", root)
                .put("storage_location", root == null ? null : root + "/__unitystorage/" + kind + "/" + id);
    }

    private static @Nullable String folder(@Nullable String location) {
        if (location != null && location.startsWith("s3a:")) {
            throw new Refusal(400, "INVALID_ARGUMENT", "Unsupported URI scheme: s3a");
        }
        return location;
    }

    private static ObjectNode volume(JsonNode body) {
        return JSON.createObjectNode()
                .put("catalog_name", body.path("catalog_name").asText())
                .put("schema_name", body.path("schema_name").asText())
                .put("name", body.path("name").asText())
                .put("comment", body.path("comment").asText(null))
                .put("volume_id", UUID.randomUUID().toString())
                .put("volume_type", body.path("volume_type").asText())
                .put("storage_location", folder(body.path("storage_location").asText()))
                .put("full_name", schemaName(body) + "." + body.path("name").asText());
    }

    private ObjectNode model(JsonNode body) {
        String root = schemaOf(schemaName(body)).path("storage_location").asText("");
        if (root.isEmpty()) {
            root = found(catalogs, body.path("catalog_name").asText(), "CATALOG_NOT_FOUND", "Catalog not found: ")
                    .path("storage_location")
                    .asText("");
        }
        if (root.isEmpty()) {
            throw new Refusal(
                    400,
                    "FAILED_PRECONDITION",
                    "None of catalog, schema or storage-root.tables server property has managed location configured.");
        }
        String id = UUID.randomUUID().toString();
        return JSON.createObjectNode()
                .put("name", body.path("name").asText())
                .put("catalog_name", body.path("catalog_name").asText())
                .put("schema_name", body.path("schema_name").asText())
                .put("storage_location", root + "/models/" + id)
                .put("full_name", schemaName(body) + "." + body.path("name").asText())
                .put("comment", body.path("comment").asText(null))
                .put("id", id);
    }

    private static ObjectNode described(JsonNode body) {
        ObjectNode made = JSON.createObjectNode()
                .put("name", body.path("name").asText())
                .put("comment", body.path("comment").asText(null));
        made.set("properties", body.has("properties") ? body.get("properties").deepCopy() : JSON.createObjectNode());
        return made;
    }

    private static ObjectNode found(Map<String, ObjectNode> all, String name, String code, String message) {
        ObjectNode found = all.get(name);
        if (found == null) {
            throw new Refusal(404, code, message + name);
        }
        return found;
    }

    private ObjectNode schemaOf(String name) {
        found(catalogs, name.substring(0, name.indexOf('.')), "CATALOG_NOT_FOUND", "Catalog not found: ");
        return found(schemas, name, "SCHEMA_NOT_FOUND", "Schema not found: ");
    }

    private ObjectNode tableOf(String name) {
        schemaOf(name.substring(0, name.lastIndexOf('.')));
        return found(tables, name, "TABLE_NOT_FOUND", "Table not found: ");
    }

    private ObjectNode modelOf(String name) {
        schemaOf(name.substring(0, name.lastIndexOf('.')));
        return found(models, name, "NOT_FOUND", "Registered model not found: ");
    }

    /** All on one page, or as many as are asked for. */
    private Answer list(String key, Map<String, ObjectNode> all, String above, Map<String, String> query) {
        if (key.equals("schemas")) {
            found(catalogs, above, "CATALOG_NOT_FOUND", "Catalog not found: ");
        }
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode items = answer.putArray(key);
        int most = Integer.parseInt(query.getOrDefault("max_results", "50"));
        String last = null;
        for (Map.Entry<String, ObjectNode> entry : all.entrySet()) {
            String name = entry.getValue().path("name").asText();
            if (entry.getKey().startsWith(above + ".") && name.compareTo(query.getOrDefault("page_token", "")) > 0) {
                if (items.size() == most) {
                    return Answer.json(answer.put("next_page_token", last));
                }
                items.add(key.equals("tables") ? shown(entry.getValue()) : entry.getValue());
                last = name;
            }
        }
        return Answer.json(answer.putNull("next_page_token"));
    }

    /** A table of the first API; the columns' types are not spelled there. */
    private static ObjectNode shown(ObjectNode table) {
        ObjectNode shown = table.deepCopy();
        ArrayNode columns = JSON.createArrayNode();
        for (JsonNode field : table.path("schema").path("fields")) {
            columns.addObject()
                    .put("name", field.path("name").asText())
                    .put("type_json", spelled(field.toString()))
                    .put("position", columns.size() - 1)
                    .put("comment", field.path("metadata").path("comment").asText(null))
                    .put("nullable", field.path("nullable").asBoolean());
        }
        shown.remove("schema");
        shown.set("columns", columns);
        return shown;
    }

    /** The first API has other words in types that hold types. */
    private static String spelled(String field) {
        return field.replace("\"element-type\"", "\"elementType\"")
                .replace("\"contains-null\"", "\"containsNull\"")
                .replace("\"key-type\"", "\"keyType\"")
                .replace("\"value-type\"", "\"valueType\"")
                .replace("\"value-contains-null\"", "\"valueContainsNull\"");
    }

    private static final Map<String, String> DELTA_ERRORS = Map.of(
            "TABLE_NOT_FOUND", "NoSuchTableException",
            "TABLE_ALREADY_EXISTS", "AlreadyExistsException",
            "UPDATE_REQUIREMENT_CONFLICT", "UpdateRequirementConflictException");

    /** The Delta API has a form of its own for errors. */
    private @Nullable Answer delta(String method, Matcher path, JsonNode body, @Nullable String account) {
        try {
            return deltaTable(method, path, body, account);
        } catch (Refusal refusal) {
            ObjectNode error = JSON.createObjectNode();
            error.putObject("error")
                    .put("message", refusal.getMessage())
                    .put("type", DELTA_ERRORS.getOrDefault(refusal.code, "BadRequestException"))
                    .put("code", refusal.status)
                    .putNull("stack");
            return new Answer(refusal.status, "application/json", error.toString());
        }
    }

    private @Nullable Answer deltaTable(String method, Matcher path, JsonNode body, @Nullable String account) {
        String schema = path.group(1) + "." + path.group(2);
        String name = schema + "." + path.group(3);
        if (method.equals("POST") && path.group(3) == null) {
            return loaded(createTable(schema, body, account));
        }
        ObjectNode table = tableOf(name);
        if (path.group(4) != null) {
            String renamed = schema + "." + body.path("new-name").asText();
            tables.remove(name);
            tables.put(renamed, table.put("name", body.path("new-name").asText()));
            return new Answer(204, "application/json", "");
        }
        return switch (method) {
            case "GET" -> loaded(table);
            case "POST" -> loaded(update(table, body, account));
            default -> null;
        };
    }

    private ObjectNode createTable(String schema, JsonNode body, @Nullable String account) {
        schemaOf(schema);
        String name = name(body);
        if (tables.containsKey(schema + "." + name)) {
            throw new Refusal(409, "TABLE_ALREADY_EXISTS", "Table already exists: " + schema + "." + name);
        }
        ObjectNode table = JSON.createObjectNode()
                .put("name", name)
                .put("catalog_name", schema.substring(0, schema.indexOf('.')))
                .put("schema_name", schema.substring(schema.indexOf('.') + 1))
                .put("table_type", body.path("table-type").asText())
                .put("data_source_format", "DELTA")
                .put("storage_location", folder(body.path("location").asText()))
                .put("comment", body.path("comment").asText(null));
        table.set("schema", body.path("columns").deepCopy());
        ObjectNode properties = table.putObject("properties");
        body.path("properties")
                .properties()
                .forEach(property -> properties.set(property.getKey(), property.getValue()));
        JsonNode protocol = body.path("protocol");
        properties
                .put(
                        "delta.minReaderVersion",
                        protocol.path("min-reader-version").asText())
                .put(
                        "delta.minWriterVersion",
                        protocol.path("min-writer-version").asText());
        for (String features : List.of("reader-features", "writer-features")) {
            protocol.path(features)
                    .forEach(feature -> properties.put("delta.feature." + feature.asText(), "supported"));
        }
        properties
                .put("delta.lastUpdateVersion", "0")
                .put(
                        "delta.lastCommitTimestamp",
                        body.path("last-commit-timestamp-ms").asText());
        table.put("table_id", UUID.randomUUID().toString())
                .putNull("view_definition")
                .putNull("view_dependencies");
        tables.put(schema + "." + name, stamped(table, account));
        return table;
    }

    private ObjectNode update(ObjectNode table, JsonNode body, @Nullable String account) {
        for (JsonNode requirement : body.path("requirements")) {
            if (requirement.path("type").asText().equals("assert-table-uuid")
                    && !requirement.path("uuid").equals(table.path("table_id"))) {
                throw new Refusal(409, "UPDATE_REQUIREMENT_CONFLICT", "assert-table-uuid failed");
            }
        }
        ObjectNode properties = (ObjectNode) table.path("properties");
        for (JsonNode update : body.path("updates")) {
            switch (update.path("action").asText()) {
                case "set-columns" -> table.set("schema", update.path("columns").deepCopy());
                case "set-table-comment" -> table.set("comment", update.path("comment"));
                case "set-properties" ->
                    update.path("updates")
                            .properties()
                            .forEach(property -> properties.set(property.getKey(), property.getValue()));
                case "remove-properties" -> update.path("removals").forEach(key -> properties.remove(key.asText()));
                default ->
                    throw new Refusal(
                            400,
                            "INVALID_ARGUMENT",
                            "Unknown update action: " + update.path("action").asText());
            }
        }
        return table.put("updated_at", ++clock).put("updated_by", account);
    }

    private static Answer loaded(ObjectNode table) {
        ObjectNode answer = JSON.createObjectNode();
        answer.putArray("commits");
        ObjectNode metadata = answer.putObject("metadata")
                .put("etag", "etag-" + table.path("updated_at").asLong())
                .put("table-type", table.path("table_type").asText())
                .put("table-uuid", table.path("table_id").asText())
                .put("location", table.path("storage_location").asText())
                .put("created-time", table.path("created_at").asLong())
                .put("updated-time", table.path("updated_at").asLong());
        metadata.set("columns", table.path("schema"));
        metadata.putArray("partition-columns");
        JsonNode properties = table.path("properties");
        metadata.set("properties", properties);
        metadata.put(
                        "last-commit-version",
                        properties.path("delta.lastUpdateVersion").asLong())
                .put(
                        "last-commit-timestamp-ms",
                        properties.path("delta.lastCommitTimestamp").asLong());
        return Answer.json(answer);
    }

    private Answer createVersion(JsonNode body, @Nullable String account) {
        String model = schemaName(body) + "." + body.path("model_name").asText();
        if (!models.containsKey(model)) {
            throw new Refusal(
                    404,
                    "NOT_FOUND",
                    "Registered model not found: " + body.path("model_name").asText());
        }
        TreeMap<Long, ObjectNode> known = versions.computeIfAbsent(model, key -> new TreeMap<>());
        String id = UUID.randomUUID().toString();
        long number = known.isEmpty() ? 1 : known.lastKey() + 1;
        ObjectNode made = JSON.createObjectNode()
                .put("model_name", body.path("model_name").asText())
                .put("catalog_name", body.path("catalog_name").asText())
                .put("schema_name", body.path("schema_name").asText())
                .put("version", number)
                .put("source", body.path("source").asText(null))
                .put("run_id", body.path("run_id").asText(null))
                .put("status", "PENDING_REGISTRATION")
                .put("storage_location", modelOf(model).path("storage_location").asText() + "/versions/" + id)
                .put("comment", body.path("comment").asText(null))
                .put("id", id);
        stamped(made, account).remove("owner");
        known.put(number, made);
        return Answer.json(made);
    }

    private @Nullable Answer version(String method, Matcher path, JsonNode body, @Nullable String account) {
        String model = path.group(1);
        if (!models.containsKey(model)) {
            throw new Refusal(404, "NOT_FOUND", "Registered model not found: " + lastName(model));
        }
        TreeMap<Long, ObjectNode> known = versions.getOrDefault(model, new TreeMap<>());
        if (path.group(2) == null) {
            ObjectNode answer = JSON.createObjectNode();
            known.values().forEach(answer.putArray("model_versions")::add);
            return Answer.json(answer.putNull("next_page_token"));
        }
        ObjectNode version = known.get(Long.valueOf(path.group(2)));
        if (version == null) {
            throw new Refusal(404, "NOT_FOUND", "Model version not found: " + model + "/" + path.group(2));
        }
        if (path.group(3) != null) {
            if (!version.path("status").asText().equals("PENDING_REGISTRATION")) {
                throw new Refusal(
                        400,
                        "INVALID_ARGUMENT",
                        "Model version not in a pending registration state: " + model + "/" + path.group(2));
            }
            return Answer.json(changed(version, JSON.createObjectNode().put("status", "READY"), account));
        }
        return switch (method) {
            case "GET" -> Answer.json(version);
            case "PATCH" -> Answer.json(changed(version, body, account));
            default -> null;
        };
    }

    private Answer permissions(String method, String securable, JsonNode body) {
        Map<String, Set<String>> held = grants.computeIfAbsent(securable, key -> new TreeMap<>());
        Set<String> named = new TreeSet<>();
        for (JsonNode change : body.path("changes")) {
            String principal = change.path("principal").asText();
            if (!users.contains(principal)) {
                throw new Refusal(404, "NOT_FOUND", "User not found: " + principal);
            }
            named.add(principal);
            Set<String> privileges = held.computeIfAbsent(principal, key -> new LinkedHashSet<>());
            change.path("add").forEach(privilege -> privileges.add(privilege.asText()));
            change.path("remove").forEach(privilege -> privileges.remove(privilege.asText()));
        }
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode assignments = answer.putArray("privilege_assignments");
        held.forEach((principal, privileges) -> {
            if ((method.equals("GET") || named.contains(principal)) && !privileges.isEmpty()) {
                ArrayNode list =
                        assignments.addObject().put("principal", principal).putArray("privileges");
                privileges.forEach(list::add);
            }
        });
        return Answer.json(answer);
    }
}
