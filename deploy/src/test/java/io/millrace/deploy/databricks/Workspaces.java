package io.millrace.deploy.databricks;

import io.millrace.config.Secret;
import io.millrace.databricks.Workspace;
import io.millrace.databricks.WorkspaceSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Opens workspaces for tests. */
final class Workspaces {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private Workspaces() {}

    /** Opens a workspace with the token of a file; nobody waits. */
    static Workspace open(String host, Path token, Consumer<Duration> pause) {
        WorkspaceSettings settings = new WorkspaceSettings(
                Optional.of(host),
                Optional.of(Secret.parse("file:" + token)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return Workspace.open(settings, PATIENCE, pause);
    }
}
