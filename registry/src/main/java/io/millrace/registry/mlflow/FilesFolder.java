package io.millrace.registry.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse.BodyHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Files of a workspace's Files API that travel through the workspace itself. */
final class FilesFolder extends ListedFolder {
    private static final String FILES = "/api/2.0/fs/files";
    private static final String FOLDERS = "/api/2.0/fs/directories";

    private final Http http;
    private final String model;
    private final String root;

    /**
     * @param model the registered model whose files these are
     * @param root the absolute path of the folder
     */
    FilesFolder(Http http, String model, String root) {
        this.http = http;
        this.model = model;
        this.root = root;
    }

    @Override
    List<Entry> list(String folder) {
        return list(new Rest(http).about(model), folder.isEmpty() ? root : root + "/" + folder);
    }

    /** Lists a folder of the Files API, whichever way its files travel. */
    static List<Entry> list(Rest rest, String folder) {
        List<Entry> entries = new ArrayList<>();
        for (JsonNode file : rest.pages("contents", FOLDERS + encoded(folder), Map.of())) {
            String path = file.path("path").asText();
            entries.add(new Entry(
                    path.substring(path.replaceFirst("/+$", "").lastIndexOf('/') + 1)
                            .replace("/", ""),
                    file.path("is_directory").asBoolean(),
                    file.path("file_size").asLong(-1)));
        }
        return entries;
    }

    @Override
    void send(String path, long size, Supplier<BodyPublisher> content) {
        URI address = URI.create(address(path) + "?overwrite=true");
        Call call = Call.sending(http, "file " + path, model, address, size, content);
        http.send(call).accepted(call);
    }

    @Override
    byte[] receive(String path, long size, BodyHandler<byte[]> handler) {
        Call call = Call.receiving(http, "file " + path, model, URI.create(address(path)), size, handler);
        return http.send(call).accepted(call).content();
    }

    private String address(String path) {
        return http.server() + FILES + encoded(root + "/" + path);
    }
}
