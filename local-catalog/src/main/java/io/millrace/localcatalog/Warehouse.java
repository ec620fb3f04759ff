package io.millrace.localcatalog;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.apache.spark.sql.connector.catalog.Identifier;

/** The folder tree of one catalog: {@code <root>/<schema>/<table>}. A table is a folder with a Delta commit in it. */
final class Warehouse {
    private static final Map<Path, ReentrantLock> LOCKS = new ConcurrentHashMap<>();
    private static final String LOCK_FOLDER = ".locks";

    private final Path root;

    Warehouse(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    /** Returns the folder of a setting, which is a plain path or a {@code file:} URI. */
    static Path folder(String setting) {
        return setting.startsWith("file:") ? Path.of(URI.create(setting).getPath()) : Path.of(setting);
    }

    /** Returns the folder of a table, given as warehouse, catalog, schema and name; empty if no table is there. */
    static Optional<Path> table(List<String> place) {
        var warehouse = new Warehouse(folder(place.get(0)).resolve(FolderName.encode(place.get(1))));
        Path folder = warehouse.table(Identifier.of(new String[] {place.get(2)}, place.get(3)));
        return Optional.of(folder).filter(Warehouse::isTable);
    }

    Path schema(String schema) {
        return root.resolve(FolderName.encode(schema));
    }

    Path table(Identifier table) {
        return schema(table.namespace()[0]).resolve(FolderName.encode(table.name()));
    }

    boolean hasSchema(String schema) {
        return Files.isDirectory(schema(schema));
    }

    /** Returns the folder of a table as a URI; empty if no table is there. */
    Optional<URI> uri(Identifier table) {
        Path folder = table(table);
        return isTable(folder)
                ? Optional.of(new org.apache.hadoop.fs.Path("file", "", folder.toString()).toUri())
                : Optional.empty();
    }

    /** Whether the folder holds a committed table; what a killed create left behind is no table. */
    static boolean isTable(Path folder) {
        Path log = folder.resolve("_delta_log");
        if (Files.exists(log.resolve("00000000000000000000.json"))) {
            return true;
        }
        try (DirectoryStream<Path> commits = Files.newDirectoryStream(log, "[0-9]*.{json,checkpoint*.parquet}")) {
            return commits.iterator().hasNext();
        } catch (NoSuchFileException | NotDirectoryException missing) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + log, e);
        }
    }

    List<String> schemas() {
        return names(root).toList();
    }

    List<String> tables(String schema) {
        Path folder = schema(schema);
        return names(folder)
                .filter(name -> isTable(folder.resolve(FolderName.encode(name))))
                .toList();
    }

    private static Stream<String> names(Path folder) {
        var names = new ArrayList<String>();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder, Files::isDirectory)) {
            for (Path child : children) {
                FolderName.decode(child.getFileName().toString()).ifPresent(names::add);
            }
        } catch (NoSuchFileException missing) {
            return Stream.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + folder, e);
        }
        return names.stream().sorted();
    }

    /**
     * Runs {@code creation} while no other thread or process that goes through this catalog creates or drops the same
     * table. The system frees the lock of a process that dies.
     */
    void alone(Path table, Runnable creation) {
        ReentrantLock lock = LOCKS.computeIfAbsent(table, path -> new ReentrantLock());
        lock.lock();
        try (FileChannel channel = FileChannel.open(lockFile(table), CREATE, WRITE)) {
            channel.lock();
            creation.run();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot lock " + table, e);
        } finally {
            lock.unlock();
        }
    }

    /** Runs the creation of a table, which no other creation of the same table overlaps; returns whether none is there before. */
    boolean createOnce(Path table, Runnable creation) {
        var created = new AtomicBoolean();
        alone(table, () -> {
            if (!isTable(table)) {
                create(table, creation);
                created.set(true);
            }
        });
        return created.get();
    }

    /** Runs the replacement of a table, or its creation if it was dropped meanwhile. */
    void replace(Path table, Runnable replacement) {
        alone(table, () -> {
            if (isTable(table)) {
                replacement.run();
            } else {
                create(table, replacement);
            }
        });
    }

    /**
     * Runs the creation of a table in a folder that holds none; held under {@link #alone}. What a killed creation left there
     * is removed, and what a failed one leaves too. A mark that lies beside the lock until a creation has succeeded tells
     * such remains from a table whose commits are gone.
     *
     * @throws UncheckedIOException if the folder holds files that no creation left there; nothing is removed
     */
    void create(Path table, Runnable creation) {
        try {
            Path mark = mark(table);
            if (!Files.exists(mark)) {
                requireNoFiles(table);
                Files.createFile(mark);
            }
            remove(table);
            try {
                creation.run();
            } finally {
                if (isTable(table)) {
                    Files.delete(mark);
                } else {
                    remove(table); // tasks that end after their job may still leave a file, so the mark stays
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot create " + table + ": " + e.getMessage(), e);
        }
    }

    /**
     * Passes if all files under a schema are those of tables, or of creations that were cut short.
     *
     * @throws UncheckedIOException if a folder holds other files; names it
     */
    void requireAccounted(String schema) {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(schema(schema), Files::isDirectory)) {
            for (Path folder : folders) {
                if (!isTable(folder) && !Files.exists(mark(folder))) {
                    requireNoFiles(folder);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove schema " + schema + ": " + e.getMessage(), e);
        }
    }

    private static void requireNoFiles(Path table) throws IOException {
        if (!Files.exists(table)) {
            return;
        }
        try (Stream<Path> files = Files.walk(table)) {
            if (files.anyMatch(Files::isRegularFile)) {
                throw new FileAlreadyExistsException(
                        table.toString(),
                        null,
                        "the folder holds files but no Delta commit, so it may be a table whose commit files are gone;"
                                + " bring the files of its _delta_log back, or move the folder away");
            }
        }
    }

    private Path mark(Path table) throws IOException {
        Path lock = lockFile(table);
        return lock.resolveSibling(lock.getFileName() + ".creating");
    }

    /** One file a table: closing a file frees all locks that the process holds on it. */
    private Path lockFile(Path table) throws IOException {
        Path folder = Files.createDirectories(root.resolve(LOCK_FOLDER));
        return folder.resolve(root.relativize(table).toString().replace('/', '.'));
    }

    /** Removes the folder at once for every reader: it is moved out of sight first, then deleted. */
    void remove(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        Path trash = root.resolve(".trash-" + UUID.randomUUID());
        try {
            Files.move(folder, trash, StandardCopyOption.ATOMIC_MOVE);
            try (Stream<Path> files = Files.walk(trash)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove " + folder, e);
        }
    }

    void createSchema(String schema) {
        try {
            Files.createDirectories(schema(schema));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot create " + schema(schema), e);
        }
    }

    void move(Path from, Path to) {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot move " + from + " to " + to, e);
        }
    }
}
