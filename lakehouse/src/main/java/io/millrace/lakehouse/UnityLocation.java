package io.millrace.lakehouse;

import io.millrace.config.ConfigReader;
import io.millrace.config.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An open source Unity Catalog server, and the folder of the tables that are registered there.
 *
 * @param server its address, without a slash at the end
 * @param token where the account's token is found; empty if the server asks for none
 * @param warehouse the folder: a URI with a scheme, without a slash at the end
 */
public record UnityLocation(URI server, Optional<Secret> token, URI warehouse) {
    /** How an environment names one. */
    public static final String EXAMPLE =
            "unity-catalog { uri = \"http://127.0.0.1:8080\", warehouse = \"/data/warehouse\" }";

    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if the server is not an http or https address, or the warehouse has no scheme
     */
    public UnityLocation {
        server = ServerUri.UNITY_CATALOG.parse(server.toString());
        if (!warehouse.isAbsolute()) {
            throw new IllegalArgumentException(
                    "the warehouse " + warehouse + " has no scheme; write a folder as file:///PATH");
        }
    }

    /** Reads {@code unity-catalog} of an environment; empty if it has problems, which the section keeps. */
    static Optional<UnityLocation> read(ConfigReader section) {
        Optional<URI> server = ServerUri.UNITY_CATALOG.read(section);
        if (!section.has("uri")) {
            section.problem("uri", "is missing", "write the address of the Unity Catalog server");
        }
        Optional<Secret> token = section.optionalSecret("token");
        String warehouse = section.string("warehouse");
        return server.flatMap(uri -> section.build(() -> new UnityLocation(uri, token, folder(warehouse))));
    }

    /** Returns the folder as a URI; a plain path is one of this machine. */
    public static URI folder(String text) {
        String trimmed = text.strip().replaceFirst("(?<=[^:/])/+$", "");
        return SCHEME.matcher(trimmed).matches()
                ? URI.create(trimmed)
                : URI.create(Path.of(trimmed)
                        .toAbsolutePath()
                        .normalize()
                        .toUri()
                        .toString()
                        .replaceFirst("(?<=[^:/])/+$", ""));
    }
}
