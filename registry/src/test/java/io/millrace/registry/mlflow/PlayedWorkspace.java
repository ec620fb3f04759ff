package io.millrace.registry.mlflow;

import io.millrace.config.Secret;
import io.millrace.databricks.Workspace;
import io.millrace.databricks.WorkspaceSettings;
import io.millrace.lakehouse.TrackingLocation;
import io.millrace.testkit.FakeLoggedModels;
import io.millrace.testkit.FakeModels;
import io.millrace.testkit.FakeStorage;
import io.millrace.testkit.FakeTracking;
import io.millrace.testkit.FakeWorkspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A workspace that is played, with its MLflow and its models, and trackings in it. */
final class PlayedWorkspace implements AutoCloseable {
    static final String CATALOG = "prod";

    final FakeWorkspace workspace = FakeWorkspace.start();
    final FakeStorage storage = new FakeStorage(workspace);
    final FakeTracking runs = new FakeTracking(workspace, storage);
    final FakeLoggedModels loggedModels = new FakeLoggedModels(workspace, storage);
    final FakeModels models = new FakeModels(workspace, storage);
    final List<Duration> waits = new ArrayList<>();

    /** Returns a tracking as users get it. */
    MlflowTracking open(Path folder) {
        return MlflowTracking.open(new TrackingLocation.Workspace(
                settings(folder, FakeWorkspace.TOKEN), CATALOG, folder.resolve("downloads")));
    }

    /** Returns one that never waits but writes down for how long it would have. */
    MlflowTracking impatient(Path folder) {
        Workspace opened = Workspace.open(settings(folder, FakeWorkspace.TOKEN));
        Http http = new Http(
                new WorkspaceService(opened), new Backoff(waits::add, 7), Clock.systemUTC(), Duration.ofSeconds(2));
        return new MlflowTracking(
                http, new WorkspacePlatform(http, CATALOG), folder.resolve("downloads"), Clock.systemUTC());
    }

    WorkspaceSettings settings(Path folder, String token) {
        try {
            Path file = Files.writeString(folder.resolve("token"), token);
            return new WorkspaceSettings(
                    Optional.of(workspace.host()),
                    Optional.of(Secret.parse("file:" + file)),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it; fails if a call was not documented. */
    @Override
    public void close() {
        workspace.close();
        workspace.requireNoComplaint();
    }
}
