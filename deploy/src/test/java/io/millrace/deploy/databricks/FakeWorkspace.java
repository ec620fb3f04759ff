package io.millrace.deploy.databricks;

import com.databricks.sdk.core.utils.SerDeUtils;
import com.databricks.sdk.service.catalog.CreateVolumeRequestContent;
import com.databricks.sdk.service.jobs.CancelRun;
import com.databricks.sdk.service.jobs.CreateJob;
import com.databricks.sdk.service.jobs.DeleteJob;
import com.databricks.sdk.service.jobs.JobSettings;
import com.databricks.sdk.service.jobs.RepairRun;
import com.databricks.sdk.service.jobs.ResetJob;
import com.databricks.sdk.service.jobs.RunNow;
import com.databricks.sdk.service.jobs.Task;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/**
 * Plays the documented REST of a workspace, as far as a deployment needs it: jobs 2.2, files of volumes, volumes. What is not documented,
 * a path, a method, a query or a field of a body, is kept as a complaint; each test ends with {@link #requireNoComplaint()}. Bodies are
 * read strictly into the SDK's own types. Adds to settings of jobs what a workspace adds.
 */
final class FakeWorkspace implements AutoCloseable {
    static final String TOKEN = "dapi0123456789abcdef-secret";
    static final String USER = "ada@example.com";

