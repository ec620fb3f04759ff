package io.millrace.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.testkit.FakeUnity.Answer;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a {@link FakeUnity} holds, and its answers by the words of the real server. */
final class UnityState {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_@-]+");

    private final Map<String, ObjectNode> catalogs = new TreeMap<>();
    private final Map<String, ObjectNode> schemas = new TreeMap<>();
    private final Map<String, ObjectNode> tables = new TreeMap<>();
    private final UnityDeltaTables delta = new UnityDeltaTables(this, tables);
    private final Map<String, ObjectNode> volumes = new TreeMap<>();
    private final Map<String, ObjectNode> models = new TreeMap<>();
    private final UnityModelVersions versions = new UnityModelVersions(this);
    private final Map<String, Map<String, Set<String>>> grants = new TreeMap<>();
    private final String metastore = UUID.randomUUID().toString();
    private Set<String> users = Set.of();
    private long clock = 1_796_000_000_000L;

    /** Refuses a call in the words of the server. */
    static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1;
        final int status;
        final String code;

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
            if (UnityDeltaTables.answers(path)) {
                return Optional.ofNullable(delta.answer(method, path, body, account));
            }
            if (UnityModelVersions.answers(path)) {
                return Optional.ofNullable(versions.answer(method, path, body, account));
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

    static String schemaName(JsonNode body) {
        return body.path("catalog_name").asText() + "."
                + body.path("schema_name").asText();
    }

    static String lastName(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static Answer deleted() {
        return new Answer(200, "text/plain; charset=utf-8", "200 OK");
    }

    static String name(JsonNode body) {
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

    /** Notes that a table was changed just now. */
    ObjectNode touched(ObjectNode table, @Nullable String account) {
        return table.put("updated_at", ++clock).put("updated_by", account);
    }

    ObjectNode stamped(ObjectNode made, @Nullable String account) {
        clock++;
        return made.put("owner", account)
                .put("created_at", clock)
                .put("created_by", account)
                .put("updated_at", clock)
                .put("updated_by", account);
    }

    ObjectNode changed(ObjectNode entity, JsonNode body, @Nullable String account) {
        if (body.isEmpty()) {
            throw new Refusal(400, "INVALID_ARGUMENT", "No updated fields defined.");
        }
        body.properties().forEach(field -> entity.set(field.getKey(), field.getValue()));
        return touched(entity, account);
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

    static @Nullable String folder(@Nullable String location) {
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

    ObjectNode schemaOf(String name) {
        found(catalogs, name.substring(0, name.indexOf('.')), "CATALOG_NOT_FOUND", "Catalog not found: ");
        return found(schemas, name, "SCHEMA_NOT_FOUND", "Schema not found: ");
    }

    ObjectNode tableOf(String name) {
        schemaOf(name.substring(0, name.lastIndexOf('.')));
        return found(tables, name, "TABLE_NOT_FOUND", "Table not found: ");
    }

    void requireModel(String name, String told) {
        if (!models.containsKey(name)) {
            throw new Refusal(404, "NOT_FOUND", "Registered model not found: " + told);
        }
    }

    ObjectNode modelOf(String name) {
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
