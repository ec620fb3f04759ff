package io.millrace.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.config.DataException;
import io.millrace.config.InvalidConfigException;
import io.millrace.config.TableName;
import io.millrace.lakehouse.Backend;
import io.millrace.lakehouse.Grant;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.lakehouse.Layer;
import io.millrace.lakehouse.StoredFiles;
import io.millrace.lakehouse.TableGovernance;
import io.millrace.testkit.SharedSpark;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GovernanceTest {
    private static final String STEPS =
            "steps = [ingest, features, train, evaluate, register, promote, score, monitor]";
    private static final String SHORT = "steps = [ingest, features, training-set]";
    private static final String PROJECT = "project = NAME\n";
    private static final String DECLARED =
            """
            governance {
              owner = shop-team, tags { domain = shop }
              personal-data { NAME_customers = [changed_at] }
              grants = [
                { principal = analysts, privileges = [select], on = [features, training.NAME_returns] }
                { principal = "loaders@example.com", privileges = [select, modify], on = [raw] }
              ]
            }
            """;

    private static Shop shop(String name, String governance) {
        return Shop.open(name).edited(STEPS, SHORT).edited(PROJECT, PROJECT + governance);
    }

    private static LedgerFiles files(Shop shop) {
        StoredFiles stored = Backend.of(shop.project().environment()).files();
        return new LedgerFiles(stored, shop.project().name(), "local", "read");
    }

    private static List<GovernedTables.Line> plan(Shop shop) {
        return GovernedTables.plan(shop.project(), shop.project().pipeline(Optional.empty()), RunSelection.all());
    }

    @Test
    void thePlanTellsTheDifferenceAndTheRunMakesItAndNothingElse() {
        Shop shop = shop("governed", DECLARED);
        Lakehouse lakehouse =
                Lakehouse.over(SharedSpark.session(), shop.project().environment());
        TableName customers = lakehouse.table(Layer.RAW, "governed_customers");

        assertThat(plan(shop))
                .contains(
                        new GovernedTables.Line(customers, "owner shop-team", false),
                        new GovernedTables.Line(customers, "tag domain = shop", false),
                        new GovernedTables.Line(customers, "column changed_at is personal data", false),
                        new GovernedTables.Line(customers, "grant MODIFY to loaders@example.com", false));
        shop.run(RunSelection.all(), RunListener.SILENT);

        TableGovernance governed = lakehouse.catalog().governance(customers);
        assertThat(governed.owner()).isEqualTo("shop-team");
        assertThat(governed.tags()).containsEntry("domain", "shop");
        assertThat(governed.personalData()).containsExactly("changed_at");
        assertThat(governed.grants())
                .containsExactly(
                        new Grant("loaders@example.com", Grant.Privilege.SELECT),
                        new Grant("loaders@example.com", Grant.Privilege.MODIFY));
        assertThat(lakehouse.catalog().grants(lakehouse.table(Layer.TRAINING, "governed_returns")))
                .containsExactly(new Grant("analysts", Grant.Privilege.SELECT));
        assertThat(plan(shop)).isEmpty();
        long version = lakehouse.tables().version(customers).version();
        shop.run(RunSelection.all(), RunListener.SILENT);
        assertThat(lakehouse.tables().version(customers).version()).isEqualTo(version);
    }

    @Test
    void whatIsNoLongerDeclaredIsTakenBackAndWhatOthersGaveStays() {
        Shop shop = shop("ungoverned", DECLARED);
        shop.run(RunSelection.all(), RunListener.SILENT);
        Lakehouse lakehouse =
                Lakehouse.over(SharedSpark.session(), shop.project().environment());
        TableName orders = lakehouse.table(Layer.RAW, "ungoverned_orders");
        Grant byHand = new Grant("auditors", Grant.Privilege.SELECT);
        lakehouse.catalog().grant(orders, byHand);

        Shop less = shop.edited("[select, modify]", "[select]").edited("= [changed_at]", "= []");

        assertThat(plan(less))
                .extracting(GovernedTables.Line::change)
                .containsOnly("revoke MODIFY from loaders@example.com", "column changed_at is no personal data");
        less.run(RunSelection.all(), RunListener.SILENT);
        assertThat(lakehouse.catalog().grants(orders))
                .containsExactly(byHand, new Grant("loaders@example.com", Grant.Privilege.SELECT));
        assertThat(plan(less)).isEmpty();
    }

    @Test
    void theManifestOfATrainingSetListsTheTagsOfItsInputs() throws Exception {
        Shop shop = shop("tagged", DECLARED);

        List<LedgerEntry> ended = shop.run(RunSelection.all(), RunListener.SILENT);

        LedgerEntry made = ended.get(ended.size() - 1);
        JsonNode manifest = new ObjectMapper().readTree(files(shop).read(made, TrainingSetAction.MANIFEST));
        assertThat(manifest.path("inputs")).hasSize(3).allSatisfy(input -> {
            assertThat(input.path("table").asText()).contains("tagged_");
            assertThat(input.path("tags").path("domain").asText()).isEqualTo("shop");
            assertThat(input.path("owner").asText()).isEqualTo("shop-team");
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ NAME_customers = [age] }|feature-views.NAME_customer.features.age: reads age,",
                "{ NAME_orders = [AMOUNT] }|feature-views.NAME_spending.aggregates.amount: reads AMOUNT,",
                "{ NAME_orders = [amount] }|training-sets.NAME_returns.spine.features: reads amount,",
                "{ NAME_order = [amount] }|governance.personal-data.NAME_order: is no source; did you mean 'NAME_orders'?"
            })
    void personalDataBecomesNoFeatureUnlessTheViewSaysSo(String declared, String problem) {
        String name = "private" + Math.abs(declared.hashCode() % 1000);

        assertThatThrownBy(() -> shop(name, "governance.personal-data " + declared + "\n")
                        .project())
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining(problem.replace("NAME", name));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "age + 1|true",
                "hash(*)|true",
                "to_json(struct(c.*))|true",
                "concat_ws('-', *)|true",
                "cohort|true",
                "decade|true",
                "count(*)|false",
                "2.*customer_id|false"
            })
    void whatReadsPersonalDataIsFoundAlsoBehindStarsAndComputedColumns(String sql, boolean refused) {
        String source = "timestamp = changed_at }";
        String computed = "timestamp = changed_at, columns { decade = \"cohort * 10\", cohort = \"age div 10\" } }";
        Shop shop = Shop.open("found" + Math.abs(sql.hashCode() % 1000)).edited(source, computed);
        String feature = "features { age = \"age\" }";
        String edited =
                "features { other = \"" + sql + "\" }\n}\ngovernance { personal-data { NAME_customers = [age] }";

        if (refused) {
            assertThatThrownBy(() -> shop.edited(feature, edited)).hasMessageContaining("features.other: reads ");
        } else {
            assertThat(shop.edited(feature, edited).project().governance().personalData())
                    .isNotEmpty();
        }
    }

    @Test
    void aViewsOwnOwnerAndTagsWin() {
        String view = "feature-views.NAME_customer {";
        Shop shop = Shop.open("owned")
                .edited(STEPS, SHORT)
                .edited(
                        view,
                        "governance { owner = all, tags { domain = shop, tier = gold } }\n" + view
                                + " owner = few, tags { tier = silver },");

        shop.run(RunSelection.all(), RunListener.SILENT);

        assertThat(plan(shop)).isEmpty();
        TableGovernance governed = Lakehouse.over(
                        SharedSpark.session(), shop.project().environment())
                .catalog()
                .governance(shop.name(Layer.FEATURES, "customer"));
        assertThat(governed.owner()).isEqualTo("few");
        assertThat(governed.tags()).containsEntry("tier", "silver").containsEntry("domain", "shop");
    }

    @Test
    void aColumnThatIsNotThereIsToldByTheRun() {
        Shop shop = shop("misspelt", "governance.personal-data { NAME_customers = [changed] }\n");

        assertThatThrownBy(() -> shop.run(RunSelection.all(), RunListener.SILENT))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("governance.personal-data.misspelt_customers: names changed, which"
                        + " main.raw.misspelt_customers does not have")
                .hasMessageContaining("changed_at");
    }

    @Test
    void sourcesThatReadEachOtherInACircleAreToldAsSuch() {
        assertThatThrownBy(() -> Shop.open("circle").edited("{ source = NAME_orders,", "{ source = NAME_recent,"))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("circle");
    }

    @Test
    void aViewMaySayThatPersonalDataIsMeant() {
        String view = "feature-views.NAME_customer {";
        Shop shop = Shop.open("meant")
                .edited(
                        view,
                        "governance.personal-data { NAME_customers = [age] }\n" + view + " personal-data = [age],");

        assertThat(shop.project().governance().personalColumns(shop.project().sources(), "meant_customers"))
                .containsExactly("age");
        assertThatThrownBy(() -> Shop.open("unmeant").edited(view, view + " personal-data = [age],"))
                .hasMessageContaining("personal-data: names age, which governance.personal-data does not");
    }

    @Test
    void wrongRulesAreProblems() {
        String wrong =
                """
                governance.grants = [
                  { principal = a, privileges = [drop], on = [features] }
                  { principal = b, privileges = [], on = [lab.x] }
                  { principal = c, privileges = [select], on = [features.NAME_custmer] }
                ]
                governance.tags { empty = "" }
                """;

        assertThatThrownBy(() -> shop("wrongly", wrong).project())
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("governance.grants[0].privileges")
                .hasMessageContaining("governance.grants[1].on: names 'lab.x', which is no schema of tables")
                .hasMessageContaining("governance.grants[1].privileges: is empty")
                .hasMessageContaining("governance.tags.empty: is empty");
        assertThatThrownBy(
                        () -> shop(
                                "lost",
                                "governance.grants = [{ principal = c, privileges = [select], on = [features.NAME_custmer] }]\n"))
                .hasMessageContaining(
                        "governance.grants: names features.lost_custmer, a table that no pipeline makes; did you"
                                + " mean 'features.lost_customer'?");
    }

    @Test
    void whatASourcesTableHasMarkedBecomesNoFeatureEither() {
        String path = "sources.NAME_customers { path = \"DATA/customers.parquet\"";
        Shop files = Shop.open("marked").edited(STEPS, SHORT);
        SharedSpark.session().sql("CREATE SCHEMA IF NOT EXISTS main.raw");
        SharedSpark.session()
                .sql(
                        "CREATE TABLE main.raw.marked_given USING delta TBLPROPERTIES ('millrace.personal-data.age' = 'yes')"
                                + " AS SELECT * FROM parquet.`" + files.data().resolve("customers.parquet") + "`");
        Shop marked = files.edited(path, "sources.NAME_customers { table = main.raw.NAME_given");
        String view = "entity = [customer_id], timestamp = changed_at, source = NAME_customers, delay = 1h";

        assertThatThrownBy(() -> marked.run(RunSelection.all(), RunListener.SILENT))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("feature-views.marked_customer.features.age: reads age, which is personal data by"
                        + " governance.personal-data or by the table that it lies in")
                .hasMessageContaining("personal-data = [age] in the view");
        assertThat(SharedSpark.session().catalog().tableExists("main.features.marked_customer"))
                .isFalse();

        Shop meant = marked.edited(view, view + ", personal-data = [age]");
        assertThat(meant.run(RunSelection.all(), RunListener.SILENT))
                .allMatch(entry -> entry.state() == StepState.DONE);
    }
}
