package io.millrace.registry.mlflow;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.config.BackendException;
import io.millrace.config.DataException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Artifacts that travel through the server, by HTTP. Files are streamed from disk and to disk. */
final class ProxiedFolder implements Folder {
    private static final String BASE = "/api/2.0/mlflow-artifacts/artifacts";

    private final Http http;
    private final String root;

    /** @param root the path below the server's artifact root, with a slash before it and none behind it */
    ProxiedFolder(Http http, String root) {
        this.http = http;
        this.root = root.replaceFirst("/+$", "");
    }

    @Override
    public void put(String path, Path file) {
        put(path, size(file), () -> publisher(file));
    }

    @Override
    public void put(String path, byte[] content) {
        put(path, content.length, () -> BodyPublishers.ofByteArray(content));
    }

    private void put(String path, long size, Supplier<BodyPublisher> content) {
        Call call = new Call(
                "PUT",
                "artifact " + path,
                address(path),
                Optional.of(new Call.Body("application/octet-stream", content)),
                BodyHandlers.ofByteArray(),
                Call.Answer.JSON,
                http.limit(size));
        http.send(call).accepted(call);
    }

    /** Looks into the list first: servers answer for a missing file in many ways. */
    @Override
    public Optional<byte[]> find(String path) {
        int slash = path.lastIndexOf('/');
        String name = path.substring(slash + 1);
        for (JsonNode file : list(slash < 0 ? "" : path.substring(0, slash))) {
            if (file.path("path").asText().equals(name) && !file.path("is_dir").asBoolean()) {
                Call call = download(path, file.path("file_size").asLong(), BodyHandlers.ofByteArray());
                return Optional.of(http.send(call).accepted(call).content());
            }
        }
        return Optional.empty();
    }

    @Override
    public void fetch(String path, long size, Path target) {
        BodyHandler<byte[]> toFile = answer -> answer.statusCode() == 200
                ? BodySubscribers.mapping(
                        BodySubscribers.ofFile(target, CREATE, WRITE, TRUNCATE_EXISTING), file -> new byte[0])
                : BodySubscribers.ofByteArray();
        Call call = download(path, size, toFile);
        http.send(call).accepted(call);
    }

    private Call download(String path, long size, BodyHandler<byte[]> handler) {
        return new Call(
                "GET",
                "artifact " + path,
                address(path),
                Optional.empty(),
                handler,
                Call.Answer.FILE,
                http.limit(size));
    }

    @Override
    public Map<String, Long> sizes() {
        Map<String, Long> sizes = new TreeMap<>();
        collect("", sizes);
        return sizes;
    }

    private void collect(String folder, Map<String, Long> sizes) {
        for (JsonNode file : list(folder)) {
            String name = file.path("path").asText();
            String path = folder.isEmpty() ? name : folder + "/" + name;
            if (file.path("is_dir").asBoolean()) {
                collect(path, sizes);
            } else {
                sizes.put(path, file.path("file_size").asLong(-1));
            }
        }
    }

    private Iterable<JsonNode> list(String folder) {
        String path = (folder.isEmpty() ? root : root + "/" + folder).substring(1);
        Call call = new Call(
                "GET",
                "artifacts of " + path,
                URI.create(http.server() + BASE + "?path=" + URLEncoder.encode(path, StandardCharsets.UTF_8)),
                Optional.empty(),
                BodyHandlers.ofByteArray(),
                Call.Answer.JSON,
                http.limit(0));
        return http.send(call).accepted(call).json().path("files");
    }

    private URI address(String path) {
        String encoded = Arrays.stream((root + "/" + path).split("/", -1))
                .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"))
                .collect(Collectors.joining("/"));
        return URI.create(http.server() + BASE + encoded);
    }

    private static BodyPublisher publisher(Path file) {
        try {
            return BodyPublishers.ofFile(file);
        } catch (FileNotFoundException e) {
            throw new DataException(file + " vanished before it was sent", e);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw BackendException.retryable("Cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
