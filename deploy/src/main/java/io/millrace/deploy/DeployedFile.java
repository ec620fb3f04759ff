package io.millrace.deploy;

import io.millrace.config.InvalidConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file on this machine and the name that it gets elsewhere.
 *
 * @param source the file
 * @param name where it stands in its folder elsewhere, with slashes
 * @param sha256 the digest of its bytes, in hex
 * @param bytes its length
 */
public record DeployedFile(Path source, String name, String sha256, long bytes) {
    /** How much of a digest stands in names. */
    /** Digits of a digest that stand in names. */
    static final int SHORT = 12;

    private static final int BUFFER = 1 << 16;

    /**
     * Reads the file's digest and length.
     *
     * @throws InvalidConfigException if it cannot be read
     */
    static DeployedFile of(Path source, String name) {
        MessageDigest digest = newDigest();
        long bytes = 0;
        try (InputStream in = Files.newInputStream(source)) {
            byte[] buffer = new byte[BUFFER];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
                bytes += n;
            }
        } catch (IOException e) {
            throw InvalidConfigException.of(
                    source + ": cannot be read (" + e.getClass().getSimpleName() + "); check the path and its rights",
                    e);
        }
        return new DeployedFile(source, name, HexFormat.of().formatHex(digest.digest()), bytes);
    }

    /** Returns the beginning of the digest, enough to tell files apart. */
    String shortDigest() {
        return sha256.substring(0, SHORT);
    }

    static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
