package io.millrace.registry.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.config.BackendException;
import io.millrace.config.DataException;
import io.millrace.registry.DatasetInput;
import io.millrace.registry.MetricPoint;
import io.millrace.registry.ModelMetrics;
import io.millrace.registry.RunHandle;
import io.millrace.registry.RunStart;
import io.millrace.registry.RunStatus;
import io.millrace.registry.TrackedRun;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** The calls behind experiments and runs. */
final class RunCalls {
    /** Names one start of a run, so that a start whose answer was lost is found and not made again. */
    private static final String START_TAG = "millrace.start_id";

    private static final int PAGE = 1000;
    private static final int POINTS_PAGE = 25_000;

    private final Rest rest;

    private final Platform platform;

    RunCalls(Rest rest, Platform platform) {
        this.rest = rest;
        this.platform = platform;
    }

    String experiment(String plain) {
        String name = platform.experiment(plain);
        Optional<String> found = findExperiment(name);
        if (found.isPresent()) {
            return found.get();
        }
        platform.makeRoom(name);
        rest.createNamed("experiments/create", Rest.object().put("name", name));
        return findExperiment(name)
                .orElseThrow(
                        () -> new DataException("Experiment '" + name + "' was deleted as it was made; try again"));
    }

    private Optional<String> findExperiment(String name) {
        Optional<JsonNode> found = rest.find("experiments/get-by-name", Map.of("experiment_name", name))
                .map(answer -> answer.path("experiment"));
        if (found.isPresent() && found.get().path("lifecycle_stage").asText().equals("deleted")) {
            throw new DataException("Experiment '" + name + "' was deleted; restore it in MLflow, or use another name");
        }
        return found.map(experiment -> experiment.path("experiment_id").asText());
    }

    RunHandle start(String experimentId, RunStart start) {
        String startId = UUID.randomUUID().toString();
        Map<String, String> tags = new LinkedHashMap<>(start.tags());
        tags.put(START_TAG, startId);
        tags.put("mlflow.runName", start.name());
        tags.put("mlflow.user", start.user());
        tags.put("mlflow.source.name", start.source());
        tags.put("mlflow.source.type", "JOB");
        ObjectNode body = Rest.object()
                .put("experiment_id", experimentId)
                .put("run_name", start.name())
                .put("user_id", start.user())
                .put("start_time", start.startTime().toEpochMilli());
        body.set("tags", MlflowJson.pairs(tags));
        TrackedRun run = rest.create(
                "runs/create",
                body,
                answer -> MlflowJson.run(answer.path("run")),
                () -> runs(experimentId, Map.of(START_TAG, startId)).stream().findFirst());
        return new RunHandle(run.runId(), experimentId, run.artifactUri());
    }

    /** Sends parameters in as few batches as MLflow takes; several are checked first, so that a refused call leaves nothing. */
    void logParams(String runId, Map<String, String> params) {
        List<ArrayNode> batches = Batches.of(MlflowJson.pairs(params), Batches.PAIRS);
        if (batches.size() > 1) {
            Map<String, String> known = active(runId).params();
            params.forEach((key, value) -> {
                String old = known.getOrDefault(key, value);
                if (!old.equals(value)) {
                    throw new DataException("Parameter " + key + " of run " + runId + " is '" + old
                            + "' and is written once; it cannot become '" + value + "'. Start another run");
                }
            });
        }
        send(runId, "params", batches);
    }

    void setTags(String runId, Map<String, String> tags) {
        send(runId, "tags", Batches.of(MlflowJson.pairs(tags), Batches.PAIRS));
    }

    void logMetrics(String runId, List<MetricPoint> points) {
        ArrayNode metrics = Rest.object().arrayNode();
        points.forEach(point -> metrics.add(MlflowJson.metric(point)));
        send(runId, "metrics", Batches.of(metrics, Batches.METRICS));
    }

    /** An undefined metric is the run's alone: the metrics of models have no place for it. */
    void logMetrics(String runId, String modelId, ModelMetrics measured) {
        ArrayNode metrics = Rest.object().arrayNode();
        for (MetricPoint point : measured.points()) {
            ObjectNode metric = MlflowJson.metric(point);
            if (!Double.isNaN(point.value())) {
                metric.put("model_id", modelId);
                measured.dataset().ifPresent(dataset -> metric.put("dataset_name", dataset.name())
                        .put("dataset_digest", dataset.digest()));
            }
            metrics.add(metric);
        }
        send(runId, "metrics", Batches.of(metrics, Batches.METRICS));
    }

