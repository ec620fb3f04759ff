package io.millrace.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.DataException;
import io.millrace.config.InvalidConfigException;
import io.millrace.lakehouse.Layer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Columns that a model cannot take, or should not, from the training set to the scores. */
@Tag("slow")
class ModelInputsRunTest {
    private static final String SPLIT = "split { type = temporal";

    @Test
    void aHelperIsKeptOutOfTheModelAndRefusedBeforeTheTrainingSetIsMadeUntilThen() {
        Shop shop = Shop.open("helper");
        Shop helped =
                shop.edited("lookups = [ { view", "functions { steps = \"sequence(1, age)\" }, lookups = [ { view");
        Shop excluded = helped.edited(SPLIT, "exclude = [steps, amount]\n" + SPLIT);

        assertThatThrownBy(() -> helped.run(RunSelection.all(), RunListener.SILENT))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(
                        "models.helper_returns.training-set: these inputs cannot be prepared: steps is array<int>")
                .hasMessageContaining("exclude = [steps]");
        assertThatThrownBy(() ->
                        helped.edited(SPLIT, "exclude = [stepz]\n" + SPLIT).run(RunSelection.all(), RunListener.SILENT))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("did you mean 'steps'?");
        try (Workshop workshop = shop.workshop()) {
            assertThat(workshop.lakehouse().tables().exists(shop.name(Layer.TRAINING, "returns")))
                    .isFalse();
        }
        excluded.run(RunSelection.all(), RunListener.SILENT);

        assertThat(excluded.table(Layer.TRAINING, "returns").columns()).contains("steps", "amount", "age");
        assertThat(excluded.table(Layer.INFERENCE, "returns").columns())
                .contains("age", "prediction")
                .doesNotContain("steps", "amount");
    }
}
