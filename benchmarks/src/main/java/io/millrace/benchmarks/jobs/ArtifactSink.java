package io.millrace.benchmarks.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** As much of an MLflow server as one logged model needs: it keeps the sums of the artifacts, and forgets their bytes. */
final class ArtifactSink implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String REST = "/api/2.0/mlflow/";
    private static final String ARTIFACTS = "/api/2.0/mlflow-artifacts/artifacts";
    private static final String RUN = "0".repeat(32);
    private static final String MODEL = "m-" + "f".repeat(32);
    private static final String FOLDER = "/1/models/" + MODEL + "/artifacts";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, String> sums = new ConcurrentHashMap<>();

    private ArtifactSink(HttpServer server) {
        this.server = server;
    }

    /** Starts a server on a free port of this machine. */
    static ArtifactSink open() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            ArtifactSink sink = new ArtifactSink(server);
            server.createContext(REST, sink::answer);
            server.createContext(ARTIFACTS, sink::receive);
            server.setExecutor(sink.threads);
            server.start();
            return sink;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Returns the SHA-256 of each file below {@code data/} of the model, by its path. */
    Map<String, String> received() {
        return Map.copyOf(sums);
    }

    private void receive(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().substring(ARTIFACTS.length());
        String sum = ModelFolderMaker.sum(exchange.getRequestBody());
        if (path.startsWith(FOLDER + "/data/")) {
            sums.put(path.substring(FOLDER.length() + 1), sum);
        }
        send(exchange, JSON.createObjectNode());
    }

    private void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        ObjectNode body = JSON.createObjectNode();
        switch (exchange.getRequestURI().getPath().substring(REST.length())) {
            case "experiments/get-by-name" ->
                body.putObject("experiment").put("experiment_id", "1").put("lifecycle_stage", "active");
            case "runs/create", "runs/get" ->
                body.putObject("run")
                        .putObject("info")
                        .put("run_id", RUN)
                        .put("experiment_id", "1")
                        .put("status", "RUNNING")
                        .put("lifecycle_stage", "active")
                        .put("artifact_uri", "mlflow-artifacts:/1/" + RUN + "/artifacts");
            case "logged-models" ->
                body.putObject("model")
                        .putObject("info")
                        .put("model_id", MODEL)
                        .put("name", "model")
                        .put("experiment_id", "1")
                        .put("source_run_id", RUN)
                        .put("status", "LOGGED_MODEL_PENDING")
                        .put("artifact_uri", "mlflow-artifacts:" + FOLDER);
            default -> {
                // The rest is only told, and no list has anything in it.
            }
        }
        send(exchange, body);
    }

    private static void send(HttpExchange exchange, ObjectNode body) throws IOException {
        byte[] content = JSON.writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, content.length);
        exchange.getResponseBody().write(content);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
