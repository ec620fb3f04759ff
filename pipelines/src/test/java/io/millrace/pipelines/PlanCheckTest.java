package io.millrace.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.config.DataException;
import io.millrace.config.InvalidConfigException;
import io.millrace.definitions.FeatureOutput;
import io.millrace.lakehouse.Layer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What does not fit the real sources is told before a step runs: everything, each at its own place. */
class PlanCheckTest {
    private static final String PIPELINE = "pipelines.nightly {";
    private static final String VIEW = "features { age = \"age\" }";
    private static final String SET = "lookups = [ { view = NAME_customer";
    private static final String MODEL = "split { type = temporal";
    private static final String SCORED = "score { source = NAME_recent }";
    private static final String MONITOR = "baseline = training-set, model = NAME_returns";

    private static Shop shop;

    @BeforeAll
    static void open() {
        shop = Shop.open("checked");
    }

    @Test
    void givesEveryFeatureWithItsType() {
        Map<String, List<FeatureOutput>> features = resolve(shop);

        assertThat(features.get("checked_customer"))
                .extracting(FeatureOutput::name, FeatureOutput::type)
                .containsExactly(tuple("age", Optional.of("int")));
        assertThat(features.get("checked_spending"))
                .extracting(FeatureOutput::type)
                .containsExactly(Optional.of("bigint"), Optional.of("double"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            'features { age = "age" }'| 'features { age = "age" }, expect.young { rule = "agee < 99", on-failure = drop }'| feature-views.checked_customer.expect.young.rule| agee
            'features { age = "age" }'| 'features { age = "age" }, expect.young { rule = "age", on-failure = drop }'| feature-views.checked_customer.expect.young.rule| is not a boolean
            'features { age = "age" }'| 'features { age = "age" }, where = "agee > 1"'| feature-views.checked_customer.where| agee
            'timestamp = ordered_at, source = NAME_orders'| 'timestamp = order_id, source = NAME_orders'| feature-views.checked_spending.source| order_id
            'lookups = [ { view'| 'functions { twice = "agee * 2" }, lookups = [ { view'| training-sets.checked_returns.functions.twice| agee
            'label = returned,'| 'label = returned, where = "amoun > 1",'| training-sets.checked_returns.spine.where| amoun
            'label = returned,'| 'label = ordered_at,'| training-sets.checked_returns.lookups| label column 'ordered_at' has type timestamp
            'split { type'| 'exclude = [nothing], split { type'| models.checked_returns.exclude| names nothing, which is no input
            'split { type'| 'slices = [colour], split { type'| models.checked_returns.slices| colour
            'score { source = NAME_recent }'| 'score { source = NAME_recent, where = "amoun > 1" }'| models.checked_returns.score.where| amoun
            'score { source = NAME_recent }'| 'score { source = NAME_customers }'| models.checked_returns.score.source| ordered_at
            'model = NAME_returns'| 'model = NAME_returns, slices = ["colour"]'| monitors.checked_returns.slices| colour
            'model = NAME_returns'| 'model = NAME_returns, columns = [colour]'| monitors.checked_returns.columns| colour
            'model = NAME_returns'| 'model = NAME_returns, timestamp = colour'| monitors.checked_returns.timestamp| colour
            'model = NAME_returns'| 'model = NAME_returns, labels { source = NAME_orders, keys = [order_id], label = colour }'| monitors.checked_returns.labels.label| colour
            'model = NAME_returns'| 'model = NAME_returns, labels { source = NAME_orders, keys = [colour], label = returned }'| monitors.checked_returns.labels.keys| colour
            """)
    void tellsWhatDoesNotFitWhereItStands(String found, String replacement, String path, String what) {
        assertThatThrownBy(() -> resolve(shop.edited(found, replacement)))
                .isInstanceOfAny(DataException.class, InvalidConfigException.class)
                .hasMessageContaining(path + ": ")
                .hasMessageContaining(what);
    }

    @Test
    void tellsKeysThatDoNotGoTogether() {
        Shop texts = shop.edited(
                        PIPELINE,
                        "sources.NAME_texts { source = NAME_orders, columns { customer_id = \"'c'\" } }\n" + PIPELINE)
                .edited("source = NAME_orders, entity", "source = NAME_texts, entity");

        assertThatThrownBy(() -> resolve(texts))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("training-sets.checked_returns.lookups: ")
                .hasMessageContaining("customer_id")
                .hasMessageContaining("BIGINT");
    }

    @Test
    void tellsTablesThatThisProjectMakesAsTheyWillBe() {
        String table = "table = main.inference.NAME_returns, type = inference-log";
        Shop raw = shop.edited(table, "table = main.raw.NAME_orders, type = time-series, timestamp = ordered_at")
                .edited(MONITOR, "baseline = none, columns = [returned, colour]");
        Shop made = shop.edited(table, "table = main.features.NAME_customer, type = time-series")
                .edited(MONITOR, "baseline = none, columns = [age]");
        Shop others = shop.edited(table, "table = main.raw.of_others, type = time-series, timestamp = at")
                .edited(MONITOR, "baseline = none, columns = [colour]");

        assertThatThrownBy(() -> resolve(raw)).hasMessageContaining("monitors.checked_returns.columns: ");
        assertThat(resolve(made)).isNotEmpty();
        assertThat(resolve(others)).isNotEmpty();
    }

    @Test
    void tellsEverythingAtOnceWithItsLine() {
        Shop wrong = shop.edited(VIEW, "features { age = \"agee\" }")
                .edited(SET, "functions { x = \"amoun\" }, " + SET)
                .edited(SCORED, "score { source = NAME_recent, where = \"amoun > 1\" }")
                .edited(MONITOR, MONITOR + ", labels { source = NAME_orders, keys = [order_id], label = colour }")
                .edited("label = returned", "label = returne");

        Throwable thrown = catchThrowable(() -> resolve(wrong));

        assertThat(thrown)
                .isInstanceOf(DataException.class)
                .hasMessageContaining("feature-views.checked_customer.features.age: ")
                .hasMessageContaining("training-sets.checked_returns.spine.label: ")
                .hasMessageContaining("models.checked_returns.score.where: ")
                .hasMessageContaining("String:26 ");
    }

    @Test
    void aRunTellsItBeforeAnythingIsWritten() {
        Shop fresh = Shop.open("refused");
        Shop wrong = fresh.edited(SET, "functions { steps = \"sequence(1, age)\" }, " + SET);

        assertThatThrownBy(() -> wrong.run(RunSelection.all(), RunListener.SILENT))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("models.refused_returns.training-set: these inputs cannot be prepared: steps is"
                        + " array<int>")
                .hasMessageContaining("exclude = [steps]");
        assertThatThrownBy(() ->
                        wrong.edited(MODEL, "exclude = [stepz]\n" + MODEL).run(RunSelection.all(), RunListener.SILENT))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("did you mean 'steps'?");

        try (Workshop workshop = fresh.workshop()) {
            assertThat(workshop.lakehouse().tables().exists(fresh.name(Layer.RAW, "orders")))
                    .isFalse();
            assertThat(workshop.openLedger().runs()).isEmpty();
        }
    }

    @Test
    void aRunLooksOnlyAtWhatItsStepsUse() {
        Shop part = Shop.open("partly")
                .edited(MONITOR, MONITOR + ", slices = [\"colour\"]")
                .edited(
                        "steps = [ingest, features, train, evaluate, register, promote, score, monitor]",
                        "steps = [ingest, features]");

        assertThat(part.run(RunSelection.all(), RunListener.SILENT)).hasSize(4);
        assertThat(part.run(RunSelection.only(StepKind.FEATURES, Optional.of("partly_customer")), RunListener.SILENT))
                .hasSize(1);
    }

    private static Map<String, List<FeatureOutput>> resolve(Shop shop) {
        try (Workshop workshop = shop.workshop()) {
            return PlanCheck.resolve(shop.project(), workshop.lakehouse());
        }
    }
}
