package io.millrace.unitycatalog;

import java.util.Locale;

/**
 * Something that permissions are given on.
 *
 * @param type what it is
 * @param name its full name, with dots
 */
public record Securable(Type type, String name) {

    /** The kinds of securables that this library uses. */
    public enum Type {
        /** A catalog: {@code main}. */
        CATALOG,
        /** A schema: {@code main.raw}. */
        SCHEMA,
        /** A table: {@code main.raw.flights}. */
        TABLE,
        /** A folder of files. */
        VOLUME,
        /** A model with versions. */
        REGISTERED_MODEL;

        /** Returns the name that the server's own command line has for it: {@code registered_model}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Returns {@code table main.raw.flights}. */
    @Override
    public String toString() {
        return type.label().replace('_', ' ') + " " + name;
    }
}
