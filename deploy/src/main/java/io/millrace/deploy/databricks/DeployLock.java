package io.millrace.deploy.databricks;

import com.databricks.sdk.service.files.CreateDirectoryRequest;
import com.databricks.sdk.service.files.DirectoryEntry;
import com.databricks.sdk.service.files.FilesAPI;
import com.databricks.sdk.service.files.UploadRequest;
import io.millrace.config.BackendException;
import io.millrace.config.TableName;
import io.millrace.databricks.Privilege;
import io.millrace.databricks.Workspace;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to change the jobs of a project in an environment, for a short time: a file of the volume that nobody else could make. Its
 * number is one higher than that of the last, so that of two who find the last one over only one gets the next. The newest file stays
 * when it is given back, with an end that is past, so that numbers only rise. Who holds one for too long, or was killed, stands in
 * nobody's way after its time.
 */
final class DeployLock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeployLock.class);

    /** Enough to change some jobs, also where a call waits as long as one may; files are uploaded before. */
    static final Duration LENGTH = Workspace.PATIENCE.plusMinutes(3);

    private static final String SUFFIX = ".lock";
    private static final String SEPARATOR = "\n";

    private final Workspace workspace;
    private final TableName volume;
    private final Clock clock;
    private final String file;
    private final String holder;
    private final Instant end;

    private DeployLock(Workspace workspace, TableName volume, Clock clock, String file, String holder, Instant end) {
        this.workspace = workspace;
        this.volume = volume;
        this.clock = clock;
        this.file = file;
        this.holder = holder;
        this.end = end;
    }

    /**
     * Takes the right.
     *
     * @param holder who asks, for others
     * @throws BackendException if another has it (retryable); names it
     */
    static DeployLock take(Workspace workspace, TableName volume, String folder, String holder, Clock clock) {
        FilesAPI files = workspace.client().files();
        workspace.run(
                "folder " + folder,
                Privilege.write(volume),
                () -> files.createDirectory(new CreateDirectoryRequest().setDirectoryPath(folder)));
        long last = 0;
        List<String> over = new ArrayList<>();
        for (DirectoryEntry entry : locks(workspace, volume, folder)) {
            Optional<String> other = content(workspace, volume, entry.getPath());
            if (other.filter(text -> isHeld(text, clock)).isPresent()) {
                throw refused(other.get());
            }
            last = Math.max(last, number(entry));
            over.add(entry.getPath());
        }
        Instant end = clock.instant().plus(LENGTH);
        String file = folder + "/" + (last + 1) + SUFFIX;
        boolean taken = workspace.makes(
                "file " + file, Privilege.write(volume), () -> files.upload(upload(file, end, holder, false)));
        List<DirectoryEntry> now = taken ? locks(workspace, volume, folder) : List.of();
        if (!taken || number(now.get(now.size() - 1)) > last + 1) {
            throw refused(content(workspace, volume, file).orElse(SEPARATOR + "it has just ended"));
        }
        for (String path : over) {
            workspace.find("file " + path, Privilege.write(volume), () -> {
                files.delete(path);
                return true;
            });
        }
        return new DeployLock(workspace, volume, clock, file, holder, end);
    }

    private static UploadRequest upload(String file, Instant end, String holder, boolean overwrite) {
        byte[] content = (end + SEPARATOR + holder).getBytes(StandardCharsets.UTF_8);
        return new UploadRequest()
                .setFilePath(file)
                .setContents(new ByteArrayInputStream(content))
                .setOverwrite(overwrite);
    }

    private static List<DirectoryEntry> locks(Workspace workspace, TableName volume, String folder) {
        return workspace.call("folder " + folder, Privilege.read(volume), () -> {
            List<DirectoryEntry> found = new ArrayList<>();
            workspace.client().files().listDirectoryContents(folder).forEach(found::add);
            found.removeIf(entry -> !entry.getName().matches("[0-9]{1,18}\\" + SUFFIX));
            found.sort(Comparator.comparingLong(DeployLock::number));
            return found;
        });
    }

    private static long number(DirectoryEntry entry) {
        return Long.parseLong(entry.getName().substring(0, entry.getName().length() - SUFFIX.length()));
    }

    private static Optional<String> content(Workspace workspace, TableName volume, String path) {
        return workspace.find("file " + path, Privilege.read(volume), () -> {
            try (InputStream in = workspace.client().files().download(path).getContents()) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static boolean isHeld(String content, Clock clock) {
        try {
            return clock.instant().isBefore(Instant.parse(content.split(SEPARATOR, 2)[0]));
        } catch (DateTimeParseException e) { // half a file is nobody's
            return false;
        }
    }

    private static BackendException refused(String content) {
        String[] parts = content.split(SEPARATOR, 2);
        return BackendException.retryable(
                "another deploy of this project is at work ("
                        + (parts.length > 1 ? parts[1] : "unknown")
                        + (parts[0].isEmpty() ? "" : ", at the latest until " + parts[0])
                        + "); its jobs win, so wait until it has ended and deploy again. Files were uploaded, jobs were not changed");
    }

    /**
     * Passes if nobody else can have taken the right.
     *
     * @throws BackendException if its time is over (retryable)
     */
    void requireHeld() {
        if (!clock.instant().isBefore(end)) {
            throw BackendException.retryable("this deploy was held up for more than " + LENGTH.toMinutes()
                    + " minutes, and another may be at work; deploy again");
        }
    }

    /** What was deployed stands; a right that cannot be given back ends by itself. */
    @Override
    public void close() {
        try {
            workspace.run(
                    "file " + file,
                    Privilege.write(volume),
                    () -> workspace.client().files().upload(upload(file, Instant.EPOCH, holder, true)));
        } catch (BackendException e) {
            LOG.warn("The next deploy waits until {}: {}", end, e.getMessage());
        }
    }
}
