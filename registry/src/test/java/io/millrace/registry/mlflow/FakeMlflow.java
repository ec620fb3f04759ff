package io.millrace.registry.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A server with as much of MLflow as the fault tests call, in memory: it makes a run, a logged model or a version anew each
 * time it is asked, as MLflow does. Calls meet the faults that were planned for their paths, one each, and are written down.
 */
final class FakeMlflow implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String API = "/api/2.0/mlflow/";
    private static final String ARTIFACTS = "/api/2.0/mlflow-artifacts/artifacts";

    /** What a call meets in the place of its answer; status 0 is a broken connection, -1 no answer at all. */
    record Fault(int status, Map<String, String> headers, String body, boolean done) {
        static Fault answer(int status, String body) {
            return new Fault(status, Map.of(), body, false);
        }

        static Fault answer(int status, String header, String value) {
            return new Fault(status, Map.of(header, value), "", false);
        }

        static Fault broken() {
            return new Fault(0, Map.of(), "", false);
        }

        /** The same, after the work was done. */
        Fault afterTheWork() {
            return new Fault(status, headers, body, true);
        }

        static Fault late() {
            return new Fault(-1, Map.of(), "", true);
        }
    }

    static {
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    final List<String> calls = new ArrayList<>();
    final List<ObjectNode> runs = new ArrayList<>();
    final List<ObjectNode> loggedModels = new ArrayList<>();
    final List<ObjectNode> versions = new ArrayList<>();
    final Map<String, String> aliases = new TreeMap<>();
    final Map<String, byte[]> artifacts = new TreeMap<>();
    final List<String> authorizations = new ArrayList<>();
    private final Map<String, Deque<Fault>> faults = new HashMap<>();
    private final Map<String, Runnable> before = new HashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    FakeMlflow() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Plans faults for the next calls of that method and path. */
    synchronized void plan(String call, Fault... planned) {
        faults.computeIfAbsent(call, key -> new ArrayDeque<>()).addAll(Arrays.asList(planned));
    }

    /** Plans what another client does just before the next call of that method and path. */
    synchronized void meanwhile(String call, Runnable action) {
        before.put(call, action);
    }

    synchronized long count(String call) {
        return calls.stream().filter(call::equals).count();
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().getPath();
        String name = path.startsWith(API) ? path.substring(API.length()) : path.replace(ARTIFACTS, "artifacts");
        String call = exchange.getRequestMethod() + " " + name;
        Fault fault;
        byte[] answer = {};
        synchronized (this) {
            calls.add(call);
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            Deque<Fault> planned = faults.getOrDefault(call, new ArrayDeque<>());
            fault = planned.poll();
            Runnable action = before.remove(call);
            if (action != null) {
                action.run();
            }
            if (fault == null || fault.done()) {
                answer = work(exchange, call, name, body);
            }
        }
        if (fault == null) {
            boolean refused = new String(answer, StandardCharsets.UTF_8).startsWith("{\"error_code\"");
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            respond(exchange, refused ? 404 : 200, answer);
        } else if (fault.status() > 0) {
            fault.headers().forEach(exchange.getResponseHeaders()::set);
            respond(exchange, fault.status(), fault.body().getBytes(StandardCharsets.UTF_8));
        } else if (fault.status() == 0) {
            exchange.close();
        } else {
            await();
            exchange.close();
        }
    }

    private void await() {
        try {
            closing.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void respond(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private byte[] work(HttpExchange exchange, String call, String name, byte[] body) throws IOException {
        if (name.startsWith("artifacts") && !name.startsWith("artifacts/list")) {
            return artifact(exchange, call, name, body);
        }
        Map<String, String> query = query(exchange.getRequestURI());
        JsonNode in = body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body);
        ObjectNode out = JSON.createObjectNode();
        switch (call) {
            case "GET experiments/get-by-name" ->
                out.putObject("experiment").put("experiment_id", "1").put("lifecycle_stage", "active");
            case "POST runs/create" -> out.set("run", run(in));
            case "POST runs/search" -> withTag(runs, "data", in).forEach(out.putArray("runs")::add);
            case "GET runs/get" -> find(out, "run", runs, "run_id", query.get("run_id"));
            case "POST runs/outputs" -> output(in);
            case "POST logged-models" -> out.set("model", loggedModel(in));
            case "POST logged-models/search" ->
                withTag(loggedModels, "info", in).forEach(out.putArray("models")::add);
            case "GET registered-models/get" -> {
                ArrayNode list = out.putObject("registered_model").putArray("aliases");
                aliases.forEach(
                        (alias, version) -> list.addObject().put("alias", alias).put("version", version));
            }
            case "POST registered-models/alias" ->
                aliases.put(in.path("alias").asText(), in.path("version").asText());
            case "DELETE registered-models/alias" ->
                aliases.remove(in.path("alias").asText());
            case "POST model-versions/create" -> out.set("model_version", version(in));
            case "DELETE model-versions/delete" ->
                versions.removeIf(version -> version.path("version")
                        .asText()
                        .equals(in.path("version").asText()));
            case "GET model-versions/search" -> versions.forEach(out.putArray("model_versions")::add);
            case "GET model-versions/get" ->
                versions.stream()
                        .filter(version -> version.path("version").asText().equals(query.get("version")))
                        .findFirst()
                        .ifPresentOrElse(version -> out.set("model_version", version), () -> absent(out));
            case "GET model-versions/get-download-uri" ->
                out.put("artifact_uri", versions.get(0).path("source").asText());
            default -> {
                if (call.startsWith("PATCH logged-models/")) {
                    loggedModels.forEach(model -> ((ObjectNode) model.path("info"))
                            .put("status", in.path("status").asText()));
                }
            }
        }
        return JSON.writeValueAsBytes(out);
    }

    private byte[] artifact(HttpExchange exchange, String call, String name, byte[] body) throws IOException {
        String path = name.replaceFirst("artifacts/?", "");
        if (call.startsWith("PUT")) {
            artifacts.put(path, body);
            return new byte[0];
        }
        String folder = query(exchange.getRequestURI()).get("path");
        if (folder == null) {
            exchange.getResponseHeaders().set("Content-Disposition", "attachment");
            return artifacts.getOrDefault(path, new byte[0]);
        }
        ArrayNode files = JSON.createArrayNode();
        Map<String, Long> children = new TreeMap<>();
        artifacts.forEach((file, content) -> {
            if (file.startsWith(folder + "/")) {
                String rest = file.substring(folder.length() + 1);
                int slash = rest.indexOf('/');
                children.put(slash < 0 ? rest : rest.substring(0, slash), slash < 0 ? content.length : -1L);
            }
        });
        children.forEach((child, size) ->
                files.addObject().put("path", child).put("is_dir", size < 0).put("file_size", Math.max(size, 0)));
        return JSON.writeValueAsBytes(JSON.createObjectNode().set("files", files));
    }

    private ObjectNode run(JsonNode in) {
        String id = String.format("%032d", runs.size() + 1);
        ObjectNode run = JSON.createObjectNode();
        run.putObject("info")
                .put("run_id", id)
                .put("experiment_id", "1")
                .put("status", "RUNNING")
                .put("start_time", in.path("start_time").asLong())
                .put("lifecycle_stage", "active")
                .put("artifact_uri", "mlflow-artifacts:/1/" + id + "/artifacts");
        run.putObject("data").set("tags", in.path("tags"));
        run.putObject("outputs").putArray("model_outputs");
        runs.add(run);
        return run;
    }

    private void output(JsonNode in) {
        for (ObjectNode run : runs) {
            if (run.path("info").path("run_id").equals(in.path("run_id"))) {
                ((ArrayNode) run.path("outputs").path("model_outputs")).addAll((ArrayNode) in.path("models"));
            }
        }
    }

    private ObjectNode loggedModel(JsonNode in) {
        String id = "m-" + String.format("%032d", loggedModels.size() + 1);
        ObjectNode model = JSON.createObjectNode();
        model.putObject("info")
                .put("model_id", id)
                .put("experiment_id", "1")
                .put("name", in.path("name").asText())
                .put("source_run_id", in.path("source_run_id").asText())
                .put("status", "LOGGED_MODEL_PENDING")
                .put("artifact_uri", "mlflow-artifacts:/1/models/" + id + "/artifacts")
                .set("tags", in.path("tags"));
        loggedModels.add(model);
        return model;
    }

    ObjectNode version(JsonNode in) {
        ObjectNode version = (ObjectNode) in.deepCopy();
        version.put("version", Integer.toString(versions.size() + 1)).put("creation_timestamp", 1);
        versions.add(version);
        return version;
    }

    private static List<ObjectNode> withTag(List<ObjectNode> items, String part, JsonNode in) {
        String filter = in.path("filter").asText();
        return items.stream()
                .filter(item -> {
                    for (JsonNode tag : item.path(part).path("tags")) {
                        if (filter.contains("tags.`" + tag.path("key").asText() + "` = '"
                                + tag.path("value").asText() + "'")) {
                            return true;
                        }
                    }
                    return filter.isEmpty();
                })
                .toList();
    }

    private static void find(ObjectNode out, String key, List<ObjectNode> items, String id, String wanted) {
        items.stream()
                .filter(item -> item.path("info").path(id).asText().equals(wanted))
                .findFirst()
                .ifPresentOrElse(item -> out.set(key, item), () -> absent(out));
    }

    private static void absent(ObjectNode out) {
        out.put("error_code", "RESOURCE_DOES_NOT_EXIST").put("message", "there is none");
    }

    private static Map<String, String> query(URI uri) {
        Map<String, String> query = new LinkedHashMap<>();
        if (uri.getQuery() != null) {
            for (String pair : uri.getQuery().split("&", -1)) {
                query.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
            }
        }
        return query;
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
