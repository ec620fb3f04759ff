package io.millrace.lakehouse.local;

import io.millrace.config.BackendException;
import io.millrace.lakehouse.FileLocation;
import io.millrace.lakehouse.PlainName;
import io.millrace.lakehouse.StoredFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Files of a folder of this machine. */
public final class LocalFiles implements StoredFiles {
    private final Path root;

    /** Returns the files below the folder. Touches nothing. */
    public LocalFiles(Path root) {
        this.root = root;
    }

    @Override
    public FileLocation location(List<String> name) {
        Path file = root;
        for (String part : name) {
            file = file.resolve(PlainName.of(part));
        }
        return FileLocation.of(file);
    }

    @Override
    public void write(FileLocation location, byte[] content) {
        Path file = Path.of(location.uri());
        Path draft = file.resolveSibling("." + UUID.randomUUID() + ".part");
        try {
            Files.createDirectories(draft.resolveSibling(""));
            try {
                Files.write(draft, content);
                Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (IOException e) {
            throw BackendException.retryable("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public Optional<byte[]> read(FileLocation location) {
        Path file = Path.of(location.uri());
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        } catch (IOException e) {
            throw BackendException.retryable("cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
