package io.millrace.registry.local;

import io.millrace.config.BackendException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The SQLite file: one connection for each unit of work, writers one at a time.
 *
 * <p>Writers of this JVM queue on a lock; writers of other processes are waited for by SQLite's busy timeout. A writing
 * transaction takes its lock at the start, so it never fails half-way.
 */
final class TrackingFile {
    private static final Duration BUSY = Duration.ofSeconds(60);
    private static final Map<Path, ReentrantLock> WRITERS = new ConcurrentHashMap<>();

    /** Work inside one transaction. */
    interface Work<T> {
        T run(Sql sql) throws SQLException;
    }

    private final Path file;
    private final ReentrantLock writer;

    TrackingFile(Path file) {
        this.file = file.toAbsolutePath().normalize();
        this.writer = WRITERS.computeIfAbsent(this.file, path -> new ReentrantLock(true));
        try {
            Path parent = this.file.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
        } catch (IOException e) {
            throw BackendException.permanent("Cannot create the folder of " + this.file + ": " + e.getMessage(), e);
        }
    }

    Path path() {
        return file;
    }

    /** Reads in one consistent snapshot. */
    <T> T read(Work<T> work) {
        return transaction(SQLiteConfig.TransactionMode.DEFERRED, work);
    }

    /** Reads and writes; nothing stays if the work throws. */
    <T> T write(Work<T> work) {
        writer.lock();
        try {
            return transaction(SQLiteConfig.TransactionMode.IMMEDIATE, work);
        } finally {
            writer.unlock();
        }
    }

    private <T> T transaction(SQLiteConfig.TransactionMode mode, Work<T> work) {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout((int) BUSY.toMillis());
        config.enforceForeignKeys(true);
        config.setTransactionMode(mode);
        try (Connection connection = config.createConnection("jdbc:sqlite:" + file)) {
            connection.setAutoCommit(false);
            boolean done = false;
            try {
                T result = work.run(new Sql(connection));
                connection.commit();
                done = true;
                return result;
            } finally {
                if (!done) {
                    connection.rollback();
                }
            }
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private BackendException failure(SQLException e) {
        if (e instanceof SQLiteException failure) {
            SQLiteErrorCode code = failure.getResultCode();
            String name = code.name();
            if (name.startsWith("SQLITE_BUSY") || name.startsWith("SQLITE_LOCKED")) {
                return BackendException.retryable(
                        "Tracking file " + file + " was locked by another process for " + BUSY.toSeconds() + " s", e);
            }
            if (name.startsWith("SQLITE_FULL") || name.startsWith("SQLITE_IOERR")) {
                return BackendException.retryable(
                        "Tracking file " + file + " cannot be written or read: " + e.getMessage(), e);
            }
            if (code == SQLiteErrorCode.SQLITE_NOTADB) {
                return BackendException.permanent(
                        "Tracking file " + file + " is no SQLite database; move it away or set another local.root", e);
            }
        }
        return BackendException.permanent("Tracking file " + file + ": " + e.getMessage(), e);
    }
}
