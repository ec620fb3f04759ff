package io.millrace.models;

import io.millrace.config.BackendException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whole folders that appear in one step, or not at all. */
final class Folders {
    private static final Logger LOG = LoggerFactory.getLogger(Folders.class);

    private Folders() {}

    /** Copies a folder; nothing is done if the target exists. */
    static void copy(Path source, Path target) throws IOException {
        if (Files.exists(target)) {
            return;
        }
        Path parent = target.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Path partial = target.resolveSibling("." + target.getFileName() + "-" + UUID.randomUUID());
        try {
            for (Path path : inside(source)) {
                Path to = partial.resolve(source.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(to);
                } else {
                    Files.copy(path, to);
                }
            }
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            delete(partial);
            if (!Files.exists(target)) {
                throw e;
            }
        }
    }

    /** Returns everything inside the folder that is no folder, by its path with {@code /} below it, in order. */
    static List<String> files(Path folder) {
        try {
            return inside(folder).stream()
                    .filter(path -> !Files.isDirectory(path))
                    .map(path -> folder.relativize(path).toString().replace(File.separatorChar, '/'))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw BackendException.retryable("Cannot list " + folder + ": " + e.getMessage(), e);
        }
    }

    /** Deletes a folder of our own making as far as possible. */
    static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try {
            for (Path path :
                    inside(folder).stream().sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            LOG.warn("Could not remove the partial folder {}: {}", folder, e.getMessage());
        }
    }

    private static List<Path> inside(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
