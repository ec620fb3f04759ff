package io.millrace.lakehouse.oss;

import io.millrace.config.TableName;
import io.millrace.lakehouse.FileLocation;
import io.millrace.lakehouse.Layer;
import io.millrace.lakehouse.StoredFiles;
import io.millrace.unitycatalog.UnitySchemas;
import io.millrace.unitycatalog.UnityServer;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Files in a folder that the server knows as the volume {@code files} of the schema {@code ops}, from the first that is written. */
final class OssFiles implements StoredFiles {
    private final StoredFiles files;
    private final UnityServer server;
    private final TableName volume;
    private final URI folder;
    private final AtomicBoolean known = new AtomicBoolean();

    /** @param files those of the folder */
    OssFiles(StoredFiles files, UnityServer server, String catalog, URI folder) {
        this.files = files;
        this.server = server;
        this.volume = new TableName(catalog, Layer.OPS.schema(), VOLUME);
        this.folder = folder;
    }

    @Override
    public FileLocation location(List<String> name) {
        return files.location(name);
    }

    @Override
    public void write(FileLocation location, byte[] content) {
        if (!known.get()) {
            var facts = new UnitySchemas.Facts("", Map.of());
            if (server.schemas().find(volume.catalog(), volume.schema()).isEmpty()) {
                server.schemas().create(volume.catalog(), volume.schema(), facts, Optional.empty());
            }
            server.volumes().ensure(volume, folder, VOLUME_COMMENT);
            known.set(true);
        }
        files.write(location, content);
    }

    @Override
    public Optional<byte[]> read(FileLocation location) {
        return files.read(location);
    }
}
