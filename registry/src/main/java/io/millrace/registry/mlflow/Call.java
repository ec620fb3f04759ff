package io.millrace.registry.mlflow;

import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse.BodyHandler;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One request, which can be sent again.
 *
 * @param method the HTTP method
 * @param path what is called, for messages
 * @param uri the full address
 * @param body what is sent; empty: nothing
 * @param handler where the answer's body goes
 * @param answer what a good answer holds
 * @param limit how long one attempt may take, body and all
 */
record Call(
        String method,
        String path,
        URI uri,
        Optional<Body> body,
        BodyHandler<byte[]> handler,
        Answer answer,
        Duration limit) {

    /** What is sent: its media type, and what makes it anew for each attempt. */
    record Body(String type, Supplier<BodyPublisher> content) {}

    /** What a good answer holds. */
    enum Answer {
        /** A JSON object, or nothing. */
        JSON,
        /** The bytes of a file. */
        FILE
    }

    /** Returns the call for messages: {@code POST runs/create}. */
    @Override
    public String toString() {
        return method + " " + path;
    }
}
