package io.millrace.registry.mlflow;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The files below one artifact location, by relative paths with {@code /}. */
interface Folder {
    /** Puts a file's content there; a file of that path is replaced. */
    void put(String path, Path file);

    /** Puts a small file there. */
    void put(String path, byte[] content);

    /** Returns a small file, if it is there. */
    Optional<byte[]> find(String path);

    /** Writes a file of about that size to {@code target}, whose folder exists. */
    void fetch(String path, long size, Path target);

    /** Returns the sizes in bytes of all files there, by path. */
    Map<String, Long> sizes();
}
