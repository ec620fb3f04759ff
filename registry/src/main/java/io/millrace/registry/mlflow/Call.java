package io.millrace.registry.mlflow;

import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One request, which can be sent again.
 *
 * @param method the HTTP method
 * @param path what is called, for messages
 * @param model the full name of the registered model that it is about; empty if it is about none
 * @param uri the full address; never told, since it may hold a signature
 * @param headers headers of this call alone
 * @param body what is sent; empty: nothing
 * @param handler where the answer's body goes
 * @param answer what a good answer holds
 * @param limit how long one attempt may take, body and all
 */
record Call(
        String method,
        String path,
        String model,
        URI uri,
        Map<String, String> headers,
        Optional<Body> body,
        BodyHandler<byte[]> handler,
        Answer answer,
        Duration limit) {

    /** Returns the call that sends a file to a service itself. */
    static Call sending(Http http, String path, String model, URI uri, long size, Supplier<BodyPublisher> content) {
        return new Call(
                "PUT",
                path,
                model,
                uri,
                Map.of(),
                Optional.of(new Body("application/octet-stream", content)),
                BodyHandlers.ofByteArray(),
                Answer.JSON,
                http.limit(size));
    }

    /** Returns the call that gets a file from a service itself. */
    static Call receiving(Http http, String path, String model, URI uri, long size, BodyHandler<byte[]> handler) {
        return new Call("GET", path, model, uri, Map.of(), Optional.empty(), handler, Answer.FILE, http.limit(size));
    }

    /** What is sent: its media type, empty if none is told, and what makes it anew for each attempt. */
    record Body(String type, Supplier<BodyPublisher> content) {}

    /** What a good answer holds. */
    enum Answer {
        /** A JSON object, or nothing. */
        JSON,
        /** The bytes of a file. */
        FILE,
        /** The bytes of a file, or nothing, from cloud storage; 401 and 403 tell that the URL is no longer good. */
        SIGNED
    }

    /** Returns the call for messages: {@code POST runs/create}. */
    @Override
    public String toString() {
        return method + " " + path;
    }
}
