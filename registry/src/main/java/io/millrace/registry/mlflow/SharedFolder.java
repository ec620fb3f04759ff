package io.millrace.registry.mlflow;

import static java.util.Objects.requireNonNull;

import io.millrace.config.BackendException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Artifacts in a folder that this machine sees as the server does: a server over our own local file, or a shared disk.
 * Nothing is written where the folder of the experiment is not there, since that is a folder of another machine.
 */
final class SharedFolder implements Folder {
    /** The experiment's folder stands above {@code RUN/artifacts}, or {@code models/MODEL/artifacts}. */
    private static final int LEVELS = 3;

    private final URI server;
    private final Path root;

    SharedFolder(URI server, URI location) {
        this.server = server;
        this.root = Path.of(URI.create("file://" + location.getRawPath()));
    }

    @Override
    public void put(String path, Path file) {
        write(path, partial -> Files.copy(file, partial));
    }

    @Override
    public void put(String path, byte[] content) {
        write(path, partial -> Files.write(partial, content));
    }

    /** Writes one file. */
    private interface Writing {
        void to(Path partial) throws IOException;
    }

    private void write(String path, Writing content) {
        requireShared();
        Path target = root.resolve(path);
        Path partial = target.resolveSibling("." + target.getFileName() + "-" + UUID.randomUUID());
        try {
            Files.createDirectories(requireNonNull(target.getParent()));
            content.to(partial);
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw BackendException.retryable("Cannot write artifact " + target + ": " + e.getMessage(), e);
        }
    }

    private void requireShared() {
        Path folder = root;
        for (int i = 0; i < LEVELS && folder != null; i++) {
            if (Files.isDirectory(folder)) {
                return;
            }
            folder = folder.getParent();
        }
        throw BackendException.permanent("MLflow server " + server + " keeps these artifacts in " + root
                + ", a folder that is not on this machine; start it with --serve-artifacts and --artifacts-destination,"
                + " and use a new experiment");
    }

    @Override
    public Optional<byte[]> find(String path) {
        try {
            return Optional.of(Files.readAllBytes(root.resolve(path)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw BackendException.retryable("Cannot read artifact " + root.resolve(path) + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void fetch(String path, long size, Path target) {
        try {
            Files.copy(root.resolve(path), target, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw BackendException.retryable("Cannot copy artifact " + root.resolve(path) + ": " + e.getMessage(), e);
        }
    }

    @Override
    public Map<String, Long> sizes() {
        Map<String, Long> sizes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                sizes.put(root.relativize(file).toString(), Files.size(file));
            }
        } catch (NoSuchFileException e) {
            return Map.of();
        } catch (IOException | UncheckedIOException e) {
            throw BackendException.retryable("Cannot list artifacts in " + root + ": " + e.getMessage(), e);
        }
        return sizes;
    }
}
