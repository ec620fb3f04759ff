package io.millrace.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.DataException;
import io.millrace.config.InvalidConfigException;
import io.millrace.lakehouse.Layer;
import io.millrace.registry.ModelRegistry;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@link MeanAbsoluteError}, one class and one line among the services: gates, pages and profile tables know it by name. */
final class OwnMetricTest {
    private static final String GATES = "gates { min.roc_auc = 0.6 }";
    private static final String MONITOR = "baseline = training-set, model = NAME_returns";

    @Test
    void aGateMayNameItAndIsToldWhereItMayNot() {
        Shop shop = Shop.open("own_gate");

        assertThat(shop.edited(
                                GATES,
                                "gates { max.mean_absolute_error = 0.4, min.validate_mean_absolute_error_low = 0 }")
                        .project()
                        .requireModel("own_gate_returns")
                        .gates()
                        .max())
                .containsEntry(MeanAbsoluteError.NAME, 0.4);
        assertThatThrownBy(() -> shop.edited(GATES, "gates { max.mean_absolute_eror = 0.4 }"))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("is no metric of an evaluation")
                .hasMessageContaining(MeanAbsoluteError.NAME);
        assertThatThrownBy(
                        () -> shop.edited(GATES, "gates { no-worse-than-champion { metric = mean_absolute_error } }"))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("is mean_absolute_error, in which models are not compared");
    }

    @Test
    @Tag("slow")
    void aRunJudgesByItShowsItAndStoresIt() {
        Shop shop = Shop.open("own_metric")
                .edited(MONITOR, MONITOR + "\n labels { source = NAME_orders, keys = [order_id], label = returned }");

        assertThatThrownBy(() -> shop.edited(GATES, "gates { max.mean_absolute_error = 0.001 }")
                        .run(RunSelection.all(), RunListener.SILENT))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("mean_absolute_error is 0.")
                .hasMessageContaining("must be at most 0.001");
        List<LedgerEntry> run = shop.edited(GATES, "gates { max.mean_absolute_error = 0.49 }")
                .run(RunSelection.all(), RunListener.SILENT);

        assertThat(run)
                .filteredOn(entry -> entry.step().equals(StepKind.EVALUATE))
                .singleElement()
                .satisfies(entry -> assertThat(
                                Path.of(entry.output(EvaluateAction.PAGE).uri()))
                        .content()
                        .contains("Mean absolute error", "mean distance of score and label; 0 is best"));
        try (Workshop workshop = shop.workshop()) {
            assertThat(workshop.registry().findByAlias("own_metric_returns", ModelRegistry.CHAMPION))
                    .isPresent();
        }
        assertThat(shop.table(Layer.MONITORING, "returns_profile_metrics")
                        .where("column_name = ':table' AND mean_absolute_error BETWEEN 0 AND 0.5")
                        .count())
                .isPositive();
    }
}
