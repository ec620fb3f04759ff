package io.millrace.unitycatalog;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * A table as the server has it.
 *
 * @param id given by the server; empty for a table that is to be registered
 * @param location the folder of its files; empty for a view
 * @param format {@code DELTA}, or another in capitals; empty for a view
 * @param columns the columns as JSON, as Delta's log and Spark write a schema; empty if the server's columns cannot be told so
 * @param comment may be empty
 * @param properties all that it has, Delta's own among them
 */
public record UnityTable(
        Optional<String> id,
        Optional<URI> location,
        String format,
        String columns,
        String comment,
        Map<String, String> properties) {

    /** Returns a Delta table to be registered. */
    public static UnityTable delta(URI location, String columns, String comment, Map<String, String> properties) {
        return new UnityTable(Optional.empty(), Optional.of(location), "DELTA", columns, comment, properties);
    }

    /** Returns whether it is a Delta table with a folder. */
    public boolean isDelta() {
        return format.equals("DELTA") && location.isPresent();
    }
}
