package io.millrace.registry.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.registry.mlflow.CallOutcome.Reply;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * MLflow's REST endpoints: JSON in, JSON out. Paths are below MLflow's, those that begin with a slash below the service. What
 * the service refuses is a {@link io.millrace.config.DataException}.
 */
final class Rest {
    private static final String BASE = "/api/2.0/mlflow/";

    private final Http http;
    private final String model;

    Rest(Http http) {
        this(http, "");
    }

    private Rest(Http http, String model) {
        this.http = http;
        this.model = model;
    }

    /** Returns one whose calls are about a registered model, by its full name: what such a call needs is told if it lacks it. */
    Rest about(String registered) {
        return new Rest(http, registered);
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** Reads something that must be there. */
    JsonNode get(String path, Map<String, String> query) {
        Call call = call("GET", path, query, Optional.empty());
        return http.send(call).accepted(call).json();
    }

    /** Reads something that may not be there. */
    Optional<JsonNode> find(String path, Map<String, String> query) {
        Call call = call("GET", path, query, Optional.empty());
        Reply reply = http.send(call);
        return reply.absent()
                ? Optional.empty()
                : Optional.of(reply.accepted(call).json());
    }

    /** Reads all pages of a list. */
    List<JsonNode> pages(String items, Function<Optional<String>, JsonNode> page) {
        List<JsonNode> all = new ArrayList<>();
        Optional<String> token = Optional.empty();
        do {
            JsonNode answer = page.apply(token);
            answer.path(items).forEach(all::add);
            token = Optional.of(answer.path("next_page_token").asText("")).filter(next -> !next.isEmpty());
        } while (token.isPresent());
        return all;
    }

    /** Reads all pages of a list that is asked for by a query; empty if what it is about is not there. */
    List<JsonNode> pages(String items, String path, Map<String, String> query) {
        return pages(items, token -> {
            Map<String, String> page = new LinkedHashMap<>(query);
            token.ifPresent(next -> page.put("page_token", next));
            return find(path, page).orElseGet(Rest::object);
        });
    }

    /** Sends a change that may be made twice. */
    JsonNode send(String method, String path, ObjectNode body) {
        Call call = call(method, path, Map.of(), Optional.of(body));
        return http.send(call).accepted(call).json();
    }

    /** Creates something of a unique name; returns whether it was this call that did. */
    boolean createNamed(String path, ObjectNode body) {
        Call call = call("POST", path, Map.of(), Optional.of(body));
        Reply reply = http.send(call);
        return !reply.exists() && !reply.accepted(call).refused();
    }

    /**
     * Creates something that MLflow would create twice if asked twice.
     *
     * @param created reads it from the answer
     * @param recovered looks for it on the server after an attempt whose answer was lost
     */
    <T> T create(String path, ObjectNode body, Function<JsonNode, T> created, Supplier<Optional<T>> recovered) {
        Call call = call("POST", path, Map.of(), Optional.of(body));
        return http.send(call, reply -> created.apply(reply.accepted(call).json()), recovered);
    }

    private Call call(String method, String path, Map<String, String> query, Optional<ObjectNode> body) {
        String parameters = query.entrySet().stream()
                .map(parameter -> parameter.getKey() + "=" + encoded(parameter.getValue()))
                .collect(Collectors.joining("&", query.isEmpty() ? "" : "?", ""));
        Optional<Call.Body> content = body.map(ObjectNode::toString)
                .map(text -> new Call.Body("application/json", () -> BodyPublishers.ofString(text)));
        return new Call(
                method,
                path,
                model,
                URI.create(http.server() + (path.startsWith("/") ? path : BASE + path) + parameters),
                Map.of(),
                content,
                BodyHandlers.ofByteArray(),
                Call.Answer.JSON,
                http.limit(0));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
