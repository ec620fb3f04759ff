package io.millrace.lakehouse.storage;

import io.millrace.lakehouse.FileLocation;
import io.millrace.lakehouse.PlainName;
import io.millrace.lakehouse.StoredFiles;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Files of a folder on object storage. */
public final class StorageFiles implements StoredFiles {
    private final StorageFolder folder;

    /** Returns the files below the folder. Touches nothing. */
    public StorageFiles(StorageFolder folder) {
        this.folder = folder;
    }

    @Override
    public FileLocation location(List<String> name) {
        return new FileLocation(
                URI.create(folder + "/" + name.stream().map(PlainName::of).collect(Collectors.joining("/"))));
    }

    @Override
    public void write(FileLocation location, byte[] content) {
        folder.write(name(location), content);
    }

    @Override
    public Optional<byte[]> read(FileLocation location) {
        return folder.read(name(location));
    }

    private String name(FileLocation location) {
        String uri = location.uri().toString();
        if (!uri.startsWith(folder + "/")) {
            throw new IllegalArgumentException("the file " + location + " is not one of " + folder);
        }
        return uri.substring(folder.toString().length() + 1);
    }
}
