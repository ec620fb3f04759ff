package io.millrace.testkit;

import static io.millrace.testkit.FakeTracking.API;
import static java.util.Objects.requireNonNull;

import com.databricks.sdk.service.ml.CreateLoggedModelRequest;
import com.databricks.sdk.service.ml.FinalizeLoggedModelRequest;
import com.databricks.sdk.service.ml.SearchLoggedModelsRequest;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.testkit.FakeWorkspace.Answer;
import io.millrace.testkit.FakeWorkspace.Request;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Models that runs of a workspace that is played logged, with their files in cloud storage. */
public final class FakeLoggedModels {
    private static final String MODELS = "logged-models";

    private final FakeWorkspace workspace;
    private final FakeStorage storage;
    private final Map<String, ObjectNode> models = new LinkedHashMap<>();

    /** Adds them to a workspace. */
    public FakeLoggedModels(FakeWorkspace workspace, FakeStorage storage) {
        this.workspace = workspace;
        this.storage = storage;
        workspace
                .route("POST" + API + MODELS, this::create)
                .route("POST" + API + MODELS + "/search", this::search)
                .route("PATCH" + API + MODELS + "/…", this::finish)
                .route("POST" + API + MODELS + "/…", this::credentials)
                .route("GET" + API + MODELS + "/…", this::list, "artifact_directory_path", "page_token");
    }

    /** Returns the models as they are answered, by id. */
    public Map<String, ObjectNode> models() {
        return models;
    }

    private Answer create(Request request) throws JsonProcessingException {
        CreateLoggedModelRequest asked = request.as(CreateLoggedModelRequest.class);
        String id = "m-" + String.format("%032x", models.size() + 1);
        ObjectNode model = FakeWorkspace.object();
        model.putObject("info")
                .put("model_id", id)
                .put("experiment_id", asked.getExperimentId())
                .put("name", asked.getName())
                .put("source_run_id", asked.getSourceRunId())
                .put("creation_timestamp_ms", 1000 + models.size())
                .put("status", "LOGGED_MODEL_PENDING")
                .put(
                        "artifact_uri",
                        "dbfs:/databricks/mlflow-tracking/" + asked.getExperimentId() + "/logged_models/" + id
                                + "/artifacts")
                .set("tags", request.json().path("tags"));
        models.put(id, model);
        return model(model);
    }

    private static Answer model(ObjectNode model) {
        ObjectNode answer = FakeWorkspace.object();
        answer.set("model", model);
        return Answer.ok(answer);
    }

    private Answer search(Request request) throws JsonProcessingException {
        SearchLoggedModelsRequest asked = request.as(SearchLoggedModelsRequest.class);
        Long most = asked.getMaxResults();
        workspace.require(most == null || most <= 50, "more logged models than a page holds: " + most);
        List<ObjectNode> found = models.values().stream()
                .filter(model -> asked.getExperimentIds()
                        .contains(model.path("info").path("experiment_id").asText()))
                .filter(model -> FakeTracking.matches(
                        model.path("info").path("tags"),
                        model.path("info").path("source_run_id").asText(),
                        asked.getFilter()))
                .toList();
        return FakeTracking.page("models", found, asked.getPageToken());
    }

    /** MLflow's client repeats the path's id in the body; the SDK, whose type the rest is, does not. */
    private Answer finish(Request request) throws JsonProcessingException {
        String id = request.behind(API.strip() + MODELS + "/");
        ObjectNode model = models.get(id);
        if (model == null) {
            return FakeTracking.absent("Logged model '" + id + "' not found.");
        }
        ObjectNode body = (ObjectNode) request.json();
        workspace.require(id.equals(body.path("model_id").asText(id)), "finished another model: " + body);
        body.remove("model_id");
        ((ObjectNode) model.path("info"))
                .put(
                        "status",
                        FakeWorkspace.as(body, FinalizeLoggedModelRequest.class)
                                .getStatus()
                                .toString());
        return model(model);
    }

    private Answer credentials(Request request) throws JsonProcessingException {
        String[] parts = request.behind(API.strip() + MODELS + "/").split("/", 2);
        boolean upload = parts[1].equals("artifacts/credentials-for-upload");
        workspace.require(
                upload || parts[1].equals("artifacts/credentials-for-download"), request.path() + ": no such call");
        JsonNode body = request.json();
        workspace.requireFields(body, "paths", "page_token");
        ObjectNode answer = FakeWorkspace.object();
        for (JsonNode path : body.path("paths")) {
            ObjectNode credential = answer.withArray("credentials").addObject().put("model_id", parts[0]);
            ObjectNode info = credential
                    .putObject("credential_info")
                    .put("path", path.asText())
                    .put("signed_uri", storage.sign(upload ? "PUT" : "GET", root(parts[0]) + "/" + path.asText()))
                    .put("type", storage.type());
            FakeStorage.headers(info);
        }
        return Answer.ok(answer);
    }

    private String root(String id) {
        return FakeTracking.root((ObjectNode) requireNonNull(models.get(id), id).path("info"));
    }

    private Answer list(Request request) {
        String[] parts = request.behind(API.strip() + MODELS + "/").split("/", 2);
        workspace.require(parts[1].equals("artifacts/directories"), request.path() + ": no such call");
        return Answer.ok(FakeTracking.listed(
                storage, root(parts[0]), request.query().getOrDefault("artifact_directory_path", "")));
    }
}
