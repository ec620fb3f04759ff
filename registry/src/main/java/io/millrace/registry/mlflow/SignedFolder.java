package io.millrace.registry.mlflow;

import io.millrace.config.BackendException;
import io.millrace.registry.mlflow.CallOutcome.Reply;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Artifacts in cloud storage behind URLs that are signed for each; one that has expired is signed anew, once. */
final class SignedFolder extends ListedFolder {
    private static final String BLOB_TYPE = "x-ms-blob-type";

    private final Http http;
    private final SignedFiles files;

    /** @param http to the workspace; storage gets its patience, and no credentials */
    SignedFolder(Http http, SignedFiles files) {
        this.http = http;
        this.files = files;
    }

    @Override
    List<Entry> list(String folder) {
        return files.list(folder);
    }

    @Override
    void send(String path, long size, Supplier<BodyPublisher> content) {
        signed("PUT artifact " + path, () -> files.upload(path), url -> {
            if (url.kind() != SignedUrl.Kind.AZURE_LAKE) {
                return reply(url, "PUT", path, url.uri(), size, Optional.of(content), BodyHandlers.ofByteArray());
            }
            Supplier<BodyPublisher> none = BodyPublishers::noBody;
            URI making = url.with("resource=file");
            Reply made = reply(url, "PUT", path, making, 0, Optional.of(none), BodyHandlers.ofByteArray());
            URI appending = url.with("action=append&position=0&flush=true");
            return made.refused() || size == 0
                    ? made
                    : reply(url, "PATCH", path, appending, size, Optional.of(content), BodyHandlers.ofByteArray());
        });
    }

    @Override
    byte[] receive(String path, long size, BodyHandler<byte[]> handler) {
        return signed(
                        "GET artifact " + path,
                        () -> files.download(path),
                        url -> reply(url, "GET", path, url.uri(), size, Optional.empty(), handler))
                .content();
    }

    private Reply reply(
            SignedUrl url,
            String method,
            String path,
            URI uri,
            long size,
            Optional<Supplier<BodyPublisher>> content,
            BodyHandler<byte[]> handler) {
        Map<String, String> headers = new LinkedHashMap<>(url.headers());
        if (url.kind() == SignedUrl.Kind.AZURE_BLOB && method.equals("PUT")) {
            headers.putIfAbsent(BLOB_TYPE, "BlockBlob");
        }
        Http storage = http.to(new StorageService(url.storage()));
        return storage.send(new Call(
                method,
                "artifact " + path,
                "",
                uri,
                headers,
                content.map(body -> new Call.Body("", body)),
                handler,
                Call.Answer.SIGNED,
                storage.limit(size)));
    }

    private static Reply signed(String what, Supplier<SignedUrl> sign, Function<SignedUrl, Reply> work) {
        SignedUrl url = sign.get();
        Reply reply = work.apply(url);
        if (reply.unsigned()) {
            url = sign.get();
            reply = work.apply(url);
        }
        if (reply.refused()) {
            Service storage = new StorageService(url.storage());
            String code = reply.json().path("message").asText();
            throw BackendException.permanent(storage + ": " + what + " failed: it answers " + reply.status()
                    + (code.isEmpty() ? "" : " (" + code + ")") + " to a URL that was just signed; "
                    + (reply.unsigned() ? storage.unreached() : storage.unknown()));
        }
        return reply;
    }
}
