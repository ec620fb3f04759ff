package io.millrace.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.DataException;
import io.millrace.lakehouse.Environment;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.lakehouse.Write;
import io.millrace.models.ModelFolder;
import io.millrace.registry.PromotionRecord.Action;
import io.millrace.registry.PromotionResult.Outcome;
import io.millrace.registry.local.LocalTracking;
import io.millrace.testkit.SharedSpark;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

class PromotionTest {
    private static final Gates GATES = new Gates(Map.of("roc_auc", 0.7), Map.of(), Optional.empty());
    private static final AtomicLong NUMBERS = new AtomicLong();

    @TempDir
    private Path folder;

    private Lakehouse lakehouse;
    private LocalTracking registry;
    private Promotion promotion;
    private String model;

    @BeforeEach
    void open(TestInfo test) {
        lakehouse = Lakehouse.over(SharedSpark.session(), Environment.local(SharedSpark.root()));
        registry = LocalTracking.open(folder.resolve("mlflow.db"), folder.resolve("artifacts"));
        promotion = Promotion.of(lakehouse, registry, "flights", new Ticking());
        model = test.getDisplayName().replaceAll("\\W", "");
    }

    /** A clock that moves a second with each reading. */
    private static final class Ticking extends Clock {
        private final AtomicLong seconds = new AtomicLong();

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.parse("2026-01-01T00:00:00Z").plus(Duration.ofSeconds(seconds.incrementAndGet()));
        }
    }

    private Candidate registered(double rocAuc) {
        Path made = folder.resolve("model-" + NUMBERS.incrementAndGet());
        ModelFolder.write(made, SampleModel.content().build());
        ModelVersion version =
                registry.register(model, new ModelSource(made.toUri(), "", ModelFolder.modelId(made), Map.of(), ""));
        return Candidate.of(model, version.version(), Map.of("roc_auc", rocAuc));
    }

    private static Write write() {
        return Write.of("flights/local/nightly/promote/ops.promotion_history", NUMBERS.incrementAndGet(), "run-1");
    }

    private OptionalLong champion() {
        return registry.findByAlias(model, "champion")
                .map(version -> OptionalLong.of(version.version()))
                .orElse(OptionalLong.empty());
    }

    @Test
    void goesOnInAnotherTableWhereTheHistoryHasLostAFile() throws IOException {
        Environment environment =
                Environment.builder("lost").localRoot(folder).catalog("lost").build();
        PromotionResult first = lossy(environment).promote(registered(0.8), GATES, write());
        lossy(environment).promote(registered(0.85), GATES, write());
        Path commit = folder.resolve("warehouse/lost/ops/promotion_history/_delta_log/00000000000000000001.json");
        Path aside = Files.move(commit, folder.resolve("aside.json"));

        assertThatThrownBy(() -> Promotion.history(environment, "flights", model))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("lacks a commit file");
        PromotionResult third = lossy(environment).promote(registered(0.9), GATES, write());

        assertThat(first.outcome()).isEqualTo(Outcome.PROMOTED);
        assertThat(third.outcome()).isEqualTo(Outcome.PROMOTED);
        assertThat(champion()).hasValue(3);
        assertThat(lossy(environment).history(model))
                .extracting(PromotionRecord::version)
                .containsExactly(3L);
        assertThat(Promotion.history(environment, "flights", model))
                .contains(lossy(environment).history(model));
        Files.move(aside, commit);
        assertThat(lossy(environment).history(model))
                .extracting(PromotionRecord::version)
                .containsExactly(1L, 2L, 3L);
        assertThat(lossy(environment).rollback(model, write()).version()).isEqualTo(2);
    }

    /** As a new process has it, which knows no log yet. */
    private Promotion lossy(Environment environment) {
        SparkSession session =
                SharedSpark.session("lost", environment.localRoot().resolve("warehouse"));
        return Promotion.of(Lakehouse.over(session, environment), registry, "flights");
    }

    @Test
    void promotesWhatPassesAndRefusesWhatDoesNot() {
        PromotionResult first = promotion.promote(registered(0.8), GATES, write());
        PromotionResult second = promotion.promote(registered(0.6), GATES, write());

        assertThat(first.outcome()).isEqualTo(Outcome.PROMOTED);
        assertThat(first.previous()).isEmpty();
        assertThat(first.requireChampion()).isSameAs(first);
        assertThat(second.outcome()).isEqualTo(Outcome.REFUSED);
        assertThatThrownBy(second::requireChampion)
                .isInstanceOf(DataException.class)
                .hasMessageContaining("Version 2 of " + model)
                .hasMessageContaining("min roc_auc: roc_auc is 0.6; must be at least 0.7");
        assertThat(champion()).hasValue(1);
        assertThat(promotion.history(model))
                .extracting(PromotionRecord::action)
                .containsExactly(Action.PROMOTED, Action.REFUSED);
        assertThat(promotion.history(model).get(1).gates()).isEqualTo(second.gates());
        assertThat(promotion.history(model).get(1).runId()).isEqualTo("run-1");
        assertThat(promotion.history("another")).isEmpty();
        assertThat(Promotion.history(lakehouse.environment(), "flights", model))
                .as("read without a session")
                .contains(promotion.history(model));
    }

    @Test
    void repeatsTheOutcomeOfTheSameWrite() {
        Candidate candidate = registered(0.8);
        Candidate refused = registered(0.1);
        Write write = write();
        Write again = write();

        PromotionResult first = promotion.promote(candidate, GATES, write);
        PromotionResult rerun = promotion.promote(candidate, GATES, write);
        PromotionResult no = promotion.promote(refused, GATES, again);

        assertThat(rerun).isEqualTo(first);
        assertThat(promotion.promote(refused, GATES, again)).isEqualTo(no);
        assertThat(promotion.promote(candidate, GATES, write()).outcome()).isEqualTo(Outcome.ALREADY_CHAMPION);
        assertThat(promotion.history(model)).hasSize(2);
    }

    @Test
    void finishesAPromotionThatDiedBeforeTheAliasMoved() {
        Candidate candidate = registered(0.8);
        Write write = write();
        Promotion dying = Promotion.of(lakehouse, dying(registry), "flights", new Ticking());
        assertThatThrownBy(() -> dying.promote(candidate, GATES, write)).isInstanceOf(IllegalStateException.class);
        assertThat(champion()).isEmpty();

        PromotionResult rerun = promotion.promote(candidate, GATES, write);

        assertThat(rerun.outcome()).isEqualTo(Outcome.PROMOTED);
        assertThat(champion()).hasValue(candidate.version());
        assertThat(promotion.history(model)).hasSize(1);
    }

    /** A registry whose process ends as it is about to move an alias. */
    private static ModelRegistry dying(ModelRegistry registry) {
        return (ModelRegistry) Proxy.newProxyInstance(
                ModelRegistry.class.getClassLoader(),
                new Class<?>[] {ModelRegistry.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("compareAndSetAlias")) {
                        throw new IllegalStateException("killed");
                    }
                    return method.invoke(registry, arguments);
                });
    }

    @Test
    @Tag("slow")
    void leavesTheAliasToADecisionThatMovedItFirst() {
        promotion.promote(registered(0.8), GATES, write());
        Candidate late = registered(0.9);
        Candidate early = registered(0.9);
        ModelRegistry racing = new RacingRegistry(registry, model, early.version());
        Write write = write();

        PromotionResult result =
                Promotion.of(lakehouse, racing, "flights", new Ticking()).promote(late, GATES, write);

        assertThat(result.outcome()).isEqualTo(Outcome.SUPERSEDED);
        assertThatThrownBy(result::requireChampion).hasMessageContaining("another decision moved the alias");
        assertThat(champion()).hasValue(early.version());
        assertThat(promotion.promote(late, GATES, write).outcome()).isEqualTo(Outcome.SUPERSEDED);
        assertThat(promotion.history(model)).extracting(PromotionRecord::action).contains(Action.SUPERSEDED);
    }

    @Test
    @Tag("slow")
    void rollsBackThroughTheChampionsBefore() {
        promotion.promote(registered(0.8), GATES, write());
        promotion.promote(registered(0.8), GATES, write());
        Write promoting = write();
        Candidate third = registered(0.8);
        promotion.promote(third, GATES, promoting);
        Write write = write();

        PromotionResult back = promotion.rollback(model, write);

        assertThat(back.outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(champion()).hasValue(2);
        assertThat(promotion.rollback(model, write)).as("a rerun").isEqualTo(back);
        assertThat(promotion.promote(third, GATES, promoting).outcome())
                .as("a rerun of the promotion does not undo the rollback")
                .isEqualTo(Outcome.REPLACED);
        assertThat(champion()).hasValue(2);
        assertThat(promotion.promote(third, GATES, promoting).champion()).hasValue(2);
        assertThat(promotion.promote(third, GATES, write()).outcome())
                .as("the way back")
                .isEqualTo(Outcome.PROMOTED);
        assertThat(promotion.rollback(model, write).outcome()).isEqualTo(Outcome.REPLACED);
        assertThat(promotion.rollback(model, write()).version()).isEqualTo(2);
        assertThat(promotion.rollback(model, write()).version()).isEqualTo(1);
        assertThatThrownBy(() -> promotion.rollback(model, write()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("first champion");
        assertThat(champion()).hasValue(1);
    }

    @Test
    void refusesARollbackWithoutAChampionOrItsHistory() {
        assertThatThrownBy(() -> promotion.rollback(model, write()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("no champion");
        Candidate candidate = registered(0.8);
        registry.compareAndSetAlias(model, "champion", OptionalLong.empty(), candidate.version());
        assertThatThrownBy(() -> promotion.rollback(model, write()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("does not tell how version 1");
        assertThatThrownBy(() -> promotion.promote(Candidate.of(model, 7, Map.of()), GATES, write()))
                .hasMessageContaining("has no version 7");
    }
}
