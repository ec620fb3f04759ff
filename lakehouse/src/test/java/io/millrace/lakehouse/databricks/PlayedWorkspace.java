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
import org.apache.spark.sql.SparkSession;

/** A workspace that is played, whose tables are those of a catalog of a Spark session. */
record PlayedWorkspace(FakeWorkspace workspace, FakeCatalog catalog, String name, Path token) {

    /** Starts one with the tests' own catalog. */
    static PlayedWorkspace start() {
        return start("main", SharedSpark.session());
    }

    static PlayedWorkspace start(String name, SparkSession session) {
        FakeWorkspace workspace = FakeWorkspace.start();
        FakeCatalog catalog = FakeCatalog.in(workspace, SparkTables.of(session));
        catalog.catalogs().add(name);
        try {
            Path token = Files.writeString(Files.createTempFile(SharedSpark.root(), "token", ""), FakeWorkspace.TOKEN);
            return new PlayedWorkspace(workspace, catalog, name, token);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Environment environment() {
        return Environment.builder("test")
                .backend(Backend.Kind.DATABRICKS)
                .catalog(name)
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
