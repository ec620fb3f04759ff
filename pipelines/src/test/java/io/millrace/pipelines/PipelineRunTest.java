package io.millrace.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.BackendException;
import io.millrace.config.DataException;
import io.millrace.config.InvalidConfigException;
import io.millrace.config.TableName;
import io.millrace.config.TableVersion;
import io.millrace.lakehouse.Layer;
import io.millrace.lakehouse.Tables;
import io.millrace.registry.ModelRegistry;
import io.millrace.testkit.Frames;
import io.millrace.testkit.SharedSpark;
import java.io.Serial;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs that are killed, or given what they cannot use: what they leave behind. */
@Tag("faults")
final class PipelineRunTest {
    private static final String STEPS =
            "steps = [ingest, features, train, evaluate, register, promote, score, monitor]";
    private static final RunSelection LAST =
            new RunSelection(Optional.empty(), Optional.empty(), Optional.of(RunSelection.LAST));

    private static Shop calm;
    private static List<LedgerEntry> undisturbed;

    @BeforeAll
    static void runUndisturbed() {
        calm = Shop.open("calm");
        undisturbed = calm.run(RunSelection.all(), RunListener.SILENT);
    }

    @Test
    void aRunKilledAfterEachItemMakesWhatAnUndisturbedOneMakes() {
        Shop storm = Shop.open("storm");
        Killer killer = new Killer();

        RunSelection selection = RunSelection.all();
        List<LedgerEntry> last = List.of();
        while (last.isEmpty()) {
            try {
                last = storm.run(selection, killer);
            } catch (Killed e) {
                selection = LAST;
            }
        }

        assertThat(killer.deaths).hasSameSizeAs(undisturbed);
        assertThat(last)
                .filteredOn(entry -> entry.state() != StepState.SKIPPED)
                .extracting(LedgerEntry::step)
                .containsExactly(StepKind.MONITOR);
        for (String table : List.of("customers", "orders")) {
            assertSame(storm, Layer.RAW, table);
        }
        for (String table : List.of("customer", "spending")) {
            assertSame(storm, Layer.FEATURES, table);
        }
        assertSame(storm, Layer.TRAINING, "returns");
        assertSame(storm, Layer.TRAINING, "returns_predictions", "run_id");
        assertSame(storm, Layer.INFERENCE, "returns", "model_name", "run_id", "scored_at");
        assertSame(
                storm, Layer.MONITORING, "returns_profile_metrics", "computed_at", "run_id", "project", "monitor_name");
        assertSame(
                storm, Layer.MONITORING, "returns_drift_metrics", "computed_at", "run_id", "project", "monitor_name");
        try (Workshop workshop = storm.workshop()) {
            ModelRegistry registry = workshop.registry();
            assertThat(registry.versions("storm_returns")).hasSize(1);
            assertThat(registry.findByAlias("storm_returns", ModelRegistry.CHAMPION))
                    .isPresent();
            assertThat(workshop.openLedger().runs()).hasSize(1);
        }
        scoresEachRowOnce(storm);
        scoresOnlyWithTheFeaturesOfTheChampion(storm);
        trainsNothingWhoseScoresWouldNotFit(storm);
        tellsTheChampionOfNow(storm);
    }

    private static void scoresEachRowOnce(Shop storm) {
        Shop scoring = storm.edited(STEPS, "steps = [ingest, features, score, monitor]");
        long before = storm.table(Layer.INFERENCE, "returns").count();

        Shop.writeOrders(storm.data(), "id < 905");
        List<LedgerEntry> ended = scoring.run(RunSelection.all(), RunListener.SILENT);

        assertThat(ended)
                .filteredOn(entry -> entry.step().equals(StepKind.SCORE))
                .extracting(LedgerEntry::rowCount)
                .containsExactly(5L);
        Dataset<Row> scores = storm.table(Layer.INFERENCE, "returns");
        assertThat(scores.count()).isEqualTo(before + 5);
        assertThat(scores.select("order_id").distinct().count()).isEqualTo(before + 5);
        assertThat(storm.table(Layer.MONITORING, "returns_profile_metrics")
                        .where(
                                "column_name = ':table' AND slice_key IS NULL AND model_version = '*' AND log_type = 'INPUT'")
                        .selectExpr("sum(count)")
                        .first()
                        .getLong(0))
                .as("rows that the monitor counts")
                .isEqualTo(before + 5);
    }

