package io.millrace.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.millrace.config.BackendException;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.testkit.SharedSpark;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
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
    void processesOfOneSharedRunHaveOneTurnAndOthersWaitForTheLast() {
        try (RunTurn first = workshop("turns_four").shareTurn("nightly-7", 3);
                RunTurn second = workshop("turns_four").shareTurn("nightly-7", 4)) {
            assertThat(second.attempt()).isEqualTo(3);
            refused("turns_four", "run nightly-7, shared, attempt 3, process ");
            first.close();
            second.requireHeld();
            refused("turns_four", "run nightly-7, shared, attempt 3, process ");
            try (RunTurn third = workshop("turns_four").shareTurn("nightly-7", 9)) {
                assertThat(third.attempt()).isEqualTo(3);
            }
        }
        try (RunTurn alone = workshop("turns_four").takeTurn("nightly-8")) {
            alone.requireHeld();
            assertThatThrownBy(() -> workshop("turns_four").shareTurn("nightly-7", 4))
                    .hasMessageContaining("is in progress (run nightly-8, process ");
        }
        try (RunTurn anew = workshop("turns_four").shareTurn("nightly-7", 4)) {
            assertThat(anew.attempt()).isEqualTo(4);
        }
    }

    private static void refused(String project, String holder) {
        for (Supplier<RunTurn> other : List.<Supplier<RunTurn>>of(
                () -> workshop(project).takeTurn("nightly-7"),
                () -> workshop(project).takeTurn("nightly-8"),
                () -> workshop(project).shareTurn("nightly-8", 1))) {
            assertThatThrownBy(other::get)
                    .isInstanceOfSatisfying(BackendException.class, e -> assertThat(e.retryable())
                            .isTrue())
                    .hasMessageContaining("is in progress (" + holder)
                    .hasMessageContaining("; nothing was changed");
        }
    }

    private static Workshop workshop(String name) {
        Project project = Project.from(ConfigFactory.parseString(
                "project = " + name + ", backend = local, local.root = \"" + SharedSpark.root() + "\""));
        return Workshop.over(project, Lakehouse.over(SharedSpark.session(), project.environment()));
    }
}
