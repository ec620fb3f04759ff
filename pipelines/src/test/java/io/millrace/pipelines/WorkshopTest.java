package io.millrace.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.millrace.config.BackendException;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.testkit.SharedSpark;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class WorkshopTest {

    @Test
    void refusesASecondRunAndNamesTheFirst() {
        Workshop workshop = workshop("turns_one");
        PipelineRun second = new PipelineRun(
                workshop("turns_one"),
                Pipeline.mainLine(),
                new RunSelection(Optional.empty(), Optional.empty(), Optional.empty()),
                RunListener.SILENT,
                Clock.systemUTC());

        try (RunTurn turn = workshop.takeTurn("run-1")) {
            assertThatThrownBy(second::execute)
                    .isInstanceOfSatisfying(BackendException.class, e -> assertThat(e.retryable())
                            .isTrue())
                    .hasMessageContaining("another run of project turns_one is in progress (run run-1, process "
                            + ProcessHandle.current().pid() + ", since ")
                    .hasMessageContaining("; nothing was changed");
        }
    }

    @Test
    void aTurnIsFreeAgainOnceItIsClosedAndOfOneProjectAlone() {
        workshop("turns_two").takeTurn("run-1").close();

        try (RunTurn again = workshop("turns_two").takeTurn("run-2");
                RunTurn other = workshop("turns_three").takeTurn("run-3")) {
            again.requireHeld();
            other.requireHeld();
        }
    }

    @Test
    void processesOfOneSharedRunHaveOneTurnAndOthersWait() {
        try (RunTurn first = workshop("turns_four").takeTurn("nightly-7", true)) {
            try (RunTurn second = workshop("turns_four").takeTurn("nightly-7", true)) {
                first.close();
                second.requireHeld();
                assertThatThrownBy(() -> workshop("turns_four").takeTurn("nightly-8", true))
                        .hasMessageContaining("is in progress (run nightly-7, shared, process ");
                assertThatThrownBy(() -> workshop("turns_four").takeTurn("nightly-7"))
                        .hasMessageContaining("is in progress (run nightly-7, shared, process ");
            }
            workshop("turns_four").takeTurn("nightly-8").close();
        }
    }

    private static Workshop workshop(String name) {
        Project project = Project.from(ConfigFactory.parseString(
                "project = " + name + ", backend = local, local.root = \"" + SharedSpark.root() + "\""));
        return Workshop.over(project, Lakehouse.over(SharedSpark.session(), project.environment()));
    }
}
