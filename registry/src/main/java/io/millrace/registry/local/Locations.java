package io.millrace.registry.local;

import io.millrace.config.BackendException;
import io.millrace.config.DataException;
import java.net.URI;
import java.nio.file.Path;

/** Artifact locations: absolute {@code file:} URIs without a slash at the end, as MLflow writes them. */
final class Locations {
    private Locations() {}

    static URI of(Path folder) {
        String uri = folder.toAbsolutePath().normalize().toUri().toString();
        return URI.create(uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri);
    }

    /** Returns the URI that a stored location means; a plain path counts as a file. */
    static URI uri(String location) {
        if (location.startsWith("/")) {
            return of(Path.of(location));
        }
        try {
            return URI.create(location);
        } catch (IllegalArgumentException e) {
            throw new DataException("Location '" + location + "' is no URI", e);
        }
    }

    /** Returns the location one level below; {@code name} has no characters that a URI escapes. */
    static URI child(URI parent, String name) {
        return URI.create(parent + "/" + name);
    }

    /** Returns the folder of a location. */
    static Path path(URI location) {
        if (!"file".equals(location.getScheme())) {
            throw BackendException.permanent(
                    "The local store reads and writes file: locations only; this one is " + location);
        }
        return Path.of(URI.create("file://" + location.getRawPath()));
    }
}
