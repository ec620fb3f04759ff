package io.millrace.lakehouse.databricks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.databricks.sdk.service.catalog.PrimaryKeyConstraint;
import com.databricks.sdk.service.catalog.Privilege;
import io.millrace.config.BackendException;
import io.millrace.config.DataException;
import io.millrace.config.InvalidConfigException;
import io.millrace.config.TableName;
import io.millrace.databricks.Workspace;
import io.millrace.databricks.WorkspaceSettings;
import io.millrace.lakehouse.Backend;
import io.millrace.lakehouse.Catalog;
import io.millrace.lakehouse.Environment;
import io.millrace.lakehouse.GovernanceChange;
import io.millrace.lakehouse.Grant;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.lakehouse.Layer;
import io.millrace.lakehouse.TableSpec;
import io.millrace.lakehouse.Write;
import io.millrace.testkit.FakeWorkspace;
import io.millrace.testkit.FakeWorkspace.Answer;
import io.millrace.testkit.SharedSpark;
import java.sql.Timestamp;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What Unity Catalog of a workspace knows of tables, and what it says when it does not let us. */
class DatabricksCatalogTest {
    private static final StructType COLUMNS = StructType.fromDDL("id BIGINT, at TIMESTAMP, amount DOUBLE");
    private static final String TABLES = "GET /api/2.1/unity-catalog/tables/";

    private final PlayedWorkspace played = PlayedWorkspace.start();
    private final Lakehouse lakehouse = Lakehouse.join(SharedSpark.newSession(), played.environment());
    private final Catalog catalog = lakehouse.catalog();

    @AfterEach
    void onlyWhatIsDocumentedWasAsked() {
        played.workspace().requireNoComplaint();
        played.workspace().close();
    }

    @Test
    void aFeatureTableHasItsPrimaryKeyWithTheTimeOfItsEvents() {
        TableSpec spec = spending("dbx_keys").build();

        catalog.ensure(spec);
        catalog.ensure(spec);

        PrimaryKeyConstraint key = played.catalog().key(spec.name().toString()).orElseThrow();
        assertThat(key.getName()).isEqualTo("dbx_keys_pk");
        assertThat(key.getChildColumns()).containsExactly("id", "at");
        assertThat(key.getTimeseriesColumns()).containsExactly("at");
        assertThat(played.workspace().changes().stream().filter(line -> line.contains("/constraints")))
                .hasSize(1);
        assertThat(played.catalog().tags("tables/" + spec.name())).containsExactly(Map.entry("domain", "shop"));
    }

    @Test
    void oddNamesOfTablesAndColumnsReachTheWorkspaceAsTheyAre() {
        StructType columns = StructType.fromDDL("id BIGINT, `Air Time` DOUBLE, `größe/%` DOUBLE, at TIMESTAMP");
        TableSpec spec = TableSpec.builder(lakehouse.table(Layer.FEATURES, "dbx-odd"), columns)
                .primaryKeys(List.of("id"))
                .tags(Map.of("it's", "a b"))
                .build();
        catalog.ensure(spec);
        List<String> odd = List.of("Air Time", "größe/%");

        catalog.govern(
                spec.name(), new GovernanceChange("", Map.of("it's", "c"), odd, List.of(), List.of(), List.of()));

        assertThat(played.catalog().key("main.features.dbx-odd")).isPresent();
        assertThat(played.catalog().tags("tables/main.features.dbx-odd")).containsExactly(Map.entry("it's", "c"));
        assertThat(catalog.personalData(spec.name())).containsExactlyInAnyOrderElementsOf(odd);
        assertThat(odd)
                .allSatisfy(column -> assertThat(played.catalog().tags("columns/main.features.dbx-odd." + column))
                        .containsKey("personal_data"));
        catalog.govern(spec.name(), new GovernanceChange("", Map.of(), List.of(), odd, List.of(), List.of()));
        assertThat(catalog.personalData(spec.name())).isEmpty();
    }

