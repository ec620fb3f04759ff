package io.millrace.registry.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.config.DataException;
import io.millrace.registry.DatasetInput;
import io.millrace.registry.LoggedModel;
import io.millrace.registry.MetricPoint;
import io.millrace.registry.RunStatus;
import io.millrace.registry.TrackedRun;
import io.millrace.registry.internal.MetricValues;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** MLflow's JSON forms of our records. */
final class MlflowJson {
    private static final String CONTEXT = "mlflow.data.context";

    private MlflowJson() {}

    /** Returns {@code [{key, value}, …]}, by key. */
    static ArrayNode pairs(Map<String, String> pairs) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        new TreeMap<>(pairs)
                .forEach((key, value) -> array.addObject().put("key", key).put("value", value));
        return array;
    }

    static Map<String, String> map(JsonNode pairs) {
        Map<String, String> map = new LinkedHashMap<>();
        pairs.forEach(
                pair -> map.put(pair.path("key").asText(), pair.path("value").asText("")));
        return map;
    }

    static ObjectNode metric(MetricPoint point) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("key", point.name())
                .put("timestamp", point.time().toEpochMilli())
                .put("step", point.step());
        return Double.isFinite(point.value())
                ? node.put("value", point.value())
                : node.put("value", Double.toString(point.value()));
    }

    static MetricPoint metric(JsonNode node) {
        return new MetricPoint(
                node.path("key").asText(),
                value(node.path("value")),
                node.path("step").asLong(),
                Instant.ofEpochMilli(node.path("timestamp").asLong()));
    }

    /** A value that is not finite comes as text, and the infinities as the largest doubles. */
    private static double value(JsonNode node) {
        return MetricValues.read(node.isTextual() ? Double.parseDouble(node.asText()) : node.asDouble(), false);
    }

    static ObjectNode dataset(DatasetInput input) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.putArray("tags").addObject().put("key", CONTEXT).put("value", input.context());
        node.putObject("dataset")
                .put("name", input.name())
                .put("digest", input.digest())
                .put("source_type", input.sourceType())
                .put("source", input.source())
                .put("schema", input.schema())
                .put("profile", input.profile());
        return node;
    }

    private static DatasetInput dataset(JsonNode node) {
        JsonNode dataset = node.path("dataset");
        return new DatasetInput(
                dataset.path("name").asText(),
                dataset.path("digest").asText(),
                dataset.path("source_type").asText(""),
                dataset.path("source").asText(""),
                dataset.path("schema").asText(""),
                dataset.path("profile").asText(""),
                map(node.path("tags")).getOrDefault(CONTEXT, ""));
    }

    static TrackedRun run(JsonNode run) {
        JsonNode info = run.path("info");
        JsonNode data = run.path("data");
        Map<String, Double> metrics = new LinkedHashMap<>();
        data.path("metrics").forEach(metric -> metrics.put(metric.path("key").asText(), value(metric.path("value"))));
        List<DatasetInput> inputs = new ArrayList<>();
        run.path("inputs").path("dataset_inputs").forEach(input -> inputs.add(dataset(input)));
        inputs.sort(Comparator.comparing(DatasetInput::name).thenComparing(DatasetInput::digest));
        long end = info.path("end_time").asLong();
        return new TrackedRun(
                info.path("run_id").asText(),
                info.path("experiment_id").asText(),
                info.path("run_name").asText(""),
                RunStatus.valueOf(info.path("status").asText("RUNNING")),
                Instant.ofEpochMilli(info.path("start_time").asLong()),
                end == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(end)),
                map(data.path("params")),
                metrics,
                map(data.path("tags")),
                inputs,
                location(info.path("artifact_uri").asText()));
    }

    static LoggedModel loggedModel(JsonNode model) {
        JsonNode info = model.path("info");
        return new LoggedModel(
                info.path("model_id").asText(),
                info.path("name").asText(),
                info.path("experiment_id").asText(),
                info.path("source_run_id").asText(""),
                location(info.path("artifact_uri").asText()));
    }

    /** Returns the URI that MLflow's location means; a plain path counts as a file. */
    static URI location(String text) {
        try {
            return URI.create(text.startsWith("/") ? "file://" + text : text);
        } catch (IllegalArgumentException e) {
            throw new DataException("MLflow's location '" + text + "' is no URI", e);
        }
    }
}
