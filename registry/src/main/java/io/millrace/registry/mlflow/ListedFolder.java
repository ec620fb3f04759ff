package io.millrace.registry.mlflow;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import io.millrace.config.BackendException;
import io.millrace.config.DataException;
import java.io.FileNotFoundException;
import java.io.IOException;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Artifacts that travel by HTTP and that a service lists folder by folder. Files are streamed from disk and to disk. */
abstract class ListedFolder implements Folder {
    /**
     * What a folder holds.
     *
     * @param name the last part of the path
     * @param bytes the size of a file
     */
    record Entry(String name, boolean isFolder, long bytes) {}

    /** Lists a folder below this one, by its path without a slash at its ends; empty if there is none. */
    abstract List<Entry> list(String folder);

    /** Sends a file. */
    abstract void send(String path, long size, Supplier<BodyPublisher> content);

    /** Gets a file that is there. */
    abstract byte[] receive(String path, long size, BodyHandler<byte[]> handler);

    @Override
    public final void put(String path, Path file) {
        send(path, size(file), () -> publisher(file));
    }

    @Override
    public final void put(String path, byte[] content) {
        send(path, content.length, () -> BodyPublishers.ofByteArray(content));
    }

    /** Looks into the list first: servers answer for a missing file in many ways. */
    @Override
    public final Optional<byte[]> find(String path) {
        int slash = path.lastIndexOf('/');
        String name = path.substring(slash + 1);
        return list(slash < 0 ? "" : path.substring(0, slash)).stream()
                .filter(entry -> entry.name().equals(name) && !entry.isFolder())
                .findFirst()
                .map(entry -> receive(path, entry.bytes(), BodyHandlers.ofByteArray()));
    }

    @Override
    public final void fetch(String path, long size, Path target) {
        receive(
                path,
                size,
                answer -> answer.statusCode() == 200
                        ? BodySubscribers.mapping(
                                BodySubscribers.ofFile(target, CREATE, WRITE, TRUNCATE_EXISTING), file -> new byte[0])
                        : BodySubscribers.ofByteArray());
    }

    @Override
    public final Map<String, Long> sizes() {
        Map<String, Long> sizes = new TreeMap<>();
        collect("", sizes);
        return sizes;
    }

    private void collect(String folder, Map<String, Long> sizes) {
        for (Entry entry : list(folder)) {
            String path = folder.isEmpty() ? entry.name() : folder + "/" + entry.name();
            if (entry.isFolder()) {
                collect(path, sizes);
            } else {
                sizes.put(path, entry.bytes());
            }
        }
    }

    /** Returns a path as it stands in an address. */
    static String encoded(String path) {
        return Arrays.stream(path.split("/", -1))
                .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"))
                .collect(Collectors.joining("/"));
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
