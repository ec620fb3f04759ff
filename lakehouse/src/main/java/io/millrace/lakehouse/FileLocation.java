package io.millrace.lakehouse;

import java.net.URI;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Where a file of a backend lies.
 *
 * @param uri with a scheme
 */
public record FileLocation(URI uri) {
    private static final String LOCAL = "file";
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");

    /**
     * Checks the URI.
     *
     * @throws IllegalArgumentException if it has no scheme
     */
    public FileLocation {
        if (!uri.isAbsolute()) {
            throw new IllegalArgumentException("the location " + uri + " has no scheme");
        }
    }

    /** Returns the location of a file of this machine. */
    public static FileLocation of(Path file) {
        return new FileLocation(file.toUri());
    }

    /**
     * Reads what {@link #toString} gave.
     *
     * @throws IllegalArgumentException if it is neither a URI nor a path
     */
    public static FileLocation parse(String text) {
        return SCHEME.matcher(text).matches() ? new FileLocation(URI.create(text)) : of(Path.of(text));
    }

    /** Returns what a person opens: the path of a file of this machine, else the URI. */
    @Override
    public String toString() {
        return LOCAL.equals(uri.getScheme()) ? Path.of(uri).toString() : uri.toString();
    }
}
