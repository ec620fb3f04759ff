package io.millrace.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.InvalidConfigException;
import io.millrace.lakehouse.Layer;
import io.millrace.pipelines.own.RowCounts;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** {@link RowCounts}, one class and one line among the services: project file, plan, run and ledger know it by its label. */
final class OwnStepTest {
    private static final String STEPS =
            "steps = [ingest, features, train, evaluate, register, promote, score, monitor]";
    private static final String OWN = "steps = [row-count, features, ingest]";

    @Test
    void standsBehindTheStepThatItComesAfter() {
        Pipeline pipeline = Shop.open("own_order").edited(STEPS, OWN).project().pipeline(Optional.empty());

        assertThat(pipeline.steps()).extracting(Step::name).containsExactly("ingest", "features", "row-count");
        assertThat(Pipeline.mainLine().steps()).extracting(Step::name).doesNotContain("row-count");
    }

    @Test
    void thePlanTellsWhatItReadsAndWrites() {
        Project project = Shop.open("own_plan").edited(STEPS, OWN).project();

        assertThat(Plan.of(project, project.pipeline(Optional.empty())))
                .contains(new Plan.Line(
                        "row-count",
                        "own_plan_spending",
                        List.of("main.features.own_plan_spending"),
                        List.of("main.monitoring.own_plan_spending_row_count")));
    }

    @Test
    void aRunDoesItSkipsItAndRefusesWhatItDoesNotHave() {
        Shop shop = Shop.open("own_run").edited(STEPS, OWN);

        List<LedgerEntry> first = shop.run(RunSelection.all(), RunListener.SILENT);
        List<LedgerEntry> second = shop.run(RunSelection.all(), RunListener.SILENT);

        assertThat(first).allMatch(entry -> entry.state() == StepState.DONE).hasSize(6);
        assertThat(second).allMatch(entry -> entry.state() == StepState.SKIPPED).hasSize(6);
        assertThat(shop.table(Layer.MONITORING, "spending_row_count").first().getLong(0))
                .isEqualTo(shop.table(Layer.FEATURES, "spending").count())
                .isPositive();
        assertThatThrownBy(() -> shop.edited(OWN, OWN + "\nonly { row-count = [nobody] }"))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("only.row-count: names the feature view nobody, which does not exist");
    }
}
