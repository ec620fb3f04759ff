package io.millrace.lakehouse.storage;

import io.millrace.config.BackendException;
import io.millrace.config.InvalidConfigException;
import io.millrace.config.LakehouseException;
import io.millrace.lakehouse.Environment;
import io.millrace.lakehouse.Failures;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A folder on object storage, through Hadoop's file system for its scheme, which is the one that Spark has in this process. Safe from many
 * threads. Nothing is opened before it is needed.
 */
public final class StorageFolder {
    /** So often a file that is replaced meanwhile is read anew. */
    private static final int READS = 20;

    private final URI root;
    private final Opened opened;

    /** Returns the folder. Touches nothing. */
    public StorageFolder(URI root, Environment environment) {
        this(root, new Opened(root, environment));
    }

    private StorageFolder(URI root, Opened opened) {
        this.root = root;
        this.opened = opened;
    }

    /** Returns a folder of this one. */
    public StorageFolder folder(String name) {
        return new StorageFolder(URI.create(root + "/" + name), opened);
    }

    /** Returns its URI, without a slash at the end. */
    public URI uri() {
        return root;
    }

    private StorageScheme scheme() {
        return opened.scheme();
    }

    /**
     * Passes if the folder can be asked for: the file system is on the class path, the service answers and knows the credentials and the
     * bucket. The folder need not be there.
     *
     * @throws LakehouseException if not; says what and how to mend it
     */
    public void requireReachable() {
        run("unity-catalog.warehouse: look into " + root, () -> {
            try {
                return fileSystem().getFileStatus(new Path(root)).isDirectory();
            } catch (FileNotFoundException absent) {
                return true;
            }
        });
    }

    /** Returns the names of the files and folders in the folder of that name; none if there is no such folder. */
    List<String> list(String folder) {
        Path path = path(folder);
        return run("list " + path, () -> {
            var names = new ArrayList<String>();
            try {
                for (FileStatus found : fileSystem().listStatus(path)) {
                    names.add(found.getPath().getName());
                }
            } catch (FileNotFoundException absent) {
                return List.of();
            }
            return names;
        });
    }

    /** Returns the content of a file; empty if there is none. */
    Optional<byte[]> read(String file) {
        Path path = path(file);
        return run("read " + path, () -> {
            for (int attempt = 1; ; attempt++) {
                try (FSDataInputStream in = fileSystem().open(path)) {
                    return Optional.of(in.readAllBytes());
                } catch (FileNotFoundException absent) {
                    return Optional.empty();
                } catch (IOException e) {
                    if (!isReplaced(e) || attempt == READS) {
                        throw e;
                    }
                }
            }
        });
    }

    /** Whether another file was put in its place between S3A's looking for it and reading it. */
    private static boolean isReplaced(IOException failure) {
        return failure.getClass().getSimpleName().equals("RemoteFileChangedException");
    }

    /** Puts the file there, over one that is there already. */
    void write(String file, byte[] content) {
        Path path = path(file);
        run("write " + path, () -> {
            if (scheme().putsWhole()) {
                put(begun(path).overwrite(true), content);
            } else {
                drafted(path, content, draft -> {
                    if (!fileSystem().rename(draft, path)) {
                        fileSystem().delete(path, false);
                        if (!fileSystem().rename(draft, path)) {
                            throw new IOException("it was made by another meanwhile");
                        }
                    }
                    return true;
                });
            }
            return true;
        });
    }

    /** Puts the file there, whole, if there is none of that name; returns whether it did. Of many that do so at once one does. */
    boolean create(String file, byte[] content) {
        Path path = path(file);
        return run("create " + path, () -> {
            if (!scheme().putsWhole()) {
                return drafted(path, content, draft -> fileSystem().rename(draft, path));
            }
            try {
                put(scheme().exclusive(begun(path).overwrite(false)), content);
                return true;
            } catch (IOException e) {
                // The file systems tell of one that is there in ways of their own, after tries of their own.
                if (isThere(path, e)) {
                    return false;
                }
                throw e;
            }
        });
    }

    private boolean isThere(Path path, IOException failure) {
        try {
            return fileSystem().exists(path);
        } catch (IOException e) {
            failure.addSuppressed(e);
            return false;
        }
    }

    /** Removes a file, if it is there. */
    void remove(String file) {
        Path path = path(file);
        run("remove " + path, () -> fileSystem().delete(path, false));
    }

    private FSDataOutputStreamBuilder<?, ?> begun(Path path) throws IOException {
        FSDataOutputStreamBuilder<?, ?> builder = fileSystem().createFile(path);
        return builder.recursive();
    }

    private static void put(FSDataOutputStreamBuilder<?, ?> builder, byte[] content) throws IOException {
        FSDataOutputStream out = builder.build();
        try {
            out.write(content);
        } catch (IOException | RuntimeException e) {
            abort(out); // closing it would put the part
            throw e;
        }
        out.close();
    }

    private static void abort(FSDataOutputStream out) {
        if (out.hasCapability(CommonPathCapabilities.ABORTABLE_STREAM)) {
            out.abort();
        }
    }

    private boolean drafted(Path path, byte[] content, IoMove move) throws IOException {
        Path draft = new Path(path.getParent(), "." + UUID.randomUUID() + ".part");
        put(begun(draft).overwrite(false), content);
        boolean moved = false;
        try {
            moved = move.of(draft);
            return moved;
        } finally {
            if (!moved) {
                fileSystem().delete(draft, false);
            }
        }
    }

    private Path path(String name) {
        return new Path(root + "/" + name);
    }

    @FunctionalInterface
    private interface IoMove {
        boolean of(Path draft) throws IOException;
    }

    @FunctionalInterface
    private interface IoWork<T> {
        T run() throws Exception;
    }

    private <T> T run(String action, IoWork<T> work) {
        try {
            return work.run();
        } catch (LakehouseException ours) {
            throw ours;
        } catch (Exception e) { // file systems throw what their services' clients do, which is not all declared
            throw Failures.known(action, e)
                    .orElseGet(() -> BackendException.permanent(action + ": " + StorageScheme.told(e), e));
        } catch (LinkageError e) {
            throw missing(e);
        }
    }

    private FileSystem fileSystem() throws IOException {
        return opened.fileSystem();
    }

    private InvalidConfigException missing(Throwable cause) {
        return opened.missing(cause);
    }

    /** Returns its URI. */
    @Override
    public String toString() {
        return root.toString();
    }
}
