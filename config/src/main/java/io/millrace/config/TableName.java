package io.millrace.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The three-level name of a table: catalog, schema, name.
 *
 * <p>Parts may hold any character; {@link #sql()} and {@link #toString()} quote what needs it.
 */
public record TableName(String catalog, String schema, String name) implements Comparable<TableName> {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_]+");

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if a part is blank
     */
    public TableName {
        if (catalog.isBlank() || schema.isBlank() || name.isBlank()) {
            throw new IllegalArgumentException("a table name needs a catalog, a schema and a name, got '" + catalog
                    + "', '" + schema + "', '" + name + "'; write for example main.features.weather_now");
        }
    }

    /**
     * Returns the name that {@code text} spells: three parts with dots between them, each plain or in backticks.
     *
     * @throws IllegalArgumentException if there are not exactly three parts, one is blank, or a backtick is not closed
     */
    public static TableName parse(String text) {
        List<String> parts = parts(text);
        if (parts.size() != 3) {
            throw new IllegalArgumentException("'" + text + "' has " + parts.size()
                    + " part(s); a table name has three, for example main.features.weather_now");
        }
        return new TableName(parts.get(0), parts.get(1), parts.get(2));
    }

    /** Returns the name as SQL text, each part in backticks: {@code `main`.`features`.`weather_now`}. */
    public String sql() {
        return SqlName.quoted(catalog) + "." + SqlName.quoted(schema) + "." + SqlName.quoted(name);
    }

    /** Returns the name as the REST interfaces of catalogs know it: three parts with dots between them, no quotes. */
    public String dotted() {
        return catalog + "." + schema + "." + name;
    }

    /** Returns the name of another table of the same schema. */
    public TableName withName(String otherName) {
        return new TableName(catalog, schema, otherName);
    }

    /** Orders by catalog, schema, name. */
    @Override
    public int compareTo(TableName other) {
        int byCatalog = catalog.compareTo(other.catalog);
        if (byCatalog != 0) {
            return byCatalog;
        }
        int bySchema = schema.compareTo(other.schema);
        return bySchema != 0 ? bySchema : name.compareTo(other.name);
    }

    /** Returns the name as {@link #parse} reads it: {@code main.features.weather_now}; odd parts stand in backticks. */
    @Override
    public String toString() {
        return plain(catalog) + "." + plain(schema) + "." + plain(name);
    }

    private static String plain(String part) {
        return PLAIN.matcher(part).matches() ? part : SqlName.quoted(part);
    }

    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        boolean inQuotes = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '`' && inQuotes && i + 1 < text.length() && text.charAt(i + 1) == '`') {
                part.append('`');
                i++;
            } else if (c == '`') {
                inQuotes = !inQuotes;
            } else if (c == '.' && !inQuotes) {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        if (inQuotes) {
            throw new IllegalArgumentException("'" + text + "' has a backtick that is not closed");
        }
        parts.add(part.toString());
        return parts;
    }
}
