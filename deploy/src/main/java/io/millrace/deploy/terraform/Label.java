package io.millrace.deploy.terraform;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What Terraform calls a resource, by the name of what it makes: the same for the same name, and another for every other. */
final class Label {
    private static final String PLAIN = "[A-Za-z_][A-Za-z0-9_]*(-[A-Za-z0-9_]+)*";
    private static final int DIGITS = 12;

    private Label() {}

    /** Returns a plain name as it is; any other, such as {@code a.b}, as what is plain in it, and a digest behind two hyphens. */
    static String of(String name) {
        if (name.matches(PLAIN)) {
            return name;
        }
        String readable = name.replaceAll("[^A-Za-z0-9_]+", "_");
        return "_" + readable + "--" + digest(name);
    }

    private static String digest(String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
