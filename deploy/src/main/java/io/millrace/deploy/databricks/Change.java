package io.millrace.deploy.databricks;

import java.util.List;

/**
 * One thing that a deployment makes, changes or removes in a workspace.
 *
 * @param action what happens
 * @param kind what it happens to: volume, file, job
 * @param name its name
 * @param details what differs, a line each
 */
public record Change(Action action, String kind, String name, List<String> details) {
    /** What happens to something. */
    public enum Action {
        /** It is made. */
        CREATE,
        /** It is changed. */
        UPDATE,
        /** It is removed. */
        DELETE
    }

    /** Copies the list. */
    public Change {
        details = List.copyOf(details);
    }
}
