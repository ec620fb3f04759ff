package io.millrace.testkit;

import static java.util.Objects.requireNonNull;

import com.databricks.sdk.service.ml.CreateExperiment;
import com.databricks.sdk.service.ml.CreateRun;
import com.databricks.sdk.service.ml.LogBatch;
import com.databricks.sdk.service.ml.LogInputs;
import com.databricks.sdk.service.ml.LogOutputsRequest;
import com.databricks.sdk.service.ml.SearchExperiments;
import com.databricks.sdk.service.ml.SearchRuns;
import com.databricks.sdk.service.ml.UpdateRun;
import com.databricks.sdk.service.workspace.Mkdirs;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.testkit.FakeWorkspace.Answer;
import io.millrace.testkit.FakeWorkspace.Request;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** MLflow's experiments, runs and logged models of a workspace that is played, with their artifacts in cloud storage. */
public final class FakeTracking {
    static final String API = " /api/2.0/mlflow/";
    private static final Pattern CONDITION = Pattern.compile("(?:tags\\.`([^`]+)`|(source_run_id)) = '([^']*)'");
    private static final int PAGE = 3;

    private final FakeWorkspace workspace;
    private final FakeStorage storage;
    private final Map<String, String> experiments = new LinkedHashMap<>();
    private final Map<String, ObjectNode> runs = new LinkedHashMap<>();
    private final Map<String, Map<String, Set<Point>>> points = new TreeMap<>();
    private final Set<String> folders = new TreeSet<>(Set.of("/Shared", "/Users"));

    private record Point(long step, long time, double value) implements Comparable<Point> {
        private static final Comparator<Point> ORDER = Comparator.comparingLong(Point::step)
                .thenComparingLong(Point::time)
                .thenComparingDouble(Point::value);

        @Override
        public int compareTo(Point other) {
            return ORDER.compare(this, other);
        }
    }

    /** Adds them to a workspace. */
    public FakeTracking(FakeWorkspace workspace, FakeStorage storage) {
        this.workspace = workspace;
        this.storage = storage;
        workspace
                .route("POST /api/2.0/workspace/mkdirs", this::makeFolder)
                .route("POST" + API + "experiments/search", this::searchExperiments)
                .route("POST" + API + "experiments/create", this::createExperiment)
                .route("GET" + API + "experiments/get-by-name", this::experiment, "experiment_name")
                .route("POST" + API + "runs/create", this::createRun)
                .route("POST" + API + "runs/update", this::updateRun)
                .route("POST" + API + "runs/search", this::searchRuns)
                .route(
                        "GET" + API + "runs/get",
                        request -> run(request.query().getOrDefault("run_id", "")),
                        "run_id",
                        "run_uuid")
                .route("POST" + API + "runs/log-batch", this::logBatch)
                .route("POST" + API + "runs/log-inputs", this::logInputs)
                .route("POST" + API + "runs/outputs", this::logOutputs)
                .route(
                        "GET" + API + "metrics/get-history",
                        this::history,
                        "run_id",
                        "run_uuid",
                        "metric_key",
                        "max_results",
                        "page_token")
                .route("GET" + API + "artifacts/list", this::artifacts, "run_id", "run_uuid", "path", "page_token")
                .route("POST" + API + "artifacts/credentials-for-write", request -> credentials(request, "PUT"))
                .route("POST" + API + "artifacts/credentials-for-read", request -> credentials(request, "GET"));
    }

    /** Returns the experiments' ids by their names. */
    public Map<String, String> experiments() {
        return experiments;
    }

    /** Returns the runs as they are answered, by id; to change, too. */
    public Map<String, ObjectNode> runs() {
        return runs;
    }

    private Answer makeFolder(Request request) throws JsonProcessingException {
        String path = request.as(Mkdirs.class).getPath();
        for (int slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
            folders.add(path.substring(0, slash));
        }
        folders.add(path);
        return Answer.ok(FakeWorkspace.object());
    }

