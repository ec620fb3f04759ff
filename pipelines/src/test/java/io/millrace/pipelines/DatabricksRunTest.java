package io.millrace.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.BackendException;
import io.millrace.lakehouse.Backend;
import io.millrace.lakehouse.Layer;
import io.millrace.registry.ModelRegistry;
import io.millrace.registry.Tracking;
import io.millrace.testkit.FakeCatalog;
import io.millrace.testkit.FakeLoggedModels;
import io.millrace.testkit.FakeModels;
import io.millrace.testkit.FakeStorage;
import io.millrace.testkit.FakeTracking;
import io.millrace.testkit.FakeWorkspace;
import io.millrace.testkit.FakeWorkspace.Answer;
import io.millrace.testkit.SharedSpark;
import io.millrace.testkit.SparkTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A whole run in a workspace that is played; its session is played by Spark. */
class DatabricksRunTest {
    private final FakeWorkspace fake = FakeWorkspace.start();
    private final FakeCatalog catalog = FakeCatalog.in(fake, SparkTables.of(SharedSpark.session()));

    @BeforeEach
    void aWorkspaceWithACatalog() {
        catalog.catalogs().add("main");
        FakeStorage storage = new FakeStorage(fake);
        new FakeTracking(fake, storage);
        new FakeLoggedModels(fake, storage);
        new FakeModels(fake, storage);
    }

    @AfterEach
    void onlyWhatIsDocumentedWasAsked() {
        fake.close();
        fake.requireNoComplaint();
    }

    private Shop shop(String name) throws IOException {
        Path root = Files.createDirectories(SharedSpark.root().resolve(name));
        Path token = Files.writeString(root.resolve("token"), FakeWorkspace.TOKEN);
        return Shop.open(
                name,
                "backend = databricks, catalog = main, local.root = \"" + root + "\", databricks { host = \""
                        + fake.host() + "\", token = \"file:" + token + "\" }");
    }

    @Test
    void whatTheWorkspaceForbidsIsMadeWhenTheRunIsResumedAndTheNextOneSkipsIt() throws IOException {
        Shop shop = shop("dbx");
        fake.next(
                "POST /api/2.0/mlflow/unity-catalog/registered-models/create",
                Answer.of(403, "PERMISSION_DENIED", "User does not have CREATE MODEL on Schema 'main.models'."));

        assertThatThrownBy(() -> shop.run(RunSelection.all(), RunListener.SILENT))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("GRANT CREATE MODEL ON SCHEMA `main`.`models` TO `" + FakeWorkspace.USER + "`")
                .hasMessageNotContaining(FakeWorkspace.TOKEN);
        List<LedgerEntry> resumed = shop.run(RunSelection.all(), RunListener.SILENT);
        List<LedgerEntry> next = shop.run(RunSelection.all(), RunListener.SILENT);

        assertThat(resumed)
                .filteredOn(entry -> entry.state() == StepState.SKIPPED)
                .extracting(LedgerEntry::step)
                .extracting(StepKind::label)
                .contains("train", "evaluate")
                .doesNotContain("register");
        assertThat(next).allMatch(entry -> entry.state() == StepState.SKIPPED);
        assertThat(catalog.key("main.features.dbx_customer").orElseThrow().getTimeseriesColumns())
                .containsExactly("changed_at");
        ModelRegistry registry =
                Tracking.open(Backend.of(shop.project().environment())).registry();
        assertThat(registry.versions("dbx_returns")).hasSize(1);
        assertThat(registry.champion("dbx_returns").version()).isEqualTo(1);
        assertThat(fake.volumes().files().keySet())
                .anyMatch(file -> file.startsWith("/Volumes/main/ops/files/reports/"));
        assertThat(shop.table(Layer.INFERENCE, "returns").count()).isPositive();
        assertThat(String.join("\n", fake.requests())).doesNotContain(FakeWorkspace.TOKEN);
    }
}
