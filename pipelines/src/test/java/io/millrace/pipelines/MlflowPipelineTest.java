package io.millrace.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.registry.LoggedModel;
import io.millrace.registry.ModelRegistry;
import io.millrace.registry.ModelVersion;
import io.millrace.registry.RunStatus;
import io.millrace.registry.TrackedRun;
import io.millrace.testkit.MlflowServer;
import java.io.Serial;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The main line with its runs and models on a real MLflow server. */
@Tag("data")
final class MlflowPipelineTest {
    @Test
    void aRunKilledAfterEachModelStepLeavesOneRunAndOneVersionOnTheServer() {
        Shop shop = Shop.open("served")
                .edited(
                        "project = NAME",
                        "project = NAME, tracking.uri = \""
                                + MlflowServer.shared().uri() + "\"");
        Killer killer = new Killer();

        RunSelection selection = RunSelection.all();
        List<LedgerEntry> last = List.of();
        while (last.isEmpty()) {
            try {
                last = shop.run(selection, killer);
            } catch (Killed e) {
                selection = new RunSelection(Optional.empty(), Optional.empty(), Optional.of(RunSelection.LAST));
            }
        }

        assertThat(killer.left).isEmpty();
        assertThat(last)
                .filteredOn(entry -> entry.step().equals(StepKind.TRAIN))
                .extracting(LedgerEntry::state)
                .containsExactly(StepState.SKIPPED);
        try (Workshop workshop = shop.workshop()) {
            List<TrackedRun> runs = workshop.tracker().runs(workshop.tracker().experiment("served"));
            assertThat(runs).singleElement().satisfies(run -> {
                assertThat(run.status()).isEqualTo(RunStatus.FINISHED);
                assertThat(run.metrics()).containsKey("roc_auc");
                assertThat(run.inputs()).isNotEmpty();
            });
            List<LoggedModel> models =
                    workshop.tracker().loggedModels(runs.get(0).runId());
            List<ModelVersion> versions = workshop.registry().versions("served_returns");
            assertThat(models).hasSize(1);
            assertThat(versions).singleElement().satisfies(version -> {
                assertThat(version.aliases()).containsExactly(ModelRegistry.CHAMPION);
                assertThat(version.source()).isEqualTo(models.get(0).location());
            });
        }
        assertThat(shop.project().environment().localRoot().resolve("downloads"))
                .isDirectory();
    }

    /** Dies after each step that makes a model, once: its effects are there, the ledger does not know it yet. */
    private static final class Killer implements RunListener {
        private final Set<StepKind> left =
                new HashSet<>(List.of(StepKind.TRAIN, StepKind.EVALUATE, StepKind.REGISTER, StepKind.PROMOTE));

        @Override
        public void started(String runId, Pipeline pipeline) {}

        @Override
        public void itemStarted(Step step, String item) {}

        @Override
        public void itemEnded(LedgerEntry entry) {
            if (entry.state() == StepState.DONE && left.remove(entry.step())) {
                throw new Killed();
            }
        }
    }

    private static final class Killed extends Error {
        @Serial
        private static final long serialVersionUID = 1L;
    }
}
