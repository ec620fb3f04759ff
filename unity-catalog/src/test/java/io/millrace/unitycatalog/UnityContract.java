package io.millrace.unitycatalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.BackendException;
import io.millrace.config.InvalidConfigException;
import io.millrace.config.TableName;
import io.millrace.unitycatalog.UnitySchemas.Facts;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestMethodOrder;

/** What a server without authorization does for {@link UnityServer}; one that is real, and the one in memory. */
@TestMethodOrder(MethodOrderer.MethodName.class)
abstract class UnityContract {
    private static final String COLUMNS =
            """
            {"type":"struct","fields":[
              {"name":"id","type":"long","nullable":false,"metadata":{"comment":"it's the key","delta.columnMapping.id":1}},
              {"name":"price","type":"decimal(10,2)","nullable":true,"metadata":{}},
              {"name":"tags","type":{"type":"array","elementType":"string","containsNull":true},"nullable":true,"metadata":{}},
              {"name":"facts","type":{"type":"map","keyType":"string","valueType":{"type":"struct","fields":[
                {"name":"when","type":"timestamp","nullable":true,"metadata":{}}]},"valueContainsNull":false},
                "nullable":true,"metadata":{}}]}""";

    private static final DeltaLogFacts LOG =
            new DeltaLogFacts(1, 7, List.of(), List.of("appendOnly", "changeDataFeed"), 1_796_000_000_000L);

    abstract UnityServer server();

    /** Returns the catalog of a test. */
    abstract String catalogOf(TestInfo test);

    private String catalog = "";

    private String catalog() {
        return catalog;
    }

    private TableName table(String name) {
        return new TableName(catalog(), "raw", name);
    }

    private static UnityTable made(String folder) {
        return UnityTable.delta(
                URI.create("file:///warehouse/" + folder), COLUMNS, "What it holds", Map.of("a.b", "c", "empty", ""));
    }

    @BeforeEach
    void makeTheSchema(TestInfo test) {
        catalog = catalogOf(test);
        server().ensureCatalog(catalog());
        server().ensureCatalog(catalog());
        server().schemas().create(catalog(), "raw", new Facts("as it came", Map.of("k", "v")), Optional.empty());
    }

    @Test
    void registersATableWithAllItsFacts() {
        UnityTables tables = server().tables();

        assertThat(tables.find(table("full"))).isEmpty();
        assertThat(tables.register(table("full"), made("full-1"), LOG)).isTrue();
        assertThat(tables.register(table("full"), made("full-1"), LOG))
                .as("sent again")
                .isTrue();
        assertThat(tables.register(table("full"), made("full-2"), LOG))
                .as("another")
                .isFalse();

        UnityTable found = tables.find(table("FULL")).orElseThrow();
        assertThat(found.location()).contains(URI.create("file:///warehouse/full-1"));
        assertThat(found.comment()).isEqualTo("What it holds");
        assertThat(found.properties()).containsEntry("a.b", "c").containsEntry("delta.feature.appendOnly", "supported");
        assertThat(found.columns())
                .contains("it's the key", "decimal(10,2)", "element-type", "value-contains-null")
                .doesNotContain("delta.columnMapping");
        assertThat(tables.list(catalog(), "raw")).containsExactly("full");
        assertThat(tables.list(catalog(), "absent")).isEmpty();
    }

    @Test
    void changesATableInPlaceAndOnlyWhatIsOther() {
        UnityTables tables = server().tables();
        tables.register(table("changed"), made("changed"), LOG);
        String id = tables.find(table("changed")).orElseThrow().id().orElseThrow();
        String other =
                "{\"type\":\"struct\",\"fields\":[{\"name\":\"n\",\"type\":\"integer\",\"nullable\":true,\"metadata\":{}}]}";

        tables.describe(table("changed"), COLUMNS, "What it holds", Map.of("a.b", "c", "empty", ""));
        tables.describe(table("changed"), other, "Something else", Map.of("a.b", "d", "long", "x".repeat(300)));

        UnityTable found = tables.find(table("changed")).orElseThrow();
        assertThat(found.id()).contains(id);
        assertThat(found.comment()).isEqualTo("Something else");
        assertThat(found.columns()).contains("\"n\"").doesNotContain("price");
        assertThat(found.properties())
                .containsEntry("a.b", "d")
                .containsEntry("long", "x".repeat(254) + "…")
                .containsKey("delta.feature.appendOnly")
                .doesNotContainKey("empty");
        tables.describeColumns(table("changed"), COLUMNS);
        assertThat(tables.find(table("changed")).orElseThrow().columns()).contains("price");
        assertThatThrownBy(() -> tables.describeColumns(table("absent"), COLUMNS))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("table " + table("absent") + " is gone");
    }