    private Answer searchExperiments(Request request) throws JsonProcessingException {
        request.as(SearchExperiments.class);
        ObjectNode answer = FakeWorkspace.object();
        experiments.forEach(
                (name, id) -> answer.withArray("experiments").addObject().put("experiment_id", id));
        return Answer.ok(answer);
    }

    private Answer createExperiment(Request request) throws JsonProcessingException {
        String name = request.as(CreateExperiment.class).getName();
        if (!name.startsWith("/")) {
            return invalid(
                    "Got an invalid experiment name '" + name + "'. An absolute path in the workspace is required.");
        }
        if (!folders.contains(name.substring(0, name.lastIndexOf('/')))) {
            return absent("Parent directory of " + name + " does not exist.");
        }
        if (experiments.containsKey(name)) {
            return Answer.of(400, "RESOURCE_ALREADY_EXISTS", "Node named '" + name + "' already exists");
        }
        String id = Long.toString(4_000_000_000L + experiments.size());
        experiments.put(name, id);
        return Answer.ok(FakeWorkspace.object().put("experiment_id", id));
    }

    private Answer experiment(Request request) {
        String name = request.query().getOrDefault("experiment_name", "");
        String id = experiments.get(name);
        if (id == null) {
            return absent("Node " + name + " does not exist.");
        }
        ObjectNode answer = FakeWorkspace.object();
        answer.putObject("experiment")
                .put("experiment_id", id)
                .put("name", name)
                .put("artifact_location", "dbfs:/databricks/mlflow-tracking/" + id)
                .put("lifecycle_stage", "active");
        return Answer.ok(answer);
    }

    private Answer createRun(Request request) throws JsonProcessingException {
        CreateRun asked = request.as(CreateRun.class);
        if (!experiments.containsValue(asked.getExperimentId())) {
            return absent("Node ID " + asked.getExperimentId() + " does not exist.");
        }
        String id = String.format("%032x", runs.size() + 1);
        ObjectNode run = FakeWorkspace.object();
        run.putObject("info")
                .put("run_id", id)
                .put("run_uuid", id)
                .put("experiment_id", asked.getExperimentId())
                .put("run_name", asked.getRunName())
                .put("user_id", asked.getUserId())
                .put("status", "RUNNING")
                .put("start_time", asked.getStartTime())
                .put(
                        "artifact_uri",
                        "dbfs:/databricks/mlflow-tracking/" + asked.getExperimentId() + "/" + id + "/artifacts")
                .put("lifecycle_stage", "active");
        run.putObject("data").set("tags", request.json().path("tags"));
        runs.put(id, run);
        return run(id);
    }

    private Answer run(String id) {
        ObjectNode run = runs.get(id);
        if (run == null) {
            return absent("Run '" + id + "' not found.");
        }
        ObjectNode answer = FakeWorkspace.object();
        answer.set("run", run);
        return Answer.ok(answer);
    }

    private Answer updateRun(Request request) throws JsonProcessingException {
        UpdateRun asked = request.as(UpdateRun.class);
        ObjectNode info = info(asked.getRunId());
        info.put("status", asked.getStatus().toString()).put("end_time", asked.getEndTime());
        ObjectNode answer = FakeWorkspace.object();
        answer.set("run_info", info);
        return Answer.ok(answer);
    }

    private ObjectNode info(String run) {
        return (ObjectNode) known(run).path("info");
    }

    private ObjectNode known(String run) {
        return requireNonNull(runs.get(run), run);
    }

    /** The newest first, a few on a page. */
    private Answer searchRuns(Request request) throws JsonProcessingException {
        SearchRuns asked = request.as(SearchRuns.class);
        List<ObjectNode> found = runs.values().stream()
                .filter(run -> asked.getExperimentIds()
                        .contains(run.path("info").path("experiment_id").asText()))
                .filter(run -> matches(run.path("data").path("tags"), "", asked.getFilter()))
                .sorted(Comparator.comparingLong(
                        (ObjectNode run) -> -run.path("info").path("start_time").asLong()))
                .toList();
        return page("runs", found, asked.getPageToken());
    }

