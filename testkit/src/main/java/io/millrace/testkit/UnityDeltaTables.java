package io.millrace.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.testkit.FakeUnity.Answer;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The server's Delta API: tables that are made, changed and renamed by it. */
final class UnityDeltaTables {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern PATH =
            Pattern.compile("delta/v1/catalogs/([^/]+)/schemas/([^/]+)/tables(?:/([^/]+))?(/rename)?");
    private static final Map<String, String> DELTA_ERRORS = Map.of(
            "TABLE_NOT_FOUND", "NoSuchTableException",
            "TABLE_ALREADY_EXISTS", "AlreadyExistsException",
            "UPDATE_REQUIREMENT_CONFLICT", "UpdateRequirementConflictException");

    private final UnityState state;
    private final Map<String, ObjectNode> tables;

    UnityDeltaTables(UnityState state, Map<String, ObjectNode> tables) {
        this.state = state;
        this.tables = tables;
    }

    static boolean answers(String path) {
        return PATH.matcher(path).matches();
    }

    /** Returns the answer to a call; null if it is none that is known here. Errors have a form of their own. */
    @Nullable
    Answer answer(String method, String path, JsonNode body, @Nullable String account) {
        Matcher parts = PATH.matcher(path);
        if (!parts.matches()) {
            return null;
        }
        try {
            return table(method, parts, body, account);
        } catch (UnityState.Refusal refusal) {
            ObjectNode error = JSON.createObjectNode();
            error.putObject("error")
                    .put("message", refusal.getMessage())
                    .put("type", DELTA_ERRORS.getOrDefault(refusal.code, "BadRequestException"))
                    .put("code", refusal.status)
                    .putNull("stack");
            return new Answer(refusal.status, "application/json", error.toString());
        }
    }

    private @Nullable Answer table(String method, Matcher path, JsonNode body, @Nullable String account) {
        String schema = path.group(1) + "." + path.group(2);
        String name = schema + "." + path.group(3);
        if (method.equals("POST") && path.group(3) == null) {
            return loaded(createTable(schema, body, account));
        }
        ObjectNode table = state.tableOf(name);
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
        state.schemaOf(schema);
        String name = UnityState.name(body);
        if (tables.containsKey(schema + "." + name)) {
            throw new UnityState.Refusal(409, "TABLE_ALREADY_EXISTS", "Table already exists: " + schema + "." + name);
        }
        ObjectNode table = JSON.createObjectNode()
                .put("name", name)
                .put("catalog_name", schema.substring(0, schema.indexOf('.')))
                .put("schema_name", schema.substring(schema.indexOf('.') + 1))
                .put("table_type", body.path("table-type").asText())
                .put("data_source_format", "DELTA")
                .put("storage_location", UnityState.folder(body.path("location").asText()))
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
        tables.put(schema + "." + name, state.stamped(table, account));
        return table;
    }

    private ObjectNode update(ObjectNode table, JsonNode body, @Nullable String account) {
        for (JsonNode requirement : body.path("requirements")) {
            if (requirement.path("type").asText().equals("assert-table-uuid")
                    && !requirement.path("uuid").equals(table.path("table_id"))) {
                throw new UnityState.Refusal(409, "UPDATE_REQUIREMENT_CONFLICT", "assert-table-uuid failed");
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
                    throw new UnityState.Refusal(
                            400,
                            "INVALID_ARGUMENT",
                            "Unknown update action: " + update.path("action").asText());
            }
        }
        return state.touched(table, account);
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
}
