package io.millrace.deploy;

/**
 * Whose rights a job has.
 *
 * @param kind what the name is
 * @param name the application id of a service principal, or the name of a user
 */
public record RunAs(Kind kind, String name) {
    /** What the name is. */
    public enum Kind {
        /** The application id of a service principal. */
        SERVICE_PRINCIPAL,
        /** The name of a user. */
        USER
    }

    /** Checks that there is a name. */
    public RunAs {
        if (name.isBlank()) {
            throw new IllegalArgumentException("run-as needs a name");
        }
    }
}
