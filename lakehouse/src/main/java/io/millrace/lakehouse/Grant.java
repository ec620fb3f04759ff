package io.millrace.lakehouse;

/**
 * What someone may do with a table.
 *
 * @param principal a user, a group or a service principal; not blank
 * @param privilege what is granted
 */
public record Grant(String principal, Privilege privilege) {

    /** What can be granted, in Unity Catalog's words. */
    public enum Privilege {
        /** Read rows. */
        SELECT,
        /** Add, change and delete rows. */
        MODIFY,
        /** Everything. */
        ALL_PRIVILEGES
    }

    /**
     * Checks the principal.
     *
     * @throws IllegalArgumentException if the principal is blank
     */
    public Grant {
        if (principal.isBlank()) {
            throw new IllegalArgumentException("a grant of " + privilege + " has no principal");
        }
    }
}
