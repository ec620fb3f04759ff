package io.millrace.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.testkit.FakeUnity.Answer;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The versions of the server's registered models. */
final class UnityModelVersions {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MADE = "models/versions";
    private static final Pattern PATH = Pattern.compile("models/([^/]+)/versions(?:/(\\d+))?(/finalize)?");

    private final UnityState state;
    private final Map<String, TreeMap<Long, ObjectNode>> versions = new TreeMap<>();

    UnityModelVersions(UnityState state) {
        this.state = state;
    }

    static boolean answers(String path) {
        return path.equals(MADE) || PATH.matcher(path).matches();
    }

    /** Returns the answer to a call; null if it is none that is known here. */
    @Nullable
    Answer answer(String method, String path, JsonNode body, @Nullable String account) {
        if (path.equals(MADE)) {
            return method.equals("POST") ? create(body, account) : null;
        }
        Matcher parts = PATH.matcher(path);
        return parts.matches() ? version(method, parts, body, account) : null;
    }

    private Answer create(JsonNode body, @Nullable String account) {
        String model =
                UnityState.schemaName(body) + "." + body.path("model_name").asText();
        state.requireModel(model, body.path("model_name").asText());
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
                .put(
                        "storage_location",
                        state.modelOf(model).path("storage_location").asText() + "/versions/" + id)
                .put("comment", body.path("comment").asText(null))
                .put("id", id);
        state.stamped(made, account).remove("owner");
        known.put(number, made);
        return Answer.json(made);
    }

    private @Nullable Answer version(String method, Matcher path, JsonNode body, @Nullable String account) {
        String model = path.group(1);
        state.requireModel(model, UnityState.lastName(model));
        TreeMap<Long, ObjectNode> known = versions.getOrDefault(model, new TreeMap<>());
        if (path.group(2) == null) {
            ObjectNode answer = JSON.createObjectNode();
            known.values().forEach(answer.putArray("model_versions")::add);
            return Answer.json(answer.putNull("next_page_token"));
        }
        ObjectNode version = known.get(Long.valueOf(path.group(2)));
        if (version == null) {
            throw new UnityState.Refusal(404, "NOT_FOUND", "Model version not found: " + model + "/" + path.group(2));
        }
        if (path.group(3) != null) {
            if (!version.path("status").asText().equals("PENDING_REGISTRATION")) {
                throw new UnityState.Refusal(
                        400,
                        "INVALID_ARGUMENT",
                        "Model version not in a pending registration state: " + model + "/" + path.group(2));
            }
            return Answer.json(state.changed(version, JSON.createObjectNode().put("status", "READY"), account));
        }
        return switch (method) {
            case "GET" -> Answer.json(version);
            case "PATCH" -> Answer.json(state.changed(version, body, account));
            default -> null;
        };
    }
}
