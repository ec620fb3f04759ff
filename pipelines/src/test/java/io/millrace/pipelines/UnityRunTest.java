package io.millrace.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.BackendException;
import io.millrace.config.TableName;
import io.millrace.testkit.FakeUnity;
import io.millrace.testkit.SharedSpark;
import io.millrace.unitycatalog.UnityModels;
import io.millrace.unitycatalog.UnityServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A whole run with its tables, models and pages on a Unity Catalog server. */
class UnityRunTest {
    private final FakeUnity fake = FakeUnity.start();
    private final UnityServer server = new UnityServer(fake.uri(), Optional.empty());

    private Shop shop(String name) {
        Path root = SharedSpark.root().resolve(name);
        return Shop.open(
                name,
                "backend = oss, catalog = lab_" + name + ", local.root = \"" + root + "\", unity-catalog { uri = \""
                        + fake.uri() + "\", warehouse = \"" + root.resolve("warehouse") + "\" }");
    }

    @AfterEach
    void everyCallIsKnown() {
        assertThat(fake.unknown()).isEmpty();
        fake.close();
    }

    @Test
    void aRunIsOnTheServerAndTheNextOneSkipsIt() {
        Shop shop = shop("unity");

        List<LedgerEntry> first = shop.run(RunSelection.all(), RunListener.SILENT);
        List<LedgerEntry> second = shop.run(RunSelection.all(), RunListener.SILENT);

        assertThat(first).allMatch(entry -> entry.state() == StepState.DONE);
        assertThat(second).allMatch(entry -> entry.state() == StepState.SKIPPED);
        assertThat(server.schemas().list("lab_unity"))
                .containsExactly("features", "inference", "models", "monitoring", "ops", "raw", "training");
        assertThat(server.tables().list("lab_unity", "features")).containsExactly("unity_customer", "unity_spending");
        assertThat(server.tables()
                        .find(new TableName("lab_unity", "features", "unity_customer"))
                        .orElseThrow()
                        .columns())
                .contains("\"age\"");
        assertThat(server.models().versions(new TableName("lab_unity", "models", "unity_returns")))
                .singleElement()
                .matches(UnityModels.Version::isReady)
                .extracting(UnityModels.Version::comment)
                .isEqualTo("Version 1 of the registry");
        assertThat(fake.calls())
                .contains("POST volumes", "PATCH models/lab_unity.models.unity_returns")
                .filteredOn("POST models/versions"::equals)
                .hasSize(1);
    }

    @Test
    void whatTheServerRefusesIsMadeWhenTheRunIsResumed() {
        Shop shop = shop("unity_late");
        fake.plan("POST models", FakeUnity.Fault.error(403, "PERMISSION_DENIED", "Access denied."));

        assertThatThrownBy(() -> shop.run(RunSelection.all(), RunListener.SILENT))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("it needs CREATE MODEL on the schema lab_unity_late.models");
        List<LedgerEntry> resumed = shop.run(RunSelection.all(), RunListener.SILENT);

        assertThat(resumed)
                .filteredOn(entry -> entry.state() == StepState.SKIPPED)
                .extracting(LedgerEntry::step)
                .extracting(StepKind::label)
                .contains("train", "evaluate")
                .doesNotContain("register");
        assertThat(server.models().versions(new TableName("lab_unity_late", "models", "unity_late_returns")))
                .hasSize(1);
    }
}
