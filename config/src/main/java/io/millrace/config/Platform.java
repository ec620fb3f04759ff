package io.millrace.config;

/** Whose process this is. */
public final class Platform {
    private static final String DATABRICKS = "DATABRICKS_RUNTIME_VERSION";

    private Platform() {}

    /**
     * Returns whether the process belongs to a platform that goes on using it, as the driver of a Databricks cluster does: then nothing
     * ends it, and no session is stopped.
     */
    public static boolean ownsProcess() {
        return System.getenv(DATABRICKS) != null;
    }
}
