package io.millrace.lakehouse;

/**
 * What makes a write happen once: an application and its growing number.
 *
 * <p>The application names who writes what, {@code project/environment/pipeline/step/table}; a retry of the same content
 * reuses its number, new content takes a higher one. A table takes a number of an application at most once, and never a
 * lower one after a higher.
 *
 * @param application who writes; not blank
 * @param version the number, from 0; never a time window, whose backfill would come too low
 */
public record WriteId(String application, long version) {

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if the application is blank or the number negative
     */
    public WriteId {
        if (application.isBlank() || version < 0) {
            throw new IllegalArgumentException(
                    "a write id needs an application and a number from 0, got '" + application + "' and " + version);
        }
    }

    /** Returns {@code application#version}. */
    @Override
    public String toString() {
        return application + "#" + version;
    }
}