    private static void scoresOnlyWithTheFeaturesOfTheChampion(Shop storm) {
        Shop scoring = storm.edited(STEPS, "steps = [features, score]");

        refused(scoring.edited("{ age = \"age\" }", "{ age = \"age * 2\" }"), "features.age is 'age * 2' in the table");
        refused(
                storm.edited(STEPS, "steps = [score]").edited("NAME_customer", "NAME_client"),
                "looks up the feature view storm_customer, which the project does not declare any more");
        List<LedgerEntry> back = scoring.run(RunSelection.all(), RunListener.SILENT);

        assertThat(items(back, StepState.DONE)).contains("storm_customer");
        assertThat(back)
                .filteredOn(entry -> entry.step().equals(StepKind.SCORE))
                .extracting(LedgerEntry::rowCount)
                .containsExactly(0L);
    }

    private static void trainsNothingWhoseScoresWouldNotFit(Shop storm) {
        refused(
                storm.edited(
                        "pipelines.nightly {",
                        """
                        sources.NAME_cents { source = NAME_orders, columns { amount = "CAST(amount * 100 AS BIGINT)" } }
                        training-sets.NAME_returns.spine.source = NAME_cents
                        pipelines.nightly {"""),
                "column amount is bigint, the table has double");
    }

    private static void tellsTheChampionOfNow(Shop storm) {
        String model = "storm_returns";
        Shop making = storm.edited(STEPS, "steps = [ingest, features, train, evaluate, register, promote]");
        making.run(RunSelection.all(), RunListener.SILENT);
        try (Workshop workshop = storm.workshop()) {
            long made = workshop.registry().champion(model).version();

            Rollback.of(workshop, model);
            List<LedgerEntry> ended = making.run(RunSelection.all(), RunListener.SILENT);

            assertThat(ended).allMatch(entry -> entry.state() == StepState.SKIPPED);
            assertThat(ended.get(ended.size() - 1).made())
                    .extracting(Made::detail)
                    .containsExactly("version 1; version " + made + " was, until a later decision");
            assertThat(making.run(RunSelection.only(StepKind.PROMOTE, Optional.of(model)), RunListener.SILENT)
                            .get(0)
                            .made())
                    .extracting(Made::detail)
                    .containsExactly("version 1; version " + made + " was, until a later decision");
            assertThat(VersionPromotion.of(workshop, model, made).champion()).hasValue(made);
            assertThat(workshop.registry().champion(model).version()).isEqualTo(made);
            assertThatThrownBy(() -> VersionPromotion.of(workshop, model, 99))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("has no version 99; it has 1, " + made);
        }
    }

    @Test
    void badDataIsNamedAndEveryTableStaysAsItWas() {
        List<Row> training = calm.table(Layer.TRAINING, "returns").collectAsList();
        List<TableVersion> before = versions();

        refused("orders.parquet", "gone.parquet", "gone.parquet");
        refused("{ age = \"age\" }", "{ years = \"agee\" }", "agee");
        refused(
                "timestamp = ordered_at, source = NAME_orders",
                "timestamp = order_id, source = NAME_orders",
                "order_id");
        refused(
                "pipelines.nightly {",
                """
                sources.NAME_texts { source = NAME_orders, columns { customer_id = "CAST(customer_id AS STRING)" } }
                training-sets.NAME_returns.spine.source = NAME_texts
                pipelines.nightly {""",
                "customer_id");
        refused("label = returned,", "label = returned, where = \"amount < 0\",", "has no rows");
        assertThat(versions()).isEqualTo(before);

        refused("features = [amount], columns = [order_id]", "features = [amount, order_id]", "order_id");
        assertThat(calm.table(Layer.TRAINING, "returns").collectAsList()).hasSameElementsAs(training);
        assertThat(calm.run(RunSelection.all(), RunListener.SILENT))
                .allMatch(entry -> entry.state() == StepState.SKIPPED);
    }