    private void send(String runId, String kind, List<ArrayNode> batches) {
        for (ArrayNode batch : batches) {
            ObjectNode body = Rest.object().put("run_id", runId);
            body.set(kind, batch);
            rest.send("POST", "runs/log-batch", body);
        }
    }

    /** MLflow keeps the contexts of a data set as they were logged first, and drops others without a word. */
    void logInputs(String runId, List<DatasetInput> inputs) {
        Map<List<String>, DatasetInput> joined = new LinkedHashMap<>();
        inputs.forEach(input -> joined.merge(List.of(input.name(), input.digest()), input, RunCalls::joined));
        Map<List<String>, DatasetInput> known = active(runId).inputs().stream()
                .collect(Collectors.toMap(input -> List.of(input.name(), input.digest()), input -> input));
        ObjectNode body = Rest.object().put("run_id", runId);
        ArrayNode datasets = body.putArray("datasets");
        joined.forEach((key, input) -> {
            DatasetInput old = known.get(key);
            if (old == null) {
                datasets.add(MlflowJson.dataset(input));
            } else if (!contexts(old).containsAll(contexts(input))) {
                throw BackendException.permanent("Run " + runId + " read data set " + input.name() + " "
                        + input.digest() + " for '" + old.context() + "' already; MLflow cannot add '"
                        + input.context() + "': log all contexts in one call");
            }
        });
        if (!datasets.isEmpty()) {
            rest.send("POST", "runs/log-inputs", body);
        }
    }

    private static DatasetInput joined(DatasetInput one, DatasetInput other) {
        Set<String> contexts = new LinkedHashSet<>(contexts(one));
        contexts.addAll(contexts(other));
        return one.withContext(String.join(",", contexts));
    }

    private static List<String> contexts(DatasetInput input) {
        return List.of(input.context().split(","));
    }

    void finish(String runId, RunStatus status, Instant now) {
        if (active(runId).status() != status) {
            rest.send(
                    "POST",
                    "runs/update",
                    Rest.object()
                            .put("run_id", runId)
                            .put("status", status.name())
                            .put("end_time", now.toEpochMilli()));
        }
    }

    Optional<JsonNode> find(String runId) {
        return rest.find("runs/get", Map.of("run_id", runId)).map(answer -> answer.path("run"));
    }

    /** Returns a run that can be written to. */
    TrackedRun active(String runId) {
        JsonNode run = find(runId).orElseThrow(() -> new DataException("Run " + runId + " does not exist"));
        if (run.path("info").path("lifecycle_stage").asText().equals("deleted")) {
            throw new DataException("Run " + runId + " was deleted; restore it in MLflow to write to it");
        }
        return MlflowJson.run(run);
    }

    /** The server sorts out what it can; what its filter language cannot quote is sorted out here. */
    List<TrackedRun> runs(String experimentId, Map<String, String> tags) {
        String filter = tags.entrySet().stream()
                .filter(tag -> !(tag.getKey() + tag.getValue()).matches(".*[`'\"\\\\%\\n].*"))
                .map(tag -> "tags.`" + tag.getKey() + "` = '" + tag.getValue() + "'")
                .sorted()
                .collect(Collectors.joining(" AND "));
        ObjectNode body = Rest.object().put("max_results", PAGE).put("filter", filter);
        body.putArray("experiment_ids").add(experimentId);
        body.putArray("order_by").add("attributes.start_time DESC");
        return rest
                .pages("runs", token -> {
                    token.ifPresent(next -> body.put("page_token", next));
                    return rest.send("POST", "runs/search", body);
                })
                .stream()
                .map(MlflowJson::run)
                .filter(run -> run.tags().entrySet().containsAll(tags.entrySet()))
                .toList();
    }

    List<MetricPoint> metricHistory(String runId, String metric) {
        List<MetricPoint> points = new ArrayList<>();
        Map<String, String> query =
                Map.of("run_id", runId, "metric_key", metric, "max_results", Integer.toString(POINTS_PAGE));
        rest.pages("metrics", "metrics/get-history", query).forEach(point -> points.add(MlflowJson.metric(point)));
        points.sort(Comparator.comparingLong(MetricPoint::step)
                .thenComparing(MetricPoint::time)
                .thenComparingDouble(MetricPoint::value));
        return points;
    }
}
