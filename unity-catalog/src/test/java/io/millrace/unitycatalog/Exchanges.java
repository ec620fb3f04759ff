package io.millrace.unitycatalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Requests to a server and its answers, one JSON object a line: {@code method}, {@code path}, {@code body}, {@code status}, {@code answer}. */
final class Exchanges {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Exchanges() {}

    static Recorder record(URI server) {
        return new Recorder(server);
    }

    static List<JsonNode> read(Path file) throws IOException {
        List<JsonNode> exchanges = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            exchanges.add(JSON.readTree(line));
        }
        return exchanges;
    }

    /** Sends a request; returns status and answer, a text where it is no JSON. */
    static ObjectNode send(URI server, String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server + path))
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response = CLIENT.send(request, BodyHandlers.ofString());
            ObjectNode told = JSON.createObjectNode().put("status", response.statusCode());
            boolean isJson =
                    response.headers().firstValue("Content-Type").orElse("").contains("json");
            told.set(
                    "answer",
                    isJson && !response.body().isEmpty()
                            ? JSON.readTree(response.body())
                            : JSON.getNodeFactory().textNode(response.body()));
            return told;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Stands before a server and keeps what passes. */
    static final class Recorder implements AutoCloseable {
        private final URI server;
        private final HttpServer proxy;
        private final List<ObjectNode> exchanges = new ArrayList<>();

        private Recorder(URI server) {
            this.server = server;
            try {
                proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            proxy.createContext("/", this::pass);
            proxy.start();
        }

        URI uri() {
            return URI.create("http://127.0.0.1:" + proxy.getAddress().getPort());
        }

        private void pass(HttpExchange exchange) throws IOException {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String path = exchange.getRequestURI().toString();
            ObjectNode told = send(server, exchange.getRequestMethod(), path, body);
            ObjectNode kept = JSON.createObjectNode()
                    .put("method", exchange.getRequestMethod())
                    .put("path", path)
                    .put("body", body);
            exchanges.add(kept.setAll(told));
            JsonNode answer = told.get("answer");
            byte[] bytes = (answer.isTextual() ? answer.asText() : answer.toString()).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.isTextual() ? "text/plain" : "application/json");
            exchange.sendResponseHeaders(told.get("status").asInt(), bytes.length == 0 ? -1 : bytes.length);
            if (bytes.length > 0) {
                exchange.getResponseBody().write(bytes);
            }
            exchange.close();
        }

        void write(Path file) {
            try {
                Files.write(file, exchanges.stream().map(ObjectNode::toString).toList());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            proxy.stop(0);
        }
    }
}
