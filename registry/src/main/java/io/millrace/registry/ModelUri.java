package io.millrace.registry;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How users name a model: {@code models:/name/3}, {@code models:/name@champion}, or a model folder.
 *
 * @param model the registered model; empty for a folder
 * @param version the version, when named by number
 * @param alias the alias, when named by alias
 * @param folder the folder, when named by path
 */
public record ModelUri(Optional<String> model, OptionalLong version, Optional<String> alias, Optional<Path> folder) {
    private static final String SCHEME = "models:/";

    public ModelUri {
        int ways = (version.isPresent() ? 1 : 0) + (alias.isPresent() ? 1 : 0) + (folder.isPresent() ? 1 : 0);
        if (ways != 1 || model.isPresent() == folder.isPresent()) {
            throw new IllegalArgumentException("A model URI has a name with a version or an alias, or a folder");
        }
    }

    /** Returns the URI of a version. */
    public static ModelUri ofVersion(String model, long version) {
        return new ModelUri(Optional.of(model), OptionalLong.of(version), Optional.empty(), Optional.empty());
    }

    /** Returns the URI of an alias. */
    public static ModelUri ofAlias(String model, String alias) {
        return new ModelUri(Optional.of(model), OptionalLong.empty(), Optional.of(alias), Optional.empty());
    }

    /** Returns the URI of a model folder. */
    public static ModelUri ofFolder(Path folder) {
        return new ModelUri(Optional.empty(), OptionalLong.empty(), Optional.empty(), Optional.of(folder));
    }

    /**
     * Returns the URI that a text means; {@code name@alias} and {@code name/3} need the scheme, anything without it is a
     * folder.
     *
     * @throws IllegalArgumentException if the text is empty, or has the scheme but neither form
     */
    public static ModelUri parse(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException(
                    "A model URI is empty; use models:/name/3, models:/name@champion or a folder");
        }
        if (!text.startsWith("models:")) {
            return ofFolder(text.startsWith("file:") ? Path.of(java.net.URI.create(text)) : Path.of(text));
        }
        String rest = text.startsWith(SCHEME) ? text.substring(SCHEME.length()) : "";
        int at = rest.indexOf('@');
        if (at > 0 && at < rest.length() - 1) {
            return ofAlias(rest.substring(0, at), rest.substring(at + 1));
        }
        int slash = rest.lastIndexOf('/');
        if (at < 0 && slash > 0 && rest.substring(slash + 1).matches("[1-9][0-9]{0,17}")) {
            return ofVersion(rest.substring(0, slash), Long.parseLong(rest.substring(slash + 1)));
        }
        throw new IllegalArgumentException(
                "'" + text + "' is no model URI; use models:/name/3, models:/name@champion or a folder");
    }

    @Override
    public String toString() {
        if (folder.isPresent()) {
            return folder.get().toString();
        }
        String name = SCHEME + model.orElseThrow();
        return version.isPresent() ? name + "/" + version.getAsLong() : name + "@" + alias.orElseThrow();
    }
}
