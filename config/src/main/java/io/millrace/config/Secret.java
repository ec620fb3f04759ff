package io.millrace.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A reference to a secret: an environment variable ({@code env:NAME}) or a mounted file ({@code file:/run/secrets/x}).
 *
 * <p>Project files hold the reference, never the secret; the value is read when it is used, and nothing prints it.
 */
public final class Secret {

    private static final Pattern VARIABLE =
            Pattern.compile("\\$\\{env:([A-Za-z_][A-Za-z0-9_]*)}|env:([A-Za-z_][A-Za-z0-9_]*)");
    private static final Pattern FILE = Pattern.compile("\\$\\{file:(/[^}]+)}|file:(/.+)");
    private static final Pattern SECRET_NAME =
            Pattern.compile("(password|passwd|token|secret|(secret|access)[._-]?key)$", Pattern.CASE_INSENSITIVE);
    private static final String MASK = "*****";

    private enum Kind {
        VARIABLE,
        FILE
    }

    private final Kind kind;
    private final String reference;

    private Secret(Kind kind, String reference) {
        this.kind = kind;
        this.reference = reference;
    }

    /**
     * Returns the secret that {@code text} refers to: {@code env:NAME} or {@code file:/PATH}, each also inside
     * <code>${…}</code>.
     *
     * @throws IllegalArgumentException if it is anything else, such as the secret itself; the message does not repeat it
     */
    public static Secret parse(String text) {
        Matcher variable = VARIABLE.matcher(text.strip());
        if (variable.matches()) {
            return new Secret(Kind.VARIABLE, variable.group(1) == null ? variable.group(2) : variable.group(1));
        }
        Matcher file = FILE.matcher(text.strip());
        if (file.matches()) {
            return new Secret(Kind.FILE, file.group(1) == null ? file.group(2) : file.group(1));
        }
        throw new IllegalArgumentException(
                "holds a secret itself, or no reference; write env:NAME for an environment variable or file:/PATH");
    }

    /** Tells whether a setting of this name holds a secret: its name ends in password, secret, token, secret key or access key. */
    public static boolean isSecretName(String name) {
        return SECRET_NAME.matcher(name).find();
    }

    /**
     * Returns {@code settings} with the secrets in place of their references, read now. Only settings whose name says so
     * hold references; never print the result.
     *
     * @throws InvalidConfigException if one cannot be read
     */
    public static Map<String, String> resolved(Map<String, String> settings) {
        Map<String, String> resolved = new LinkedHashMap<>();
        settings.forEach((name, value) ->
                resolved.put(name, isSecretName(name) ? parse(value).value() : value));
        return Collections.unmodifiableMap(resolved);
    }

    /**
     * Returns the secret, read now.
     *
     * @throws InvalidConfigException if the variable is not set or the file cannot be read; names it
     */
    public String value() {
        return switch (kind) {
            case VARIABLE -> {
                String value = System.getenv(reference);
                if (value == null || value.isEmpty()) {
                    throw InvalidConfigException.of(
                            "environment variable " + reference + ": is not set; set it to the secret");
                }
                yield value;
            }
            case FILE -> {
                try {
                    yield Files.readString(Path.of(reference)).strip();
                } catch (IOException e) {
                    throw InvalidConfigException.of("secret file " + reference + ": cannot be read ("
                            + e.getClass().getSimpleName() + "); mount it or mend its rights");
                }
            }
        };
    }

    /** Returns the reference as {@link #parse} reads it: {@code env:NAME}. */
    public String reference() {
        return (kind == Kind.VARIABLE ? "env:" : "file:") + reference;
    }

    /** Equal when the references are. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && secret.reference().equals(reference());
    }

    @Override
    public int hashCode() {
        return reference().hashCode();
    }

    /** Returns the reference and a mask, never the secret. */
    @Override
    public String toString() {
        return reference() + "=" + MASK;
    }
}
