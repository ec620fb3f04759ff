package io.millrace.deploy;

import io.millrace.config.ConfigReader;
import java.util.Optional;

/**
 * Serverless compute of a job.
 *
 * @param environmentVersion the version of its environment; jars need 4 or later
 * @param performance how soon tasks start
 * @param budgetPolicy the policy that its costs are booked under
 */
public record ServerlessSettings(
        String environmentVersion, ServerlessPerformance performance, Optional<String> budgetPolicy) {
    private static final int LEAST_FOR_JARS = 4;

    /** Throws {@link IllegalArgumentException} if jars do not run on that version. */
    public ServerlessSettings {
        if (!environmentVersion.matches("[0-9]{1,3}") || Integer.parseInt(environmentVersion) < LEAST_FOR_JARS) {
            throw new IllegalArgumentException(
                    "environment-version is " + environmentVersion + "; jars need " + LEAST_FOR_JARS + " or later");
        }
    }

    /** Reads {@code deploy.serverless}. */
    static Optional<ServerlessSettings> from(ConfigReader reader) {
        String version = reader.string("environment-version", String.valueOf(LEAST_FOR_JARS));
        ServerlessPerformance performance =
                reader.choice("performance", ServerlessPerformance.class, ServerlessPerformance.STANDARD);
        Optional<String> budgetPolicy = reader.optionalString("budget-policy-id");
        return reader.build(() -> new ServerlessSettings(version, performance, budgetPolicy));
    }
}
