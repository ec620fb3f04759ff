package io.millrace.testkit;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * An open source Unity Catalog server with as much as the library calls, in memory. A test holds it to exchanges that were recorded
 * from a real server of version 0.6.0; a call that it does not know is answered as that server answers one, and kept in {@link
 * #unknown()}. Calls meet the faults that were planned for them, one each.
 */
public final class FakeUnity implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String API = "/api/2.1/unity-catalog/";

    static {
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final UnityState state = new UnityState();
    private final Map<String, Deque<Fault>> faults = new HashMap<>();
    private final List<String> calls = new ArrayList<>();
    private final Set<String> unknown = new LinkedHashSet<>();
    private final Map<String, String> accounts = new HashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    /**
     * What a call meets in the place of its answer.
     *
     * @param status 0 is a broken connection
     * @param body the answer
     * @param done whether the work is done before
     */
    public record Fault(int status, String body, boolean done) {
        /** Returns an answer of the server's form. */
        public static Fault error(int status, String code, String message) {
            return new Fault(status, UnityState.error(code, message), false);
        }

        /** Returns a broken connection. */
        public static Fault broken() {
            return new Fault(0, "", false);
        }

        /** Returns the same after the work was done. */
        public Fault afterTheWork() {
            return new Fault(status, body, true);
        }
    }

    /** An answer. */
    record Answer(int status, String type, String body) {
        static Answer json(JsonNode body) {
            return new Answer(200, "application/json", body.toString());
        }
    }

    private FakeUnity() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    /** Serves until the process is ended, for commands that tests start; prints the address. */
    public static void main(String[] arguments) {
        System.out.println(start().uri());
    }

    /** Starts a server that lets in everyone, as it is installed. */
    public static FakeUnity start() {
        try {
            return new FakeUnity();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets in only accounts with a token from now on, and keeps grants to them. */
    public synchronized FakeUnity enforcing(Map<String, String> accountsByToken) {
        accounts.putAll(accountsByToken);
        state.enforce(Set.copyOf(accountsByToken.values()));
        return this;
    }

    /** Returns its address. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Plans faults for the next calls of that method and path below the API, as {@code POST models}. */
    public synchronized void plan(String call, Fault... planned) {
        faults.computeIfAbsent(call, key -> new ArrayDeque<>()).addAll(Arrays.asList(planned));
    }

    /** Returns the calls so far, as {@code GET tables/main.raw.x}. */
    public synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    /** Returns the calls that it does not know. */
    public synchronized Set<String> unknown() {
        return Set.copyOf(unknown);
    }

    /** Forgets the calls that it does not know. */
    public synchronized void forget() {
        unknown.clear();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        URI uri = exchange.getRequestURI();
        String path = uri.getPath().startsWith(API) ? uri.getPath().substring(API.length()) : uri.getPath();
        String call = exchange.getRequestMethod() + " " + path;
        @Nullable Fault fault;
        @Nullable Answer answer;
        synchronized (this) {
            calls.add(call);
            fault = faults.getOrDefault(call, new ArrayDeque<>()).poll();
            answer = fault == null || fault.done()
                    ? answer(exchange.getRequestHeaders().getFirst("Authorization"), call, query(uri), body)
                    : null;
        }
        if (fault != null && fault.status() == 0) {
            exchange.close();
        } else if (fault != null) {
            respond(exchange, new Answer(fault.status(), "application/json", fault.body()));
        } else {
            respond(exchange, requireNonNull(answer));
        }
    }

    private Answer answer(@Nullable String authorization, String call, Map<String, String> query, String body)
            throws IOException {
        Optional<String> account =
                Optional.ofNullable(authorization).map(text -> accounts.get(text.replaceFirst("^Bearer ", "")));
        if (!accounts.isEmpty() && account.isEmpty()) {
            return state.refused(401, "UNAUTHENTICATED", "Invalid access token.");
        }
        JsonNode json = body.isEmpty() ? JSON.createObjectNode() : JSON.readTree(body);
        Optional<Answer> answer = state.answer(call, query, json, account.orElse(null));
        if (answer.isEmpty()) {
            unknown.add(call);
        }
        return answer.orElseGet(
                () -> new Answer(404, "text/plain; charset=utf-8", "Status: 404\nDescription: Not Found\n"));
    }

    private static Map<String, String> query(URI uri) {
        Map<String, String> query = new LinkedHashMap<>();
        if (uri.getRawQuery() != null) {
            for (String pair : uri.getRawQuery().split("&", -1)) {
                String[] parts = pair.split("=", 2);
                query.put(parts[0], URLDecoder.decode(parts.length > 1 ? parts[1] : "", StandardCharsets.UTF_8));
            }
        }
        return query;
    }

    private static void respond(HttpExchange exchange, Answer answer) throws IOException {
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", answer.type());
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
