package io.millrace.registry.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse.BodyHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Artifacts that travel through the server itself. */
final class ProxiedFolder extends ListedFolder {
    private static final String BASE = "/api/2.0/mlflow-artifacts/artifacts";

    private final Http http;
    private final String root;

    /** @param root the path below the server's artifact root, with a slash before it and none behind it */
    ProxiedFolder(Http http, String root) {
        this.http = http;
        this.root = root.replaceFirst("/+$", "");
    }

    @Override
    List<Entry> list(String folder) {
        String path = (folder.isEmpty() ? root : root + "/" + folder).substring(1);
        List<Entry> entries = new ArrayList<>();
        for (JsonNode file : new Rest(http).get(BASE, Map.of("path", path)).path("files")) {
            entries.add(new Entry(
                    file.path("path").asText(),
                    file.path("is_dir").asBoolean(),
                    file.path("file_size").asLong(-1)));
        }
        return entries;
    }

    @Override
    void send(String path, long size, Supplier<BodyPublisher> content) {
        Call call = Call.sending(http, "artifact " + path, "", address(path), size, content);
        http.send(call).accepted(call);
    }

    @Override
    byte[] receive(String path, long size, BodyHandler<byte[]> handler) {
        Call call = Call.receiving(http, "artifact " + path, "", address(path), size, handler);
        return http.send(call).accepted(call).content();
    }

    private URI address(String path) {
        return URI.create(http.server() + BASE + encoded(root + "/" + path));
    }
}
