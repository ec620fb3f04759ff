package io.millrace.databricks;

import io.millrace.config.ConfigReader;
import io.millrace.config.Platform;
import io.millrace.config.Secret;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A workspace and who speaks to it. What is not said here is found as Databricks' own tools find it: {@code DATABRICKS_HOST},
 * {@code DATABRICKS_TOKEN}, {@code DATABRICKS_CLIENT_ID} and their like, else a profile of {@code ~/.databrickscfg}. On a cluster of the
 * workspace it is the workspace itself and whom the job runs as.
 *
 * @param host the workspace's address, {@code https://…}
 * @param token where a personal access token is found
 * @param clientId the application id of a service principal
 * @param clientSecret where its OAuth secret is found
 * @param profile the profile of {@code ~/.databrickscfg}
 */
public record WorkspaceSettings(
        Optional<String> host,
        Optional<Secret> token,
        Optional<String> clientId,
        Optional<Secret> clientSecret,
        Optional<String> profile) {
    /** Nothing is said: all is found as Databricks' tools find it. */
    public static final WorkspaceSettings NONE = new WorkspaceSettings(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** Returns the workspace's address, as far as it is known before it is opened; for people. */
    public String place() {
        return host.orElse("the workspace of this process");
    }

    /**
     * Returns the settings for a process with those environment variables: on a cluster of the workspace none, since who deploys and whom a
     * job runs as are two, and their references lead nowhere there.
     */
    WorkspaceSettings in(UnaryOperator<@Nullable String> variables) {
        return Platform.ownsProcess(variables) ? NONE : this;
    }

    /** Reads {@code databricks}; empty if it has problems, which the section keeps. */
    public static Optional<WorkspaceSettings> from(ConfigReader reader) {
        Optional<String> host = reader.optionalString("host").map(text -> text.replaceFirst("/+$", ""));
        if (host.filter(text -> !text.matches("https?://[^/?#@\\s]+")).isPresent()) {
            reader.problem(
                    "host",
                    host.get().contains("@")
                            ? "holds credentials"
                            : "is " + host.get() + ", which is no address of a workspace",
                    "write scheme and name alone: https://dbc-12345678-90ab.cloud.databricks.com");
        }
        Optional<Secret> token = reader.optionalSecret("token");
        Optional<String> clientId = reader.optionalString("client-id");
        Optional<Secret> clientSecret = reader.optionalSecret("client-secret");
        Optional<String> profile = reader.optionalString("profile");
        return reader.build(() -> new WorkspaceSettings(host, token, clientId, clientSecret, profile));
    }
}