    @Test
    void aKeyThatAnEarlierTryLeftOutIsMadeByTheNext() {
        TableSpec spec = spending("dbx_later").build();
        played.workspace().next("POST /api/2.1/unity-catalog/constraints", Answer.of(500, "INTERNAL_ERROR", "gone"));
        assertThatThrownBy(() -> catalog.create(spec))
                .isInstanceOfSatisfying(
                        BackendException.class, e -> assertThat(e.retryable()).isTrue())
                .hasMessageContaining("primary key of " + spec.name());
        assertThat(played.catalog().key(spec.name().toString())).isEmpty();

        catalog.ensure(spec);

        assertThat(played.catalog().key(spec.name().toString())).isPresent();
    }

    @Test
    void aTableWithAnotherKeyInUnityCatalogIsRefused() {
        TableSpec spec = spending("dbx_other").build();
        catalog.ensure(spec);
        played.catalog().key(spec.name().toString()).orElseThrow().setChildColumns(List.of("amount"));

        assertThatThrownBy(() -> catalog.ensure(spec))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("has the primary key [amount] in Unity Catalog, its definition [id, at]")
                .hasMessageContaining("DROP PRIMARY KEY");
    }

    @Test
    void aKeyOfColumnsThatMayBeNullIsRecordedAlone() {
        TableSpec spec = spending("dbx_nullable").build();
        lakehouse
                .tables()
                .replace(
                        spec.name(),
                        lakehouse
                                .spark()
                                .createDataFrame(
                                        List.of(RowFactory.create(1L, Timestamp.valueOf("2025-01-01 00:00:00"), 2.0)),
                                        COLUMNS),
                        Write.of("test", 1, "run"));

        new DatabricksCatalog(
                        catalog,
                        new WorkspaceTables(workspace(), new WorkspaceGrants(workspace())),
                        new WorkspaceGrants(workspace()))
                .made(spec);

        assertThat(played.catalog().key(spec.name().toString())).isEmpty();
    }

    @Test
    void aTableThatAWriteMadeHasItsTags() {
        TableSpec spec = TableSpec.builder(lakehouse.table(Layer.RAW, "dbx_tagged"), COLUMNS)
                .tags(Map.of("domain", "shop"))
                .build();

        lakehouse
                .governed(spec)
                .append(lakehouse.spark().createDataFrame(List.of(), COLUMNS), Write.of("test", 1, "run"));

        assertThat(played.catalog().tags("tables/" + spec.name())).containsEntry("domain", "shop");
    }

    @Test
    void governanceIsUnityCatalogs() {
        TableSpec spec = spending("dbx_governed").build();
        TableName table = spec.name();
        catalog.ensure(spec);
        played.catalog().principals().add("ml-team");
        played.catalog().tags("tables/" + table).put("domain", "other by hand");

        catalog.govern(
                table,
                new GovernanceChange(
                        "ml-team",
                        Map.of("domain", "shop", "tier", "gold"),
                        List.of("amount"),
                        List.of(),
                        List.of(new Grant("analysts", Grant.Privilege.SELECT)),
                        List.of()));

        assertThat(played.catalog().owner(table.toString())).isEqualTo("ml-team");
        assertThat(played.catalog().tags("tables/" + table))
                .containsOnly(Map.entry("domain", "shop"), Map.entry("tier", "gold"));
        assertThat(played.catalog().tags("columns/" + table + ".amount")).containsEntry("personal_data", "yes");
        assertThat(played.catalog().grants(table.toString()))
                .containsEntry("analysts", Set.of(Privilege.SELECT))
                .containsEntry(FakeWorkspace.USER, Set.of(Privilege.MANAGE, Privilege.SELECT, Privilege.MODIFY));
        assertThat(catalog.governance(table).personalData()).containsExactly("amount");

        catalog.govern(table, new GovernanceChange("", Map.of(), List.of(), List.of("amount"), List.of(), List.of()));

        assertThat(played.catalog().tags("columns/" + table + ".amount")).isEmpty();
        assertThat(catalog.governance(table).personalData()).isEmpty();
    }

