package io.millrace.deploy.databricks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The bytes of a file, which {@link #reset()} brings back to the first also after they were closed. */
final class FileContents extends InputStream {
    private final Path file;
    private Optional<InputStream> open = Optional.empty();

    FileContents(Path file) {
        this.file = file;
    }

    private InputStream in() throws IOException {
        if (open.isEmpty()) {
            open = Optional.of(Files.newInputStream(file));
        }
        return open.get();
    }

    @Override
    public int read() throws IOException {
        return in().read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        return in().read(bytes, offset, length);
    }

    @Override
    public synchronized void reset() throws IOException {
        close();
        open = Optional.empty();
    }

    @Override
    public void close() throws IOException {
        if (open.isPresent()) {
            open.get().close();
        }
    }
}
