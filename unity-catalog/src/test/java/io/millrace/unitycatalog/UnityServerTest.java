package io.millrace.unitycatalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.BackendException;
import io.millrace.config.Secret;
import io.millrace.config.TableName;
import io.millrace.testkit.FakeUnity;
import io.millrace.testkit.FakeUnity.Fault;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** On the server in memory: the contract, faults, and authorization. */
class UnityServerTest extends UnityContract {
    private static final TableName TABLE = new TableName("lab", "raw", "t");
    private static final Securable LAB = new Securable(Securable.Type.CATALOG, "lab");

    @TempDir
    private Path folder;

    private final FakeUnity fake = FakeUnity.start();
    private final UnityServer server = server(fake.uri());

    private static UnityServer server(URI uri) {
        return new UnityServer(uri, Optional.empty(), Duration.ofMillis(1));
    }

    @Override
    UnityServer server() {
        return server;
    }

    @Override
    String catalogOf(TestInfo test) {
        return "lab";
    }

    @AfterEach
    void everyCallIsKnown() {
        assertThat(fake.unknown()).isEmpty();
        fake.close();
    }

    @Test
    void triesAgainWhatMayPass() {
        fake.plan(
                "GET tables/lab.raw.t",
                Fault.error(503, "UNAVAILABLE", "busy"),
                Fault.broken(),
                Fault.error(429, "RESOURCE_EXHAUSTED", "slow down"));

        assertThat(server.tables().locate(TABLE)).isEmpty();
        assertThat(fake.calls()).filteredOn("GET tables/lab.raw.t"::equals).hasSize(4);
    }

    @Test
    void aCreationWhoseAnswerIsLostIsMadeOnce() {
        String create = "POST delta/v1/catalogs/lab/schemas/raw/tables";
        fake.plan(create, Fault.broken().afterTheWork());

        boolean made = server.tables()
                .register(
                        TABLE,
                        UnityTable.delta(
                                URI.create("file:///w/t"), "{\"type\":\"struct\",\"fields\":[]}", "", Map.of()),
                        new DeltaLogFacts(1, 2, List.of(), List.of(), 1));

        assertThat(made).isTrue();
        assertThat(server.tables().list("lab", "raw")).containsExactly("t");
    }

    @Test
    void whatCannotBeAskedTwiceIsDoneOnceWhateverIsLost() {
        Fault lost = Fault.broken().afterTheWork();
        URI models = URI.create("file:///warehouse/models");
        server.schemas().create("lab", "models", new UnitySchemas.Facts("", Map.of()), Optional.of(models));
        TableName model = new TableName("lab", "models", "m");
        server.models().ensure(model, Optional.empty());
        fake.plan("POST models/versions", Fault.error(503, "UNAVAILABLE", "busy"), lost);
        fake.plan("PATCH models/lab.models.m/versions/1/finalize", lost);

        server.models().register(model, "file:///artifacts/1", "run1", "");

        assertThat(server.models().versions(model))
                .containsExactly(new UnityModels.Version(1, "file:///artifacts/1", "run1", "", true));
        server.tables()
                .register(
                        TABLE,
                        UnityTable.delta(
                                URI.create("file:///w/t"), "{\"type\":\"struct\",\"fields\":[]}", "", Map.of()),
                        new DeltaLogFacts(1, 2, List.of(), List.of(), 1));
        fake.plan("POST delta/v1/catalogs/lab/schemas/raw/tables/t/rename", lost);
        server.tables().rename(TABLE, "u");
        assertThat(server.tables().list("lab", "raw")).containsExactly("u");
    }

    @Test
    void saysWhatFailsForGood() {
        Fault down = Fault.error(503, "UNAVAILABLE", "no database");
        fake.plan("GET tables/lab.raw.t", down, down, down, down, down);

        assertThatThrownBy(() -> server.tables().locate(TABLE))
                .isInstanceOfSatisfying(
                        BackendException.class, e -> assertThat(e.retryable()).isTrue())
                .hasMessage("Unity Catalog " + fake.uri()
                        + ": look for table lab.raw.t failed 5 times, at last with no database");
    }

    @Test
    void namesThePrivilegeThatIsMissingAndHowToGiveIt() {
        fake.plan(
                "POST delta/v1/catalogs/lab/schemas/raw/tables",
                Fault.error(403, "PERMISSION_DENIED", "Access denied."));

        assertThatThrownBy(() -> server.tables()
                        .register(
                                TABLE,
                                UnityTable.delta(
                                        URI.create("file:///w/t"), "{\"type\":\"struct\",\"fields\":[]}", "", Map.of()),
                                new DeltaLogFacts(1, 2, List.of(), List.of(), 1)))
                .isInstanceOfSatisfying(
                        BackendException.class, e -> assertThat(e.retryable()).isFalse())
                .hasMessageContaining("may not create table lab.raw.t: it needs CREATE TABLE on the schema lab.raw")
                .hasMessageContaining("bin/uc permission create --securable_type schema --name lab.raw"
                        + " --privilege \"CREATE TABLE\"");
    }

    @Test
    void aTokenIsReadAnewForEachCallAndNeverShown() throws Exception {
        fake.enforcing(Map.of("old-secret", "ada@example.com", "new-secret", "ada@example.com"));
        Path token = Files.writeString(folder.resolve("token"), "old-secret\n");
        UnityServer ada = new UnityServer(fake.uri(), Optional.of(Secret.parse("file:" + token)));
        ada.ensureCatalog("lab");
        Files.writeString(token, "ended-secret");

        assertThatThrownBy(() -> ada.tables().locate(TABLE))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("refuses file:" + token + "=*****")
                .hasMessageContaining("set it to a token that has not ended")
                .hasMessageNotContaining("secret");
        Files.writeString(token, "new-secret");
        assertThat(ada.tables().locate(TABLE)).isEmpty();
        assertThatThrownBy(() -> server.tables().locate(TABLE))
                .hasMessageContaining("refuses a call without a token")
                .hasMessageContaining("unity-catalog.token");
    }

    @Test
    void givesAndTakesPrivilegesWhereTheyAreEnforced() throws Exception {
        fake.enforcing(Map.of("t1", "ada@example.com", "t2", "bob@example.com"));
        Path token = Files.writeString(folder.resolve("token"), "t1");
        UnityServer ada = new UnityServer(fake.uri(), Optional.of(Secret.parse("file:" + token)));
        UnityPermissions permissions = ada.permissions();

        assertThat(ada.isEnforcing()).isTrue();
        permissions.change(LAB, "bob@example.com", List.of("USE CATALOG", "SELECT"), List.of());
        permissions.change(LAB, "bob@example.com", List.of(), List.of("SELECT"));

        assertThat(permissions.on(LAB)).containsExactly(Map.entry("bob@example.com", java.util.Set.of("USE CATALOG")));
        assertThatThrownBy(() -> permissions.change(LAB, "eve@example.com", List.of("SELECT"), List.of()))
                .hasMessageContaining("User not found: eve@example.com");
    }

    @Test
    void saysThatNoUnityCatalogIsThere() {
        UnityServer elsewhere = server(URI.create(fake.uri() + "/elsewhere"));
        UnityServer nobody = server(URI.create("http://127.0.0.1:1"));

        assertThatThrownBy(() -> elsewhere.ensureCatalog("lab"))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("there is no such call (404); name the address of a Unity Catalog server");
        assertThatThrownBy(() -> nobody.ensureCatalog("lab"))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("it cannot be reached (connection refused)")
                .hasMessageContaining("unity-catalog.uri");
        assertThat(fake.unknown()).isNotEmpty();
        fake.forget();
    }
}