    /** Returns whether tags, and the run that a model is from, are as a filter wants them. */
    static boolean matches(JsonNode tags, String run, @Nullable String filter) {
        if (filter == null || filter.isEmpty()) {
            return true;
        }
        for (String text : filter.split(" AND ", -1)) {
            Matcher condition = CONDITION.matcher(text);
            if (!condition.matches()) {
                throw new IllegalArgumentException("no such filter: " + text);
            }
            boolean holds = condition.group(2) != null && run.equals(condition.group(3));
            for (JsonNode tag : tags) {
                holds |= tag.path("key").asText().equals(condition.group(1))
                        && tag.path("value").asText().equals(condition.group(3));
            }
            if (!holds) {
                return false;
            }
        }
        return true;
    }

    /** Answers a page of a list, with a token for the next. */
    static Answer page(String items, List<ObjectNode> all, @Nullable String token) {
        int from = token == null ? 0 : Integer.parseInt(token.substring(1));
        int to = Math.min(all.size(), from + PAGE);
        ObjectNode answer = FakeWorkspace.object();
        ArrayNode page = answer.putArray(items);
        all.subList(from, to).forEach(page::add);
        if (to < all.size()) {
            answer.put("next_page_token", "p" + to);
        }
        return Answer.ok(answer);
    }

    private Answer logBatch(Request request) throws JsonProcessingException {
        LogBatch asked = request.as(LogBatch.class);
        JsonNode body = request.json();
        ObjectNode run = runs.get(asked.getRunId());
        if (run == null) {
            return absent("Run '" + asked.getRunId() + "' not found.");
        }
        workspace.require(
                body.path("params").size()
                                + body.path("tags").size()
                                + body.path("metrics").size()
                        <= 1000,
                "more than a batch may hold");
        workspace.require(body.path("params").size() <= 100 && body.path("tags").size() <= 100, "too many pairs");
        ObjectNode data = (ObjectNode) run.path("data");
        for (JsonNode param : body.path("params")) {
            String old = value(data.path("params"), param.path("key").asText());
            if (old != null && !old.equals(param.path("value").asText())) {
                return invalid("Changing param values is not allowed. Param with key='"
                        + param.path("key").asText() + "' was already logged with value='" + old
                        + "' for run ID='" + asked.getRunId() + "'. Attempted logging new value '"
                        + param.path("value").asText() + "'.");
            }
        }
        body.path("params").forEach(param -> put(data.withArray("params"), param));
        body.path("tags").forEach(tag -> put(data.withArray("tags"), tag));
        Map<String, Set<Point>> series = points.computeIfAbsent(asked.getRunId(), key -> new TreeMap<>());
        body.path("metrics").forEach(metric -> {
            series.computeIfAbsent(metric.path("key").asText(), key -> new TreeSet<>())
                    .add(new Point(
                            metric.path("step").asLong(),
                            metric.path("timestamp").asLong(),
                            Double.parseDouble(metric.path("value").asText())));
        });
        ArrayNode latest = data.putArray("metrics");
        series.forEach((key, all) -> latest.add(metric(key, new TreeSet<>(all).last())));
        return Answer.ok(FakeWorkspace.object());
    }

    private static ObjectNode metric(String key, Point point) {
        ObjectNode metric = FakeWorkspace.object()
                .put("key", key)
                .put("timestamp", point.time())
                .put("step", point.step());
        return Double.isFinite(point.value())
                ? metric.put("value", point.value())
                : metric.put("value", Double.toString(point.value()));
    }

    private static @Nullable String value(JsonNode pairs, String key) {
        for (JsonNode pair : pairs) {
            if (pair.path("key").asText().equals(key)) {
                return pair.path("value").asText();
            }
        }
        return null;
    }

