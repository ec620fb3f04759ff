package io.millrace.testkit;

import com.databricks.sdk.core.utils.SerDeUtils;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Plays the documented REST of a Databricks workspace, as far as its parts do: {@link FakeVolumes} always, others as a test adds them.
 * What is not documented, a path, a method, a query or a field of a body, is kept as a complaint; each test ends with
 * {@link #requireNoComplaint()}. Bodies are read strictly into the SDK's own types.
 */
public final class FakeWorkspace implements AutoCloseable {
    /** The token that is let in. */
    public static final String TOKEN = "dapi0123456789abcdef-secret";

    /** Whose it is. */
    public static final String USER = "ada@example.com";

    /** The status of an answer that never comes. */
    private static final int BROKEN = 0;

    private static final ObjectMapper JSON =
            SerDeUtils.createMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, true);

    private final Map<String, Documented> routes = new LinkedHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final List<Failure> failures = new ArrayList<>();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final FakeVolumes volumes;

    /** How a call is answered. */
    @FunctionalInterface
    public interface Route {
        /** Answers it, one call at a time. */
        Answer answer(Request request) throws JsonProcessingException;
    }

    private record Documented(Set<String> query, Route route) {}

    /** A call. */
    public static final class Request {
        private final String path;
        private final Map<String, String> query;
        private final Headers headers;
        private final byte[] body;

        private Request(String path, Map<String, String> query, Headers headers, byte[] body) {
            this.path = path;
            this.query = query;
            this.headers = headers;
            this.body = body;
        }

        /** Returns the path, decoded, from the first slash. */
        public String path() {
            return path;
        }

        /** Returns the query, decoded. */
        public Map<String, String> query() {
            return query;
        }

        /** Returns a header; empty if it is not there. */
        public Optional<String> header(String name) {
            return Optional.ofNullable(headers.getFirst(name));
        }

        /** Returns the body. */
        public byte[] body() {
            return body.clone();
        }

        /** Returns the path's part behind a prefix. */
        public String behind(String prefix) {
            return path.substring(prefix.length());
        }

        /** Reads the body; an unknown field fails the test. */
        public <T> T as(Class<T> type) throws JsonProcessingException {
            return JSON.readValue(text(), type);
        }

        /** Returns the body as JSON. */
        public JsonNode json() throws JsonProcessingException {
            return JSON.readTree(text());
        }

        private String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** An answer. */
    public static final class Answer {
        private final int status;
        private final Map<String, String> headers;
        private final byte[] body;

        private Answer(int status, Map<String, String> headers, byte[] body) {
            this.status = status;
            this.headers = headers;
            this.body = body;
        }

        /** Returns bytes. */
        public static Answer bytes(byte[] body) {
            return new Answer(200, Map.of("Content-Type", "application/octet-stream"), body.clone());
        }

        /** Returns headers alone, as HEAD is answered. */
        public static Answer headers(Map<String, String> headers) {
            return new Answer(200, headers, new byte[0]);
        }

        /** Returns an error of the workspace's form. */
        public static Answer of(int status, String code, String message) {
            ObjectNode error = JSON.createObjectNode().put("error_code", code).put("message", message);
            return json(status, Map.of(), error);
        }

        /** Returns an error with a header beside. */
        public static Answer of(int status, Map<String, String> headers, String code, String message) {
            ObjectNode error = JSON.createObjectNode().put("error_code", code).put("message", message);
            return json(status, headers, error);
        }

        /** Returns what a type of the SDK's says, or any JSON. */
        public static Answer ok(Object body) {
            return json(200, Map.of(), JSON.valueToTree(body));
        }

        /** Returns an answer without a body. */
        public static Answer empty(int status) {
            return new Answer(status, Map.of(), new byte[0]);
        }

        /** Returns none: the connection breaks. */
        public static Answer broken() {
            return new Answer(BROKEN, Map.of(), new byte[0]);
        }

        /** Returns a text. */
        public static Answer text(int status, String type, String body) {
            return new Answer(status, Map.of("Content-Type", type), body.getBytes(StandardCharsets.UTF_8));
        }

        private static Answer json(int status, Map<String, String> headers, JsonNode body) {
            Map<String, String> all = new TreeMap<>(headers);
            all.put("Content-Type", "application/json");
            return new Answer(status, all, body.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    /** What is answered in place of the next request that matches, after it was done or not, or done before it is answered. */
    private record Failure(Predicate<String> request, Optional<Answer> answer, Runnable before, boolean done) {}

    private FakeWorkspace() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
        route("GET /api/2.0/preview/scim/v2/Me", request -> Answer.ok(object().put("userName", USER)));
        volumes = new FakeVolumes(this);
    }

    /** Starts a workspace. */
    public static FakeWorkspace start() {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        try {
            return new FakeWorkspace();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns an empty JSON object. */
    public static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** Returns a JSON object that says what a type of the SDK's says. */
    public static ObjectNode object(Object value) {
        return JSON.valueToTree(value);
    }

    /** Reads JSON into a type of the SDK's; an unknown field fails the test. */
    public static <T> T as(JsonNode json, Class<T> type) {
        return JSON.convertValue(json, type);
    }

    /**
     * Answers calls of a method and path.
     *
     * @param call as {@code GET /api/2.2/jobs/list}; one that ends in {@code …} takes whatever stands there, where no longer one does
     * @param query the parameters that are documented
     */
    public synchronized FakeWorkspace route(String call, Route route, String... query) {
        routes.put(call, new Documented(Set.of(query), route));
        return this;
    }

    /** Returns the address. */
    public String host() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Returns its volumes and files. */
    public FakeVolumes volumes() {
        return volumes;
    }

    /** Answers the next request whose line begins so in another way. */
    public synchronized void next(String begin, Answer answer) {
        failures.add(new Failure(line -> line.startsWith(begin), Optional.of(answer), () -> {}, false));
    }

    /** Does what the next request whose line begins so asks for, and answers it in another way. */
    public synchronized void afterDoing(String begin, Answer answer) {
        failures.add(new Failure(line -> line.startsWith(begin), Optional.of(answer), () -> {}, true));
    }

    /** Does something before the next request whose line begins so is answered. */
    public synchronized void before(String begin, Runnable action) {
        failures.add(new Failure(line -> line.startsWith(begin), Optional.empty(), action, false));
    }

    /** Returns the lines of all requests, method, path and query. */
    public List<String> requests() {
        return requests;
    }

    /** Returns the lines of requests that change something. */
    public List<String> changes() {
        return requests.stream()
                .filter(line -> !line.startsWith("GET ") && !line.startsWith("HEAD "))
                .toList();
    }

    /** Complains of fields that are not documented. */
    public void requireFields(JsonNode body, String... documented) {
        body.fieldNames()
                .forEachRemaining(field -> require(
                        List.of(documented).contains(field), "field " + field + " of " + body + ": not documented"));
    }

    /** Complains unless it holds. */
    public void require(boolean holds, String complaint) {
        if (!holds) {
            complaints.add(complaint);
        }
    }

    /**
     * Passes if all calls so far were documented.
     *
     * @throws AssertionError with what was not
     */
    public void requireNoComplaint() {
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
        String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        Answer answer;
        try {
            answer = answer(exchange, line, body);
        } catch (JsonProcessingException e) {
            complaints.add(line + ": " + e.getOriginalMessage());
            answer = Answer.of(400, "MALFORMED_REQUEST", "not what the interface says");
        } catch (RuntimeException e) {
            complaints.add(line + ": " + e);
            answer = Answer.of(500, "INTERNAL_ERROR", "the fake failed");
        }
        if (answer.status == BROKEN) {
            exchange.close();
            return;
        }
        answer.headers.forEach(exchange.getResponseHeaders()::add);
        boolean bare = exchange.getRequestMethod().equals("HEAD") || answer.body.length == 0;
        exchange.sendResponseHeaders(answer.status, bare ? -1 : answer.body.length);
        if (!bare) {
            exchange.getResponseBody().write(answer.body);
        }
        exchange.close();
    }

    private Answer answer(HttpExchange exchange, String line, byte[] body) throws JsonProcessingException {
        URI uri = exchange.getRequestURI();
        if (uri.getPath().contains("/.well-known/")) {
            return Answer.ok(object());
        }
        requests.add(line);
        Optional<Failure> failure = failure(line);
        if (failure.isPresent()) {
            failure.get().before().run();
            if (failure.get().answer().isPresent() && !failure.get().done()) {
                return failure.get().answer().get();
            }
        }
        String path = uri.getPath();
        Documented documented = documented(exchange.getRequestMethod() + " " + path);
        if (documented == null) {
            complaints.add(line + ": no such call");
            return Answer.of(404, "ENDPOINT_NOT_FOUND", "No API found for '" + line + "'");
        }
        require(
                !isSigned(path) || !exchange.getRequestHeaders().containsKey("Authorization"),
                line + ": a token shown where the URL is the right");
        if (!isSigned(path)
                && !("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            return Answer.of(401, "UNAUTHENTICATED", "Invalid access token");
        }
        Map<String, String> query = query(uri);
        query.keySet().stream()
                .filter(name -> !isSigned(path) && !documented.query().contains(name))
                .forEach(name -> complaints.add(line + ": query " + name + ": not documented"));
        synchronized (this) {
            Answer answer = documented.route().answer(new Request(path, query, exchange.getRequestHeaders(), body));
            return failure.flatMap(Failure::answer).orElse(answer);
        }
    }

    /** What a presigned URL names: the right to it stands in its query, and no token may be shown there. */
    private static boolean isSigned(String path) {
        return path.startsWith("/signed/");
    }

    private @Nullable Documented documented(String call) {
        Documented exact = routes.get(call);
        return exact != null
                ? exact
                : routes.entrySet().stream()
                        .filter(each -> each.getKey().endsWith("…")
                                && call.startsWith(
                                        each.getKey().substring(0, each.getKey().length() - 1)))
                        .max(Comparator.comparingInt(each -> each.getKey().length()))
                        .map(Map.Entry::getValue)
                        .orElse(null);
    }

    private synchronized Optional<Failure> failure(String line) {
        Optional<Failure> found = failures.stream()
                .filter(failure -> failure.request().test(line))
                .findFirst();
        found.ifPresent(failures::remove);
        return found;
    }

    private static Map<String, String> query(URI uri) {
        Map<String, String> query = new TreeMap<>();
        if (uri.getRawQuery() != null) {
            for (String part : uri.getRawQuery().split("&", -1)) {
                String[] sides = part.split("=", 2);
                query.put(sides[0], URLDecoder.decode(sides.length > 1 ? sides[1] : "", StandardCharsets.UTF_8));
            }
        }
        return query;
    }
}
