package io.millrace.definitions;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.config.Durations;
import io.millrace.metrics.AggregateFunction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class FeatureOutputTest {

    @Test
    void tellsNameTypeAndDefinitionOfEveryFeature() {
        FeatureView view = FeatureView.builder("v")
                .source("s")
                .entity("k")
                .timestamp("at")
                .feature("temp", "coalesce(a, b)")
                .aggregate(Aggregation.builder("n")
                        .input("x + 1")
                        .where("ok")
                        .functions(AggregateFunction.SUM, AggregateFunction.COUNT)
                        .windows(Duration.ofHours(24), Duration.ofMinutes(90))
                        .build())
                .build();

        assertThat(view.outputs())
                .containsExactly(
                        new FeatureOutput("temp", Optional.empty(), "coalesce(a, b)"),
                        new FeatureOutput("n_sum_1d", Optional.empty(), "sum of x + 1 where ok over 1d"),
                        new FeatureOutput("n_sum_90m", Optional.empty(), "sum of x + 1 where ok over 90m"),
                        new FeatureOutput("n_count_1d", Optional.of("bigint"), "count of x + 1 where ok over 1d"),
                        new FeatureOutput("n_count_90m", Optional.of("bigint"), "count of x + 1 where ok over 90m"));
    }

    @Test
    void namesEveryFeatureThatALookupBrings() {
        for (long seed = 0; seed < 50; seed++) {
            FeatureView view = new RandomDefinitions(seed).view("v");

            assertThat(view.outputs().stream().map(FeatureOutput::name))
                    .as("seed %d", seed)
                    .containsExactlyElementsOf(
                            FeatureLookup.builder("v").build().outputNames(view));
        }
    }

    @Test
    void thePageOnNamesTellsWidthsAsTheyAre() throws IOException {
        String page = Files.readString(Path.of("../docs/feature-names.md"));

        var widths = Pattern.compile("\\| (`\\d+\\w+`(?:, `\\d+\\w+`)*) \\| `(\\w+)` \\|")
                .matcher(page);
        int rows = 0;
        while (widths.find()) {
            for (String written : widths.group(1).replace("`", "").split(", ", -1)) {
                assertThat(Durations.text(span(written))).isEqualTo(widths.group(2));
            }
            rows++;
        }
        assertThat(rows).isEqualTo(6);
    }

    private static Duration span(String text) {
        long count = Long.parseLong(text.replaceAll("\\D", ""));
        return switch (text.replaceAll("\\d", "")) {
            case "d" -> Duration.ofDays(count);
            case "h" -> Duration.ofHours(count);
            case "m" -> Duration.ofMinutes(count);
            case "ms" -> Duration.ofMillis(count);
            default -> throw new IllegalArgumentException(text);
        };
    }
}
