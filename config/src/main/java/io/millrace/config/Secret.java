package io.millrace.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A reference to a secret: an environment variable ({@code env:NAME}), a mounted file ({@code file:/run/secrets/x}), or what a
 * {@link SecretStore} keeps ({@code databricks:SCOPE/KEY}).
 *
 * <p>Project files hold the reference, never the secret; the value is read when it is used, and nothing prints it.
 */
public final class Secret {

    private static final Pattern VARIABLE =
            Pattern.compile("\\$\\{env:([A-Za-z_][A-Za-z0-9_]*)}|env:([A-Za-z_][A-Za-z0-9_]*)");
    private static final Pattern FILE = Pattern.compile("\\$\\{file:(/[^}]+)}|file:(/.+)");
    private static final Pattern SECRET_NAME = Pattern.compile(
            "((password|passwd|(?<!\\benable\\.delegation\\.)token|secret|(secret|access|private|encryption)[._-]?key|client-provided-key)$)"
                    // Azure's have an account's name behind them.
                    + "|\\bfs\\.azure\\.(sas\\.[^.]+\\.[^.]+\\.blob\\.|(.*\\.)?(account\\.key|sas\\.fixed\\.token|client\\.secret"
                    + "|refresh\\.token|user\\.password|client-provided-key)(\\.(?!endpoint)|$))",
            Pattern.CASE_INSENSITIVE);
    private static final String MASK = "*****";

    private static final Pattern KEPT = Pattern.compile("\\$\\{([a-z]+):([^}]+)}|([a-z]+):(.+)");

    private enum Kind {
        VARIABLE("env"),
        FILE("file"),
        KEPT("");

        private final String scheme;

        Kind(String scheme) {
            this.scheme = scheme;
        }
    }

    private final Kind kind;
    private final String scheme;
    private final String name;

    private Secret(Kind kind, String scheme, String name) {
        this.kind = kind;
        this.scheme = scheme;
        this.name = name;
    }

    private Secret(Kind kind, String name) {
        this(kind, kind.scheme, name);
    }

    /**
     * Returns the secret that {@code text} refers to: {@code env:NAME}, {@code file:/PATH}, or a store's scheme and what it
     * understands, each also inside <code>${…}</code>.
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
        Matcher kept = KEPT.matcher(text.strip());
        if (kept.matches()) {
            String scheme = kept.group(1) == null ? kept.group(3) : kept.group(1);
            String name = kept.group(2) == null ? kept.group(4) : kept.group(2);
            if (store(scheme).filter(store -> store.understands(name)).isPresent()) {
                return new Secret(Kind.KEPT, scheme, name);
            }
        }
        throw new IllegalArgumentException(
                "holds a secret itself, or no reference; write env:NAME for an environment variable, file:/PATH, or databricks:SCOPE/KEY");
    }

    private static Optional<SecretStore> store(String scheme) {
        return ServiceLoader.load(SecretStore.class, Secret.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .filter(store -> store.scheme().equals(scheme))
                .findFirst();
    }

    /**
     * Tells whether a setting of this name holds a secret: its name ends in password, secret, token, or secret, access, private or
     * encryption key, or it is one of the settings of Azure's file system that hold one.
     */
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
     * @throws InvalidConfigException if the variable is not set, the file cannot be read, or the store has none of that name; names it
     * @throws BackendException if the store does not answer
     */
    public String value() {
        return switch (kind) {
            case VARIABLE -> {
                String value = System.getenv(name);
                if (value == null || value.isEmpty()) {
                    throw InvalidConfigException.of(
                            "environment variable " + name + ": is not set; set it to the secret");
                }
                yield value;
            }
            case FILE -> {
                try {
                    yield Files.readString(Path.of(name)).strip();
                } catch (IOException e) {
                    throw InvalidConfigException.of("secret file " + name + ": cannot be read ("
                            + e.getClass().getSimpleName() + "); mount it or mend its rights");
                }
            }
            case KEPT -> store(scheme).orElseThrow().value(name);
        };
    }

    /** Returns the reference as {@link #parse} reads it: {@code env:NAME}. */
    public String reference() {
        return scheme + ":" + name;
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
