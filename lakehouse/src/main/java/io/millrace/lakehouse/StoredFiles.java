package io.millrace.lakehouse;

import java.util.List;
import java.util.Optional;

/** The files of a backend beside its tables: pages and reports that people open. Safe from many threads and processes. */
public interface StoredFiles {

    /** The folder of the pages that people look at. */
    String REPORTS = "reports";

    /** The volume, of the schema {@code ops}, that they are wherever a catalog has volumes. */
    String VOLUME = "files";

    /** What a catalog says of that volume. */
    String VOLUME_COMMENT = "Pages and reports of Millrace";

    /**
     * Returns where the file of this name lies, whether it is there or not. Touches nothing.
     *
     * @param name the folders and the file's own name; each may be any text, and other texts are other files
     */
    FileLocation location(List<String> name);

    /**
     * Puts the file there, over one that is there already. A reader sees the one or the other, never a part.
     *
     * @throws io.millrace.config.BackendException if it cannot be written; names the place
     */
    void write(FileLocation location, byte[] content);

    /**
     * Returns the file's content; empty if there is none.
     *
     * @throws io.millrace.config.BackendException if it cannot be read; names the place
     */
    Optional<byte[]> read(FileLocation location);
}
