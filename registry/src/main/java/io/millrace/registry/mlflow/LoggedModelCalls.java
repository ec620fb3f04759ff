package io.millrace.registry.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.config.DataException;
import io.millrace.models.ModelFolder;
import io.millrace.models.ModelTransfer;
import io.millrace.registry.LoggedModel;
import io.millrace.registry.ModelMetrics;
import io.millrace.registry.TrackedRun;
import io.millrace.registry.internal.ModelTags;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The calls behind the models that runs log. */
final class LoggedModelCalls {
    /** Holds the folder's own model id, since the server gives the logged model another; the key of a repeated call. */
    private static final String FOLDER_TAG = "millrace.folder_model_id";

    private static final String READY = "LOGGED_MODEL_READY";
    private static final int PAGE = 50; // as many as a workspace gives

    private final Rest rest;
    private final RunCalls runs;
    private final Platform platform;

    LoggedModelCalls(Rest rest, RunCalls runs, Platform platform) {
        this.rest = rest;
        this.runs = runs;
        this.platform = platform;
    }

    /** Every step of it finds what an earlier call did, and goes on from there. */
    LoggedModel log(String runId, String name, Path folder, Map<String, String> params, ModelMetrics metrics) {
        ModelFolder.verify(folder);
        String folderId = ModelFolder.modelId(folder);
        TrackedRun run = runs.active(runId);
        JsonNode model = find(run.experimentId(), folderId).orElseGet(() -> create(run, name, folderId, params));
        LoggedModel logged = MlflowJson.loggedModel(model);
        if (!logged.runId().equals(runId) || !logged.name().equals(name)) {
            throw new DataException(
                    "Model " + folderId + " is logged already as " + logged + "; write the folder with a new model id");
        }
        if (!ready(model)) {
            upload(folder, logged);
            runs.logMetrics(runId, logged.modelId(), metrics);
            linkOutput(runId, logged.modelId());
            rest.send(
                    "PATCH",
                    "logged-models/" + logged.modelId(),
                    Rest.object().put("model_id", logged.modelId()).put("status", READY));
        }
        return logged;
    }

    List<LoggedModel> ofRun(TrackedRun run) {
        return search(run.experimentId(), "source_run_id = '" + run.runId() + "'").stream()
                .filter(LoggedModelCalls::ready)
                .map(MlflowJson::loggedModel)
                .toList();
    }

    private JsonNode create(TrackedRun run, String name, String folderId, Map<String, String> params) {
        ObjectNode body = Rest.object()
                .put("experiment_id", run.experimentId())
                .put("name", name)
                .put("model_type", "classifier")
                .put("source_run_id", run.runId());
        body.set("params", MlflowJson.pairs(params));
        Map<String, String> tags = ModelTags.ofRun(run.tags());
        tags.put(FOLDER_TAG, folderId);
        body.set("tags", MlflowJson.pairs(tags));
        return rest.create(
                "logged-models", body, answer -> answer.path("model"), () -> find(run.experimentId(), folderId));
    }

    /** Returns the first of that folder; two that were made at the same time have one meaning then. */
    private Optional<JsonNode> find(String experimentId, String folderId) {
        return search(experimentId, "tags.`" + FOLDER_TAG + "` = '" + folderId + "'").stream()
                .findFirst();
    }

    private List<JsonNode> search(String experimentId, String filter) {
        ObjectNode body = Rest.object().put("filter", filter).put("max_results", PAGE);
        body.putArray("experiment_ids").add(experimentId);
        return rest
                .pages("models", token -> {
                    token.ifPresent(next -> body.put("page_token", next));
                    return rest.send("POST", "logged-models/search", body);
                })
                .stream()
                .sorted(Comparator.comparingLong((JsonNode model) ->
                                model.path("info").path("creation_timestamp_ms").asLong())
                        .thenComparing(
                                model -> model.path("info").path("model_id").asText()))
                .toList();
    }

    private static boolean ready(JsonNode model) {
        return model.path("info").path("status").asText().equals(READY);
    }

    private void upload(Path folder, LoggedModel logged) {
        Map<String, byte[]> renamed = ModelTransfer.withModelId(folder, logged.modelId());
        Folder target = platform.folder(logged.location());
        for (String path : ModelTransfer.files(folder)) {
            byte[] other = renamed.get(path);
            if (other == null) {
                target.put(path, folder.resolve(path));
            } else {
                target.put(path, other);
            }
        }
    }

    private void linkOutput(String runId, String modelId) {
        if (linked(runId, modelId).isPresent()) {
            return;
        }
        ObjectNode body = Rest.object().put("run_id", runId);
        body.putArray("models").addObject().put("model_id", modelId).put("step", 0);
        rest.create("runs/outputs", body, answer -> modelId, () -> linked(runId, modelId));
    }

    private Optional<String> linked(String runId, String modelId) {
        JsonNode outputs =
                runs.find(runId).orElseGet(Rest::object).path("outputs").path("model_outputs");
        for (JsonNode output : outputs) {
            if (output.path("model_id").asText().equals(modelId)) {
                return Optional.of(modelId);
            }
        }
        return Optional.empty();
    }
}
