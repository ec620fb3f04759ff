package io.millrace.metrics;

import java.util.Objects;

/**
 * Which rows a result speaks of: all of them, or those with one value of a slice column.
 *
 * @param kind what {@code value} means
 * @param column the slice column; empty for all rows
 * @param value the column's value as text; empty unless the kind is {@link Kind#VALUE}
 */
public record Slice(Kind kind, String column, String value) implements Comparable<Slice> {
    /** The kinds of slices, in the order in which they are shown. */
    public enum Kind {
        /** All rows. */
        ALL,
        /** The rows with this value. */
        VALUE,
        /** The rows in which the column is NULL. */
        NULL,
        /** The rows with any value that has no slice of its own. */
        OTHER
    }

    /** Checks that all parts are there. */
    public Slice {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(column, "column");
        Objects.requireNonNull(value, "value");
    }

    /** Returns the slice of all rows. */
    public static Slice all() {
        return new Slice(Kind.ALL, "", "");
    }

    /** Returns the slice of the rows in which {@code column} is {@code value}. */
    public static Slice of(String column, String value) {
        return new Slice(Kind.VALUE, column, value);
    }

    /** Returns the slice of the rows in which {@code column} is NULL. */
    public static Slice ofNull(String column) {
        return new Slice(Kind.NULL, column, "");
    }

    /** Returns the slice of the rows whose value of {@code column} has no slice of its own. */
    public static Slice other(String column) {
        return new Slice(Kind.OTHER, column, "");
    }

    /** Returns how people read the value: the value itself, {@code NULL}, {@code (other)} or {@code (all)}. */
    public String label() {
        return switch (kind) {
            case ALL -> "(all)";
            case VALUE -> value;
            case NULL -> "NULL";
            case OTHER -> "(other)";
        };
    }

    /** Orders by column, then kind, then value. */
    @Override
    public int compareTo(Slice other) {
        int byColumn = column.compareTo(other.column);
        if (byColumn != 0) {
            return byColumn;
        }
        int byKind = kind.compareTo(other.kind);
        return byKind != 0 ? byKind : value.compareTo(other.value);
    }
}
