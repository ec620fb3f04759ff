package io.millrace.lakehouse;

import io.millrace.config.ConfigReader;
import io.millrace.config.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An open source Unity Catalog server, and the folder of the tables that are registered there.
 *
 * @param server its address, without a slash at the end
 * @param token where the account's token is found; empty if the server asks for none
 * @param warehouse the folder: a URI with a scheme, without a slash at the end
 * @param commitTable the DynamoDB table by which several machines may commit to one table on S3 at once; empty: one machine writes at
 *     a time
 */
public record UnityLocation(URI server, Optional<Secret> token, URI warehouse, Optional<String> commitTable) {
    /** How an environment names one. */
    public static final String EXAMPLE =
            "unity-catalog { uri = \"http://127.0.0.1:8080\", warehouse = \"/data/warehouse\" }";

    private static final String S3A = "s3a";
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
        String scheme = warehouse.getScheme().toLowerCase(Locale.ROOT);
        String authority = warehouse.getRawAuthority() == null ? "" : warehouse.getRawAuthority();
        if (authority.contains("@") && (authority.contains(":") || !scheme.startsWith("abfs"))) {
            throw new IllegalArgumentException(
                    "the warehouse's URI holds credentials before an @; leave them out: they come from "
                            + "environment variables, a profile or the machine's role");
        }
        if (scheme.equals("s3") || scheme.equals("s3n")) {
            throw new IllegalArgumentException("the warehouse " + warehouse
                    + " is to be written s3a://…, as Hadoop's file system for S3 is called");
        }
        if (commitTable.isPresent() && !scheme.equals(S3A)) {
            throw new IllegalArgumentException("the commit-table " + commitTable.get()
                    + " is for warehouses on s3a://; this one is " + warehouse + "; remove the line");
        }
    }

    /** Returns a location whose warehouse one machine at a time writes to. */
    public UnityLocation(URI server, Optional<Secret> token, URI warehouse) {
        this(server, token, warehouse, Optional.empty());
    }

    /** Returns whether the warehouse lies on S3. */
    public boolean isOnS3() {
        return warehouse.getScheme().equalsIgnoreCase(S3A);
    }

    /** Reads {@code unity-catalog} of an environment; empty if it has problems, which the section keeps. */
    static Optional<UnityLocation> read(ConfigReader section) {
        Optional<URI> server = ServerUri.UNITY_CATALOG.read(section);
        if (!section.has("uri")) {
            section.problem("uri", "is missing", "write the address of the Unity Catalog server");
        }
        Optional<Secret> token = section.optionalSecret("token");
        String warehouse = section.string("warehouse");
        Optional<String> commitTable = section.optionalString("commit-table");
        return server.flatMap(
                uri -> section.build(() -> new UnityLocation(uri, token, folder(warehouse), commitTable)));
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