    @Test
    void personalDataIsWhatIsMarkedTaggedOrMaskedByWhomever() {
        TableSpec spec = spending("dbx_personal").build();
        catalog.ensure(spec);
        assertThat(catalog.personalData(spec.name())).isEmpty();
        played.catalog().tags("columns/" + spec.name() + ".id").put("pii", "no");
        played.catalog().tags("columns/" + spec.name() + ".at").put("class.date_of_birth", "");
        played.catalog().masked().add(spec.name() + ".amount");

        assertThat(catalog.personalData(spec.name())).containsExactly("amount", "at");

        played.catalog().tags("columns/" + spec.name() + ".id").put("pii", "yes");
        assertThat(catalog.personalData(spec.name())).containsExactly("amount", "at", "id");
        assertThat(catalog.personalData(lakehouse.table(Layer.RAW, "nowhere"))).isEmpty();
    }

    @Test
    void anOwnerWhomTheWorkspaceDoesNotKnowIsRecordedAndNothingElseChanges() {
        TableSpec spec = spending("dbx_owner").build();
        catalog.ensure(spec);

        catalog.govern(
                spec.name(),
                new GovernanceChange("whoever asks", Map.of(), List.of(), List.of(), List.of(), List.of()));

        assertThat(catalog.governance(spec.name()).owner()).isEqualTo("whoever asks");
        assertThat(played.catalog().owner(spec.name().toString())).isEqualTo(FakeWorkspace.USER);
        assertThat(played.catalog().grants(spec.name().toString())).isEmpty();
    }

    @Test
    void whatIsForbiddenIsToldWithTheStatementThatAllowsIt() {
        TableSpec spec = spending("dbx_forbidden").build();
        played.workspace()
                .next(
                        "POST /api/2.1/unity-catalog/entity-tag-assignments",
                        Answer.of(403, "PERMISSION_DENIED", "not allowed"));

        assertThatThrownBy(() -> catalog.ensure(spec))
                .isInstanceOfSatisfying(
                        BackendException.class, e -> assertThat(e.retryable()).isFalse())
                .hasMessageContaining("tag domain of " + spec.name())
                .hasMessageContaining(
                        "GRANT APPLY TAG ON TABLE " + spec.name().sql() + " TO `" + FakeWorkspace.USER + "`")
                .hasMessageNotContaining(FakeWorkspace.TOKEN);
        played.workspace()
                .next(
                        TABLES + spec.name(),
                        Answer.of(
                                403, "PERMISSION_DENIED", "User does not have USE SCHEMA on Schema 'main.features'."));
        assertThatThrownBy(() -> catalog.grants(spec.name()))
                .hasMessageContaining("GRANT USE SCHEMA ON SCHEMA `main`.`features` TO");
    }

    @Test
    void aWorkspaceWithoutTheCatalogIsToldBeforeWork() {
        Environment other = Environment.builder("prod")
                .backend(Backend.Kind.DATABRICKS)
                .catalog("nowhere")
                .workspace(played.environment().workspace())
                .build();

        assertThatThrownBy(() -> Lakehouse.join(SharedSpark.session(), other))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("catalog: " + played.workspace().host() + " has no catalog nowhere")
                .hasMessageContaining("CREATE CATALOG");
    }

    @Test
    void aWorkspaceThatIsNotNamedIsAMatterOfSettings() {
        Environment unnamed = Environment.builder("prod")
                .backend(Backend.Kind.DATABRICKS)
                .workspace(new WorkspaceSettings(
                        Optional.empty(),
                        played.environment().workspace().token(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()))
                .build();

        assertThatThrownBy(() -> Backend.of(unnamed).prepare()).isInstanceOf(InvalidConfigException.class);
        assertThat(Backend.of(unnamed)).hasToString("the workspace of this process");
    }

    private LazyWorkspace workspace() {
        return new LazyWorkspace(() -> Workspace.open(played.environment().workspace()));
    }

    private TableSpec.Builder spending(String name) {
        return TableSpec.builder(lakehouse.table(Layer.FEATURES, name), COLUMNS)
                .primaryKeys(List.of("id", "at"))
                .timeSeries("at")
                .tags(Map.of("domain", "shop"));
    }
}