    private static void put(ArrayNode pairs, JsonNode pair) {
        for (int i = 0; i < pairs.size(); i++) {
            if (pairs.get(i).path("key").equals(pair.path("key"))) {
                pairs.remove(i);
                break;
            }
        }
        pairs.add(pair);
    }

    private Answer logInputs(Request request) throws JsonProcessingException {
        ObjectNode run = known(request.as(LogInputs.class).getRunId());
        ArrayNode inputs = run.withObject("inputs").withArray("dataset_inputs");
        request.json().path("datasets").forEach(inputs::add);
        return Answer.ok(FakeWorkspace.object());
    }

    private Answer logOutputs(Request request) throws JsonProcessingException {
        ObjectNode run = known(request.as(LogOutputsRequest.class).getRunId());
        ArrayNode outputs = run.withObject("outputs").withArray("model_outputs");
        request.json().path("models").forEach(outputs::add);
        return Answer.ok(FakeWorkspace.object());
    }

    private Answer history(Request request) {
        String key = request.query().getOrDefault("metric_key", "");
        List<ObjectNode> all = new ArrayList<>();
        points.getOrDefault(request.query().getOrDefault("run_id", ""), Map.of())
                .getOrDefault(key, Set.of())
                .forEach(point -> all.add(metric(key, point)));
        int from = Integer.parseInt(
                request.query().getOrDefault("page_token", "p0").substring(1));
        int to = Math.min(all.size(), from + 1000);
        ObjectNode answer = FakeWorkspace.object();
        ArrayNode page = answer.putArray("metrics");
        all.subList(from, to).forEach(page::add);
        if (to < all.size()) {
            answer.put("next_page_token", "p" + to);
        }
        return Answer.ok(answer);
    }

    /** Tells paths below the run's root. */
    private Answer artifacts(Request request) {
        String run = request.query().getOrDefault("run_id", "");
        if (!runs.containsKey(run)) {
            return absent("Run '" + run + "' not found.");
        }
        return Answer.ok(listed(storage, root(info(run)), request.query().getOrDefault("path", "")));
    }

    static String root(ObjectNode info) {
        return info.path("artifact_uri").asText().substring("dbfs:".length());
    }

    static ObjectNode listed(FakeStorage storage, String root, String path) {
        ObjectNode answer = FakeWorkspace.object().put("root_uri", "dbfs:" + root);
        ArrayNode list = answer.putArray("files");
        String prefix = path.isEmpty() ? "" : path + "/";
        storage.children(path.isEmpty() ? root : root + "/" + path).forEach((name, size) -> {
            ObjectNode file = list.addObject().put("path", prefix + name).put("is_dir", size < 0);
            if (size >= 0) {
                file.put("file_size", size);
            }
        });
        return answer;
    }

    private Answer credentials(Request request, String method) throws JsonProcessingException {
        JsonNode body = request.json();
        workspace.requireFields(body, "run_id", "path", "page_token");
        String run = body.path("run_id").asText();
        if (!runs.containsKey(run)) {
            return absent("Run '" + run + "' not found.");
        }
        ObjectNode answer = FakeWorkspace.object();
        for (JsonNode path : body.path("path")) {
            ObjectNode credential = answer.withArray("credential_infos")
                    .addObject()
                    .put("run_id", run)
                    .put("path", path.asText())
                    .put("signed_uri", storage.sign(method, root(info(run)) + "/" + path.asText()))
                    .put("type", storage.type());
            FakeStorage.headers(credential);
        }
        return Answer.ok(answer);
    }

    static Answer absent(String message) {
        return Answer.of(404, "RESOURCE_DOES_NOT_EXIST", message);
    }

    static Answer invalid(String message) {
        return Answer.of(400, "INVALID_PARAMETER_VALUE", message);
    }
}
