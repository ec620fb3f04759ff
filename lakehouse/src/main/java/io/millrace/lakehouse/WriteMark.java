package io.millrace.lakehouse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a commit's user metadata tells of its write. The attempt tells a commit of this call from one of an earlier. */
record WriteMark(WriteId id, String runId, String attempt, Map<String, String> notes) {
    private static final String USER_METADATA = "spark.databricks.delta.commitInfo.userMetadata";
    private static final String NOTES = "notes";
    private static final ObjectMapper JSON = new ObjectMapper();

    static WriteMark of(Write write) {
        return new WriteMark(write.id(), write.runId(), UUID.randomUUID().toString(), write.notes());
    }

    /** Returns the mark of a commit; empty if something else than this library made it. */
    static Optional<WriteMark> parse(@Nullable String userMetadata) {
        if (userMetadata == null || !userMetadata.startsWith("{")) {
            return Optional.empty();
        }
        try {
            JsonNode node = JSON.readTree(userMetadata);
            if (!node.path("application").isTextual() || !node.path("number").isIntegralNumber()) {
                return Optional.empty();
            }
            var id = new WriteId(
                    node.path("application").asText(), node.path("number").asLong());
            Map<String, String> notes = new TreeMap<>();
            node.path(NOTES)
                    .properties()
                    .forEach(note -> notes.put(note.getKey(), note.getValue().asText()));
            return Optional.of(new WriteMark(
                    id, node.path("run").asText("?"), node.path("attempt").asText(""), Map.copyOf(notes)));
        } catch (JsonProcessingException notOurs) {
            return Optional.empty();
        }
    }

    String toJson() {
        ObjectNode node = JSON.createObjectNode()
                .put("run", runId)
                .put("application", id.application())
                .put("number", id.version())
                .put("attempt", attempt);
        if (!notes.isEmpty()) {
            ObjectNode told = node.putObject(NOTES);
            new TreeMap<>(notes).forEach(told::put);
        }
        return node.toString();
    }

    /** Options of a DataFrame write; they bind this write only. */
    Map<String, String> options() {
        return Map.of(
                "txnAppId", id.application(),
                "txnVersion", Long.toString(id.version()),
                "userMetadata", toJson());
    }

    /** Session settings, for statements that take no options; they bind every statement of the session meanwhile. */
    Map<String, String> settings() {
        return Map.of(
                "spark.databricks.delta.write.txnAppId",
                id.application(),
                "spark.databricks.delta.write.txnVersion",
                Long.toString(id.version()),
                USER_METADATA,
                toJson());
    }
}