    private static final ObjectMapper JSON =
            SerDeUtils.createMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, true);

    /** The queries of the calls that have some. */
    private static final Map<String, String[]> QUERIES = Map.of(
            "PUT /api/2.0/fs/files/…", new String[] {"overwrite"},
            "GET /api/2.0/fs/directories/…", new String[] {"page_token", "page_size"},
            "GET /api/2.2/jobs/list", new String[] {"name", "limit", "expand_tasks", "page_token"},
            "GET /api/2.2/jobs/get", new String[] {"job_id", "page_token"},
            "GET /api/2.2/jobs/runs/list", new String[] {"job_id", "limit", "expand_tasks", "page_token"},
            "GET /api/2.2/jobs/runs/get", new String[] {"run_id", "include_history", "page_token"},
            "GET /api/2.2/jobs/runs/get-output", new String[] {"run_id"});

    final Map<String, byte[]> files = new TreeMap<>();
    final Set<String> folders = new TreeSet<>();
    final Set<String> volumes = new TreeSet<>();
    final Map<Long, ObjectNode> jobs = new TreeMap<>();
    final Map<Long, FakeRun> runs = new TreeMap<>();
    final List<String> requests = new CopyOnWriteArrayList<>();
    final List<String> complaints = new CopyOnWriteArrayList<>();

    private final List<Failure> failures = new ArrayList<>();
    private final Map<String, Long> tokens = new TreeMap<>();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private long nextId = 100;

    /** What is answered in place of the next requests that match. */
    private record Failure(Predicate<String> request, Answer answer, List<Runnable> before) {}

    /** An answer. */
    record Answer(int status, Map<String, String> headers, String body) {
        static Answer of(int status, String code, String message) {
            return new Answer(
                    status,
                    Map.of("Content-Type", "application/json"),
                    JSON.createObjectNode()
                            .put("error_code", code)
                            .put("message", message)
                            .toString());
        }

        static Answer ok(JsonNode body) {
            return new Answer(200, Map.of("Content-Type", "application/json"), body.toString());
        }

        static Answer empty(int status) {
            return new Answer(status, Map.of(), "");
        }
    }

    FakeWorkspace() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
        volumes.add("prod.ops.deploy");
    }

    String host() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Answers the next request whose line begins so in another way. */
    synchronized void next(String begin, Answer answer) {
        failures.add(new Failure(line -> line.startsWith(begin), answer, List.of()));
    }

    /** Does something before the next request whose line begins so is answered. */
    synchronized void before(String begin, Runnable action) {
        failures.add(new Failure(line -> line.startsWith(begin), Answer.empty(0), List.of(action)));
    }

    /** Returns the lines of requests that change something. */
    List<String> changes() {
        return requests.stream()
                .filter(line -> !line.startsWith("GET ") && !line.startsWith("HEAD "))
                .toList();
    }

    void requireNoComplaint() {
        if (!complaints.isEmpty()) {
            throw new AssertionError(String.join("\n", complaints));
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        Answer answer;
        try {
            answer = answer(exchange, body);
        } catch (JsonProcessingException e) {
            complaints.add(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI() + ": " + e.getOriginalMessage());
            answer = Answer.of(400, "MALFORMED_REQUEST", "not what the interface says");
        } catch (RuntimeException e) {
            complaints.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + ": " + e);
            answer = Answer.of(500, "INTERNAL_ERROR", "the fake failed");
        }
        answer.headers().forEach(exchange.getResponseHeaders()::add);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), head || bytes.length == 0 ? -1 : bytes.length);
        if (!head && bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    private Answer answer(HttpExchange exchange, byte[] body) throws JsonProcessingException {
        URI uri = exchange.getRequestURI();
        if (uri.getPath().contains("/.well-known/")) {
            return Answer.ok(JSON.createObjectNode());
        }
        String line = exchange.getRequestMethod() + " " + uri;
        requests.add(line);
        Optional<Failure> failure = failure(line);
        if (failure.isPresent()) {
            failure.get().before().forEach(Runnable::run);
            if (failure.get().answer().status() > 0) {
                return failure.get().answer();
            }
        }
        if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            return Answer.of(401, "UNAUTHENTICATED", "Invalid access token");
        }
        synchronized (this) {
            return route(exchange.getRequestMethod(), uri, body);
        }
    }

    private synchronized Optional<Failure> failure(String line) {
        Optional<Failure> found = failures.stream()
                .filter(failure -> failure.request().test(line))
                .findFirst();
        found.ifPresent(failures::remove);
        return found;
    }

    private Answer route(String method, URI uri, byte[] body) throws JsonProcessingException {
        Map<String, String> query = query(uri);
        String text = new String(body, StandardCharsets.UTF_8);
        String path = uri.getPath();
        String call = method + " "
                + path.replaceFirst("^(/api/2\\.0/fs/(files|directories))/.*", "$1/…")
                        .replaceFirst("^(/api/2\\.1/unity-catalog/volumes)/.*", "$1/…");
        only(query, QUERIES.getOrDefault(call, new String[0]));
        return switch (call) {
            case "GET /api/2.0/preview/scim/v2/Me" ->
                Answer.ok(JSON.createObjectNode().put("userName", USER));
            case "GET /api/2.1/unity-catalog/volumes/…" -> volume(path);
            case "POST /api/2.1/unity-catalog/volumes" ->
                createVolume(JSON.readValue(text, CreateVolumeRequestContent.class));
            case "HEAD /api/2.0/fs/files/…" -> metadata(file(path));
            case "GET /api/2.0/fs/files/…" -> download(file(path));
            case "PUT /api/2.0/fs/files/…" -> upload(query, file(path), body);
            case "DELETE /api/2.0/fs/files/…" -> delete(file(path));
            case "PUT /api/2.0/fs/directories/…" -> {
                folders.add(file(path));
                yield Answer.empty(204);
            }
            case "GET /api/2.0/fs/directories/…" -> list(file(path));
            case "GET /api/2.2/jobs/list" -> listJobs(query);
            case "GET /api/2.2/jobs/get" -> job(query);
            case "POST /api/2.2/jobs/create" -> create(JSON.readValue(text, CreateJob.class));
            case "POST /api/2.2/jobs/reset" -> reset(JSON.readValue(text, ResetJob.class));
            case "POST /api/2.2/jobs/delete" -> deleteJob(JSON.readValue(text, DeleteJob.class));
            case "POST /api/2.2/jobs/run-now" -> runNow(JSON.readValue(text, RunNow.class));
            case "GET /api/2.2/jobs/runs/list" -> listRuns(query);
            case "GET /api/2.2/jobs/runs/get" -> run(query);
            case "GET /api/2.2/jobs/runs/get-output" -> output(query);
            case "POST /api/2.2/jobs/runs/repair" -> repair(JSON.readValue(text, RepairRun.class));
            case "POST /api/2.2/jobs/runs/cancel" -> cancel(JSON.readValue(text, CancelRun.class));
            default -> {
                complaints.add(method + " " + uri + ": no such call");
                yield Answer.of(404, "ENDPOINT_NOT_FOUND", "No API found for '" + method + " " + path + "'");
            }
        };
    }

    private static Map<String, String> query(URI uri) {
        Map<String, String> query = new TreeMap<>();
        if (uri.getRawQuery() != null) {
            for (String part : uri.getRawQuery().split("&", -1)) {
                String[] sides = part.split("=", 2);
                query.put(sides[0], URLDecoder.decode(sides[1], StandardCharsets.UTF_8));
            }
        }
        return query;
    }

    private void only(Map<String, String> query, String... names) {
        query.keySet().stream()
                .filter(name -> !Set.of(names).contains(name))
                .forEach(name -> complaints.add("query " + name + ": not documented"));
    }

    private static String file(String path) {
        return path.replaceFirst("^/api/2\\.0/fs/(files|directories)", "");
    }

    private Answer volume(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return volumes.contains(name)
                ? Answer.ok(JSON.createObjectNode().put("full_name", name))
                : Answer.of(404, "RESOURCE_DOES_NOT_EXIST", "Volume '" + name + "' does not exist.");
    }

    private Answer createVolume(CreateVolumeRequestContent volume) {
        volumes.add(volume.getCatalogName() + "." + volume.getSchemaName() + "." + volume.getName());
        return Answer.ok(JSON.createObjectNode().put("name", volume.getName()));
    }

    private Answer metadata(String file) {
        byte[] bytes = files.get(file);
        return bytes == null
                ? Answer.empty(404)
                : new Answer(
                        200,
                        Map.of(
                                "content-length",
                                String.valueOf(bytes.length),
                                "content-type",
                                "application/octet-stream"),
                        "");
    }

    private Answer download(String file) {
        return files.containsKey(file)
                ? new Answer(
                        200,
                        Map.of("Content-Type", "application/octet-stream"),
                        new String(files.get(file), StandardCharsets.UTF_8))
                : Answer.of(404, "NOT_FOUND", "The file being accessed is not found.");
    }

    private Answer upload(Map<String, String> query, String file, byte[] body) {
        String folder = file.substring(0, file.lastIndexOf('/'));
        String[] parts = file.split("/", -1);
        if (!volumes.contains(parts[2] + "." + parts[3] + "." + parts[4])) {
            return Answer.of(404, "NOT_FOUND", "Volume does not exist.");
        }
        if (!folders.contains(folder)) {
            complaints.add("PUT " + file + ": its folder was not made");
        }
        if (files.containsKey(file) && !"true".equals(query.get("overwrite"))) {
            return Answer.of(409, "ALREADY_EXISTS", "The file being created already exists.");
        }
        files.put(file, body);
        return Answer.empty(204);
    }

    private Answer delete(String file) {
        return files.remove(file) == null
                ? Answer.of(404, "NOT_FOUND", "The file being accessed is not found.")
                : Answer.empty(204);
    }

    private Answer list(String folder) {
        ObjectNode answer = JSON.createObjectNode();
        files.keySet().stream().filter(file -> file.startsWith(folder + "/")).forEach(file -> answer.withArray(
                        "contents")
                .addObject()
                .put("path", file)
                .put("name", file.substring(folder.length() + 1))
                .put("is_directory", false));
        return Answer.ok(answer);
    }

    private Answer listJobs(Map<String, String> query) {
        ObjectNode answer = JSON.createObjectNode();
        jobs.forEach((id, settings) -> {
            if (!query.containsKey("name")
                    || query.get("name").equalsIgnoreCase(settings.path("name").asText())) {
                ObjectNode shown = settings.deepCopy();
                shown.remove("tasks");
                answer.withArray("jobs").addObject().put("job_id", id).set("settings", shown);
            }
        });
        return Answer.ok(answer);
    }

    private Answer job(Map<String, String> query) {
        long id = Long.parseLong(query.get("job_id"));
        if (!jobs.containsKey(id)) {
            return Answer.of(404, "RESOURCE_DOES_NOT_EXIST", "Job " + id + " does not exist.");
        }
        ObjectNode answer = JSON.createObjectNode().put("job_id", id).put("creator_user_name", USER);
        answer.set("settings", jobs.get(id));
        return Answer.ok(answer);
    }

    private Answer create(CreateJob job) {
        long id = nextId++;
        jobs.put(id, kept(JSON.valueToTree(job)));
        return Answer.ok(JSON.createObjectNode().put("job_id", id));
    }

    private Answer reset(ResetJob reset) {
        if (!jobs.containsKey(reset.getJobId())) {
            return Answer.of(404, "RESOURCE_DOES_NOT_EXIST", "Job " + reset.getJobId() + " does not exist.");
        }
        jobs.put(reset.getJobId(), kept(JSON.valueToTree(reset.getNewSettings())));
        return Answer.ok(JSON.createObjectNode());
    }

    private Answer deleteJob(DeleteJob delete) {
        jobs.remove(delete.getJobId());
        return Answer.ok(JSON.createObjectNode());
    }

    /** Checks what the reference of the interface says of settings, and adds what a workspace adds. */
    private ObjectNode kept(ObjectNode settings) {
        JobSettings job = JSON.convertValue(settings, JobSettings.class);
        Set<String> keys = new TreeSet<>();
        for (Task task : job.getTasks()) {
            boolean cluster = task.getJobClusterKey() != null;
            boolean serverless = task.getEnvironmentKey() != null;
            require(cluster != serverless, task.getTaskKey() + " needs one compute");
            require(task.getTaskKey().matches("[A-Za-z0-9_-]{1,100}"), task.getTaskKey() + " is no key");
            require(keys.add(task.getTaskKey()), task.getTaskKey() + " is there twice");
            require(
                    !cluster
                            || job.getJobClusters().stream()
                                    .anyMatch(one -> one.getJobClusterKey().equals(task.getJobClusterKey())),
                    task.getTaskKey() + " names no cluster of the job");
            require(
                    !serverless
                            || job.getEnvironments().stream()
                                    .anyMatch(one -> one.getEnvironmentKey().equals(task.getEnvironmentKey())),
                    task.getTaskKey() + " names no environment of the job");
            require(!serverless || task.getLibraries() == null, task.getTaskKey() + ": serverless takes no libraries");
            if (task.getDependsOn() != null) {
                task.getDependsOn()
                        .forEach(other ->
                                require(keys.contains(other.getTaskKey()), other.getTaskKey() + " comes later"));
            }
        }
        settings.put("format", "MULTI_TASK").put("max_concurrent_runs", 1);
        settings.withArray("tasks").forEach(task -> ((ObjectNode) task).put("run_if", "ALL_SUCCESS"));
        for (String key : List.of("email_notifications", "webhook_notifications")) {
            if (!settings.has(key)) {
                settings.putObject(key);
            }
        }
        for (JsonNode cluster : settings.path("job_clusters")) {
            ObjectNode spec = (ObjectNode) cluster.path("new_cluster");
            String mode = spec.path("data_security_mode").asText();
            require(
                    !mode.startsWith("DATA_SECURITY_MODE")
                            || spec.path("kind").asText().equals("CLASSIC_PREVIEW"),
                    "data_security_mode " + mode + " needs the kind CLASSIC_PREVIEW");
            require(
                    spec.path("is_single_node").asBoolean() || spec.has("num_workers") || spec.has("autoscale"),
                    "a cluster needs a size");
            if (mode.equals("DATA_SECURITY_MODE_DEDICATED")) {
                spec.put("data_security_mode", "SINGLE_USER");
            }
            spec.putObject("aws_attributes").put("zone_id", "auto");
        }
        return settings;
    }

    private void require(boolean holds, String complaint) {
        if (!holds) {
            complaints.add(complaint);
        }
    }

    private Answer runNow(RunNow start) {
        String token = start.getIdempotencyToken();
        if (token != null && tokens.containsKey(token)) {
            return Answer.ok(JSON.createObjectNode().put("run_id", tokens.get(token)));
        }
        long id = nextId++;
        runs.put(id, new FakeRun(id, start.getJobId(), jobs.get(start.getJobId())));
        if (token != null) {
            require(token.length() <= 64, "idempotency_token is too long");
            tokens.put(token, id);
        }
        return Answer.ok(JSON.createObjectNode().put("run_id", id).put("number_in_job", id));
    }

    private Answer listRuns(Map<String, String> query) {
        ObjectNode answer = JSON.createObjectNode();
        runs.values().stream()
                .filter(run -> String.valueOf(run.jobId()).equals(query.get("job_id")))
                .reduce((earlier, later) -> later)
                .ifPresent(run -> answer.withArray("runs").add(run.told()));
        return Answer.ok(answer);
    }

    private Answer run(Map<String, String> query) {
        long id = Long.parseLong(query.get("run_id"));
        return runs.containsKey(id)
                ? Answer.ok(runs.get(id).step())
                : Answer.of(404, "RESOURCE_DOES_NOT_EXIST", "Run " + id + " does not exist.");
    }

    private Answer output(Map<String, String> query) {
        long task = Long.parseLong(query.get("run_id"));
        String error = runs.values().stream()
                .flatMap(run -> run.error(task).stream())
                .findFirst()
                .orElse("");
        return Answer.ok(JSON.createObjectNode().put("error", error));
    }

    private Answer repair(RepairRun repair) {
        FakeRun run = runs.get(repair.getRunId());
        return run.repair(Optional.ofNullable(repair.getLatestRepairId()), nextId++)
                .map(id -> Answer.ok(JSON.createObjectNode().put("repair_id", id)))
                .orElseGet(() -> Answer.of(400, "INVALID_PARAMETER_VALUE", "latest_repair_id is not the latest"));
    }

    private Answer cancel(CancelRun cancel) {
        runs.get(cancel.getRunId()).cancel();
        return Answer.ok(JSON.createObjectNode());
    }
}