    @Test
    void rowsThatCannotTrainAModelAreRefusedWithDatesAndCounts() {
        Shop shop = Shop.open("poor");

        String until = "label = returned, where = \"ordered_at < timestamp'2024-03-01T00:00:00Z'\",";
        refused(shop.edited("label = returned,", until), "2024-03-05");
        refused(
                shop.edited("label = returned,", "label = returned, where = \"returned\","),
                "has only label 1 in 197 rows");
    }

    @Test
    void onlyAndFromTakeAPartOfThePipelineAndOnlyWhatChangedRunsAgain() {
        Shop shop = Shop.open("part");

        assertThatThrownBy(() -> shop.run(selection("", "train", ""), RunListener.SILENT))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("--from training-set");
        assertThatThrownBy(() -> shop.run(selection("", "features:nobody", ""), RunListener.SILENT))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("part_customer, part_spending");
        assertThatThrownBy(() -> shop.run(selection("", "", "20200101-000000-abcd"), RunListener.SILENT))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("no such run");
        assertThat(items(shop.run(selection("", "ingest:part_orders", ""), RunListener.SILENT), StepState.DONE))
                .containsExactly("part_orders");
        Shop features = shop.edited(STEPS, "steps = [ingest, features]");
        assertThat(items(features.run(RunSelection.all(), RunListener.SILENT), StepState.DONE))
                .containsExactly("part_customers", "part_customer", "part_spending");

        Shop.writeCustomers(shop.data(), "21 + pmod(hash(id), 60)");
        List<LedgerEntry> second = features.run(RunSelection.all(), RunListener.SILENT);
        assertThat(items(second, StepState.DONE)).containsExactly("part_customers", "part_customer");
        assertThat(items(second, StepState.SKIPPED)).containsExactly("part_orders", "part_spending");
        assertThat(shop.table(Layer.FEATURES, "customer").count()).isEqualTo(40);
        assertThat(items(features.run(selection("features", "", ""), RunListener.SILENT), StepState.SKIPPED))
                .containsExactly("part_customer", "part_spending");
        List<Row> customers = shop.table(Layer.FEATURES, "customer").collectAsList();

        sql("DROP TABLE " + shop.name(Layer.RAW, "customers"));
        sql("UPDATE " + shop.name(Layer.FEATURES, "spending") + " SET amount = 0");
        List<LedgerEntry> mended = features.run(RunSelection.all(), RunListener.SILENT);
        assertThat(items(mended, StepState.DONE)).containsExactly("part_customers", "part_customer", "part_spending");
        assertThat(shop.table(Layer.FEATURES, "customer").collectAsList()).hasSameElementsAs(customers);
        assertThat(shop.table(Layer.FEATURES, "spending").where("amount > 0").count())
                .isPositive();
        sql("DELETE FROM " + shop.name(Layer.RAW, "orders"));
        assertThat(items(features.run(RunSelection.all(), RunListener.SILENT), StepState.DONE))
                .containsExactly("part_orders", "part_spending");
        assertThat(shop.table(Layer.RAW, "orders").count()).isEqualTo(900);
        refused(features.edited("project = NAME", "project = another"), "belongs to the project part");
    }

    @Test
    void workersOfOneRunShareItsItemsAndMakeWhatOneMakes() throws Exception {
        Shop shared = Shop.open("shared");
        List<List<LedgerEntry>> done = new ArrayList<>();
        ExecutorService workers = Executors.newFixedThreadPool(2);
        try {
            List<Future<List<LedgerEntry>>> working = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                working.add(workers.submit(
                        () -> shared.run(Shop.sharing("night-1", Optional.empty()), RunListener.SILENT)));
            }
            for (Future<List<LedgerEntry>> worker : working) {
                done.add(worker.get());
            }
        } finally {
            workers.shutdown();
        }

