package io.millrace.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MetricWordsTest {
    @Test
    void everyMetricOfAReportHasWords() {
        Metric none = Metric.exact(0);
        Optional<ThresholdQuality> at = Optional.of(ThresholdQuality.of(0.5, new Confusion(1, 1, 1, 1)));
        QualityReport report = new QualityReport(
                new ScoredRows(4, 0, 0, 0, 0, 2, 2),
                none,
                none,
                none,
                0,
                none,
                none,
                none,
                0.5,
                at,
                at,
                at,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());

        assertThat(report.named().keySet()).hasSize(11).allSatisfy(name -> {
            assertThat(MetricWords.title(name)).isNotEqualTo(name);
            assertThat(MetricWords.meaning(name)).isNotEmpty();
        });
    }
}
