package io.millrace.unitycatalog;

/**
 * Something that is asked of a server, in words for its errors.
 *
 * @param text what is done: {@code create table main.raw.flights}
 * @param privilege what an account needs for it, in Unity Catalog's words
 * @param on what it needs it on
 */
record Action(String text, String privilege, Securable on) {

    /** Returns the statement that gives the privilege, as the server's own command line takes it. */
    String remedy() {
        return "give it: bin/uc permission create --securable_type " + on.type().label() + " --name " + on.name()
                + " --privilege \"" + privilege + "\" --principal ACCOUNT (with USE SCHEMA and USE CATALOG above it)";
    }
}