        assertThat(done).allSatisfy(entries -> assertThat(entries).hasSameSizeAs(undisturbed));
        try (Workshop workshop = shared.workshop()) {
            List<LedgerEntry> events = workshop.openLedger().entries();
            assertThat(events).extracting(LedgerEntry::runId).containsOnly("night-1");
            assertThat(events)
                    .filteredOn(entry -> entry.state() == StepState.DONE)
                    .extracting(entry -> entry.step() + " " + entry.item())
                    .doesNotHaveDuplicates()
                    .hasSameSizeAs(undisturbed);
        }
        assertSame(shared, Layer.TRAINING, "returns");
        assertSame(shared, Layer.INFERENCE, "returns", "model_name", "run_id", "scored_at");
    }

    @Test
    void anItemThatFailsStopsTheOthersOfTheRunAndIsTriedAgain() throws Exception {
        Shop failing = Shop.open("failing").edited(STEPS, "steps = [ingest, features]");
        RunSelection night = Shop.sharing("night-2", Optional.empty());
        CountDownLatch arrived = new CountDownLatch(1);
        ExecutorService workers = Executors.newSingleThreadExecutor();
        List<Future<List<LedgerEntry>>> other = new ArrayList<>();
        try {
            RunListener first = listener(() -> {}, item -> {
                if (item.equals("failing_spending")) {
                    other.add(workers.submit(() -> failing.run(night, listener(arrived::countDown, none -> {}))));
                    await(arrived);
                    throw new DataException("no luck with " + item);
                }
            });

            assertThatThrownBy(() -> failing.run(night, first)).hasMessage("no luck with failing_spending");
            assertThatThrownBy(() -> other.get(0).get())
                    .cause()
                    .isInstanceOfSatisfying(BackendException.class, e -> assertThat(e.retryable())
                            .isTrue())
                    .hasMessageContaining("step features failing_spending failed in another process of the run")
                    .hasMessageContaining("no luck with failing_spending");
        } finally {
            workers.shutdown();
        }

        assertThat(items(failing.run(night, RunListener.SILENT), StepState.DONE))
                .containsExactly("failing_spending");
    }

    @Test
    void whatAPlatformCountsAsOneTryFailsOnceForWhatMustBeMended() {
        Shop platform = Shop.open("platform").edited(STEPS, "steps = [ingest, features]");
        List<RuntimeException> failures =
                new ArrayList<>(List.of(BackendException.retryable("a short night"), new DataException("a long one")));
        RunListener fails = listener(() -> {}, item -> {
            if (item.equals("platform_spending") && !failures.isEmpty()) {
                throw failures.remove(0);
            }
        });
        RunSelection first = Shop.sharing("4711", Optional.empty(), Optional.of(0));
        RunSelection repaired = Shop.sharing("4711", Optional.empty(), Optional.of(1));

        assertThatThrownBy(() -> platform.run(first, fails)).hasMessage("a short night");
        assertThatThrownBy(() -> platform.run(first, fails)).hasMessage("a long one");
        assertThatThrownBy(() -> platform.run(first, fails))
                .isInstanceOf(DataException.class)
                .hasMessage("step features platform_spending failed in this try of the run, and would again;"
                        + " mend what it tells, then repair the run: a long one");

        assertThat(items(platform.run(repaired, fails), StepState.DONE)).containsExactly("platform_spending");
        assertThatThrownBy(() -> platform.run(first, fails))
                .isInstanceOfSatisfying(
                        BackendException.class, e -> assertThat(e.retryable()).isFalse())
                .hasMessageContaining("run 4711 is at attempt 2, and this process belongs to attempt 1");
    }

    private static RunListener listener(Runnable started, Consumer<String> itemStarted) {
        return new RunListener() {
            @Override
            public void started(String runId, Pipeline pipeline) {
                started.run();
            }

            @Override
            public void itemStarted(Step step, String item) {
                itemStarted.accept(item);
            }

            @Override
            public void itemEnded(LedgerEntry entry) {}
        };
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void itemsDoneOneByOneMakeTheRun() {
        Shop items = Shop.open("items");
        List<String> order = undisturbed.stream()
                .map(entry -> entry.step() + ":" + entry.item().replace("calm_", "items_"))
                .toList();

        assertThatThrownBy(() ->
                        items.run(Shop.sharing("dag-7", Optional.of("features:items_customer")), RunListener.SILENT))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("run the step ingest first");
        for (String item : order) {
            assertThat(items.run(Shop.sharing("dag-7", Optional.of(item)), RunListener.SILENT))
                    .extracting(LedgerEntry::state)
                    .containsExactly(StepState.DONE);
        }
        assertThat(items.run(Shop.sharing("dag-7", Optional.of(order.get(0))), RunListener.SILENT))
                .extracting(LedgerEntry::state)
                .containsExactly(StepState.SKIPPED);

        assertSame(items, Layer.INFERENCE, "returns", "model_name", "run_id", "scored_at");
        try (Workshop workshop = items.workshop()) {
            assertThat(workshop.openLedger().runs()).containsExactly("dag-7");
        }
    }

    private static void sql(String statement) {
        SharedSpark.session().sql(statement);
    }

    private static List<String> items(List<LedgerEntry> entries, StepState state) {
        return entries.stream()
                .filter(entry -> entry.state() == state)
                .map(LedgerEntry::item)
                .toList();
    }

    private static RunSelection selection(String from, String only, String resume) {
        return new RunSelection(given(from), given(only), given(resume));
    }

    private static Optional<String> given(String text) {
        return Optional.of(text).filter(some -> !some.isEmpty());
    }

    private static void refused(String found, String replacement, String message) {
        refused(calm.edited(found, replacement), message);
    }

    private static void refused(Shop wrong, String message) {
        assertThatThrownBy(() -> wrong.run(RunSelection.all(), RunListener.SILENT))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(message);
    }

    /** The versions of all tables but the ledger, which grows with every try. */
    private static List<TableVersion> versions() {
        List<TableVersion> versions = new ArrayList<>();
        List<String> ends = List.of(
                "customers",
                "orders",
                "customer",
                "spending",
                "returns",
                "returns_predictions",
                "returns_profile_metrics",
                "returns_drift_metrics");
        try (Workshop workshop = calm.workshop()) {
            Tables tables = workshop.lakehouse().tables();
            for (Layer layer : Layer.values()) {
                for (String end : ends) {
                    TableName name = calm.name(layer, end);
                    if (tables.exists(name)) {
                        versions.add(tables.version(name));
                    }
                }
            }
        }
        assertThat(versions).hasSize(9);
        return versions;
    }

    private static void assertSame(Shop shop, Layer layer, String end, String... stamps) {
        Dataset<Row> actual = shop.table(layer, end).drop(stamps);
        assertThat(actual.count()).isPositive();
        Frames.assertSameRows(actual, calm.table(layer, end).drop(stamps));
    }

    /** Dies after each item once: its effects are there, the ledger does not know it yet. */
    private static final class Killer implements RunListener {
        private final List<String> deaths = new ArrayList<>();

        @Override
        public void started(String runId, Pipeline pipeline) {}

        @Override
        public void itemStarted(Step step, String item) {}

        @Override
        public void itemEnded(LedgerEntry entry) {
            String item = entry.step().label() + " " + entry.item();
            if (entry.state() == StepState.DONE && !deaths.contains(item)) {
                deaths.add(item);
                throw new Killed();
            }
        }
    }

    private static final class Killed extends Error {
        @Serial
        private static final long serialVersionUID = 1L;
    }
}
