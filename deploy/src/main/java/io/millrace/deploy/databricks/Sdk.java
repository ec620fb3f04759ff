package io.millrace.deploy.databricks;

import io.millrace.config.InvalidConfigException;

/**
 * The Databricks SDK, which lies beside the job jar where people deploy, and not on clusters. What else this package has needs it as soon
 * as it is touched.
 */
public final class Sdk {
    private static final String CLASS = "com.databricks.sdk.WorkspaceClient";

    private Sdk() {}

    /**
     * Passes if the SDK is there.
     *
     * @throws InvalidConfigException if it is not on the class path
     */
    public static void require() {
        try {
            Class.forName(CLASS, false, Sdk.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw InvalidConfigException.of(
                    "the Databricks SDK is not on the class path, and the job jar does not hold it; start this command by the"
                            + " launcher, millrace",
                    e);
        }
    }
}