    @Test
    void renamesAndRemoves() {
        UnityTables tables = server().tables();
        tables.register(table("first"), made("first"), LOG);

        tables.rename(table("first"), "second");

        assertThat(tables.locate(table("first"))).isEmpty();
        assertThat(tables.locate(table("second")).orElseThrow().isDelta()).isTrue();
        UnityTable second = tables.locate(table("second")).orElseThrow();
        tables.register(table("third"), made("third"), LOG);
        tables.remove(table("third"), second);
        assertThat(tables.locate(table("third"))).as("another table").isPresent();
        tables.remove(table("second"), second);
        tables.remove(table("second"), second);
        tables.remove(table("third"), tables.locate(table("third")).orElseThrow());
        assertThat(tables.list(catalog(), "raw")).isEmpty();
    }

    @Test
    void keepsSchemasWithTheirFacts() {
        UnitySchemas schemas = server().schemas();

        assertThat(schemas.find(catalog(), "raw")).contains(new Facts("as it came", Map.of("k", "v")));
        assertThat(schemas.create(catalog(), "raw", new Facts("", Map.of()), Optional.empty()))
                .isFalse();
        assertThat(schemas.create(catalog(), "features", new Facts("", Map.of()), Optional.empty()))
                .isTrue();
        schemas.describe(catalog(), "features", new Facts("made from raw", Map.of("x", "y")));

        assertThat(schemas.find(catalog(), "features")).contains(new Facts("made from raw", Map.of("x", "y")));
        assertThat(schemas.list(catalog())).containsExactly("features", "raw");
        schemas.remove(catalog(), "features");
        schemas.remove(catalog(), "features");
        assertThat(schemas.find(catalog(), "features")).isEmpty();
    }

    @Test
    void showsModelsAndTheirVersionsOnce() {
        server().schemas()
                .create(
                        catalog(),
                        "models",
                        new Facts("", Map.of()),
                        Optional.of(URI.create("file:///warehouse/" + catalog() + "_models")));
        UnityModels models = server().models();
        TableName model = new TableName(catalog(), "models", "chargeback");

        assertThat(models.versions(model)).isEmpty();
        models.ensure(model, Optional.empty());
        models.register(model, "file:///artifacts/1", "run1", "first");
        models.register(model, "file:///artifacts/2", "run2", "second");
        models.register(model, "file:///artifacts/1", "run1", "the first");
        models.ensure(model, Optional.of("Champion: 2"));
        models.ensure(model, Optional.of("Champion: 2"));

        assertThat(models.versions(model))
                .containsExactly(
                        new UnityModels.Version(1, "file:///artifacts/1", "run1", "the first", true),
                        new UnityModels.Version(2, "file:///artifacts/2", "run2", "second", true));
    }

    @Test
    void saysWhereModelsHaveNoPlace() {
        assertThatThrownBy(() -> server().models().ensure(table("homeless"), Optional.empty()))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("create registered model " + table("homeless"))
                .hasMessageContaining("storage-root.models");
    }

    @Test
    void makesAVolumeOnce() {
        URI folder = URI.create("file:///warehouse/" + catalog() + "/files");

        server().volumes().ensure(table("files"), folder, "pages");
        server().volumes().ensure(table("files"), folder, "pages");
    }

    @Test
    void refusesNamesThatTheServerDoesNotTake() {
        for (String name : List.of("odd name", "a.b", "ä", "it's", "x".repeat(256))) {
            assertThatThrownBy(() -> server().tables().find(table(name)))
                    .isInstanceOf(InvalidConfigException.class)
                    .hasMessageContaining("letters, digits");
        }
    }

    @Test
    void tellsThatNothingIsEnforced() {
        assertThat(server().isEnforcing()).isFalse();
        assertThat(server().permissions().on(new Securable(Securable.Type.CATALOG, catalog())))
                .isEmpty();
        assertThatThrownBy(() -> server().permissions()
                        .change(
                                new Securable(Securable.Type.CATALOG, catalog()),
                                "ada@example.com",
                                List.of("USE CATALOG"),
                                List.of()))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("User not found: ada@example.com");
    }
}
