package io.millrace.lakehouse.databricks;

import com.databricks.sdk.service.files.CreateDirectoryRequest;
import com.databricks.sdk.service.files.UploadRequest;
import io.millrace.config.BackendException;
import io.millrace.config.TableName;
import io.millrace.databricks.ManagedVolume;
import io.millrace.databricks.Privilege;
import io.millrace.databricks.Workspace;
import io.millrace.lakehouse.FileLocation;
import io.millrace.lakehouse.PlainName;
import io.millrace.lakehouse.StoredFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Files of a volume of Unity Catalog, which is made with the first that is written. Their locations are {@code dbfs:/Volumes/…}. */
final class VolumeFiles implements StoredFiles {
    private static final String SCHEME = "dbfs";

    private final LazyWorkspace workspace;
    private final TableName volume;
    private final Set<String> folders = ConcurrentHashMap.newKeySet();

    VolumeFiles(LazyWorkspace workspace, TableName volume) {
        this.workspace = workspace;
        this.volume = volume;
    }

    @Override
    public FileLocation location(List<String> name) {
        String path = name.stream().map(PlainName::of).collect(Collectors.joining("/", root(), ""));
        return new FileLocation(URI.create(SCHEME + ":" + path));
    }

    private String root() {
        return "/Volumes/" + volume.catalog() + "/" + volume.schema() + "/" + volume.name() + "/";
    }

    @Override
    public void write(FileLocation location, byte[] content) {
        String path = location.uri().getPath();
        makeFolder(path.substring(0, path.lastIndexOf('/')));
        Workspace open = workspace.get();
        open.run("file " + path, Privilege.write(volume), () -> open.client()
                .files()
                .upload(new UploadRequest()
                        .setFilePath(path)
                        .setContents(new ByteArrayInputStream(content))
                        .setOverwrite(true)));
    }

    private void makeFolder(String folder) {
        if (folders.contains(folder)) {
            return;
        }
        Workspace open = workspace.get();
        ManagedVolume managed = new ManagedVolume(open, volume);
        if (!managed.exists()) {
            managed.make(VOLUME_COMMENT);
        }
        open.run("folder " + folder, Privilege.write(volume), () -> open.client()
                .files()
                .createDirectory(new CreateDirectoryRequest().setDirectoryPath(folder)));
        folders.add(folder);
    }

    @Override
    public Optional<byte[]> read(FileLocation location) {
        String path = location.uri().getPath();
        Workspace open = workspace.get();
        return open.find("file " + path, Privilege.read(volume), () -> {
            try (InputStream in = open.client().files().download(path).getContents()) {
                return in.readAllBytes();
            } catch (IOException e) {
                throw BackendException.retryable("file " + path + ": the workspace broke off while it was read", e);
            }
        });
    }
}
