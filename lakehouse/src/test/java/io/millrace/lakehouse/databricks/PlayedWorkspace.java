package io.millrace.lakehouse.databricks;

import io.millrace.config.Secret;
import io.millrace.databricks.WorkspaceSettings;
import io.millrace.lakehouse.Backend;
import io.millrace.lakehouse.Environment;
import io.millrace.testkit.FakeCatalog;
import io.millrace.testkit.FakeWorkspace;
import io.millrace.testkit.SharedSpark;
import io.millrace.testkit.SparkTables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A workspace that is played, whose tables are those of the tests' Spark session. */
record PlayedWorkspace(FakeWorkspace workspace, FakeCatalog catalog, Path token) {

    static PlayedWorkspace start() {
        FakeWorkspace workspace = FakeWorkspace.start();
        FakeCatalog catalog = FakeCatalog.in(workspace, SparkTables::find);
        catalog.catalogs().add("main");
        try {
            Path token = Files.writeString(Files.createTempFile(SharedSpark.root(), "token", ""), FakeWorkspace.TOKEN);
            return new PlayedWorkspace(workspace, catalog, token);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Environment environment() {
        return Environment.builder("test")
                .backend(Backend.Kind.DATABRICKS)
                .catalog("main")
                .localRoot(SharedSpark.root())
                .workspace(new WorkspaceSettings(
                        Optional.of(workspace.host()),
                        Optional.of(Secret.parse("file:" + token)),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()))
                .build();
    }
}
