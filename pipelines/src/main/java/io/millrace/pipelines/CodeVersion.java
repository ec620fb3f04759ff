package io.millrace.pipelines;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;

/** The version of the code that runs: the jar's own version and a digest of its bytes. */
public final class CodeVersion {
    private static final String CURRENT = compute();

    private CodeVersion() {}

    /** Returns the version, such as {@code 0.1.0+3f2a…}; {@code development} when run from class folders. */
    public static String current() {
        return CURRENT;
    }

    private static String compute() {
        Path place = place();
        if (!Files.isRegularFile(place)) {
            return "development";
        }
        String version = CodeVersion.class.getPackage().getImplementationVersion();
        MessageDigest digest = Digest.sha256();
        try (InputStream in = Files.newInputStream(place)) {
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the job jar " + place, e);
        }
        String hash = HexFormat.of().formatHex(digest.digest()).substring(0, 12);
        return (version == null ? "unversioned" : version) + "+" + hash;
    }

    private static Path place() {
        try {
            return Path.of(CodeVersion.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the place of the job jar is no URI", e);
        }
    }
}
