package io.millrace.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.config.Task;
import io.millrace.metrics.QualityMetric.Better;
import io.millrace.metrics.QualityMetric.Place;
import org.junit.jupiter.api.Test;

class BinaryMetricsTest {
    private static final String[] OURS = {
        "roc_auc",
        "average_precision",
        "log_loss",
        "brier",
        "ece",
        "ks",
        "accuracy",
        "precision",
        "recall",
        "f1",
        "best_f1"
    };

    @Test
    void everyEntryHasANameForPeopleAndOneForTables() {
        assertThat(QualityMetric.of(Task.BINARY_CLASSIFICATION))
                .extracting(QualityMetric::name)
                .containsExactly(OURS);
        assertThat(QualityMetric.of(Task.BINARY_CLASSIFICATION)).allSatisfy(metric -> {
            assertThat(metric.title()).isNotEqualTo(metric.name());
            assertThat(metric.meaning()).isNotEmpty();
            assertThat(metric.task()).isEqualTo(Task.BINARY_CLASSIFICATION);
        });
        assertThat(BinaryMetrics.all().stream()
                        .filter(metric -> metric.better() == Better.LOWER)
                        .map(QualityMetric::name))
                .containsExactly("log_loss", "brier", "ece");
    }

    @Test
    void pagesAndComparisonsTakeTheirMetricsFromTheEntries() {
        Task task = Task.BINARY_CLASSIFICATION;

        assertThat(QualityMetric.lead(task).name()).isEqualTo("roc_auc");
        assertThat(QualityMetric.compared(task)).containsExactly("roc_auc", "average_precision", "log_loss", "brier");
        assertThat(QualityMetric.at(Place.CARDS, task))
                .extracting(QualityMetric::name)
                .containsExactly("roc_auc", "average_precision", "log_loss", "brier", "ece");
        assertThat(QualityMetric.title(task, "ks")).isEqualTo("Kolmogorov-Smirnov distance");
        assertThat(QualityMetric.title(task, "of_yesterday")).isEqualTo("of_yesterday");
    }

    @Test
    void aTaskThatIsNotBuiltHasNoMetrics() {
        for (Task task : Task.values()) {
            assertThat(QualityMetric.of(task).isEmpty()).as(task.text()).isEqualTo(!task.isBuilt());
        }
        assertThatThrownBy(() -> QualityMetric.lead(Task.RANKING)).hasMessageContaining("ranking");
    }

    @Test
    void theMeanOfALossOfOnesOwnHasAValueAndAnInterval() {
        ScoreState state = new ScoreState(1 << 16, 0.5);
        double expected = 0;
        for (int i = 0; i < 100; i++) {
            state.add(i / 100.0, i % 3 == 0);
            expected += Math.abs(i / 100.0 - (i % 3 == 0 ? 1 : 0)) / 100;
        }

        Metric error = BinaryScores.of(state, QualitySettings.defaults())
                .mean((score, positive) -> positive ? 1 - score : score, 1);

        assertThat(error.value()).isCloseTo(expected, within(1e-12));
        assertThat(error.hasInterval()).isTrue();
        assertThat(error.low()).isLessThan(expected);
        assertThat(error.high()).isGreaterThan(expected);
    }

    @Test
    void aReportSaysWhichMetricItDoesNotHave() {
        ScoreState state = new ScoreState(1 << 16, 0.5);
        state.add(0.5, true);
        QualityReport report =
                BinaryScores.of(state, QualitySettings.defaults()).report();

        assertThatThrownBy(() -> report.metric("roc"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no metric roc");
    }
}
