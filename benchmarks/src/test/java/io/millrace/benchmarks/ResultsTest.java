package io.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.benchmarks.Measurement.Pair;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {
    private static Results results(Area area, String id, double work) {
        Claim claim = new Claim(id, area, "ours", "theirs", "s", 1.5, "same rows", "In turn.", "The sort.");
        Measurement measurement =
                new Measurement(List.of(new Pair(work, 2), new Pair(work, 1)), true, 812.4, List.of("A note."));
        return Results.of(List.of(new Results.Measured(claim, measurement)));
    }

    @Test
    void theTableSaysWhetherTheTargetIsMet() {
        assertThat(results(Area.JOBS, "one", 1).table()).contains("one", "0.750", "met", "equal: true", "812 MB");
        assertThat(results(Area.JOBS, "one", 3).table()).contains("2.250", "missed");
    }

    @Test
    void savingKeepsTheOtherAreasAndMakesThePage(@TempDir Path folder) throws Exception {
        results(Area.FEATURES, "join", 1).save(folder);
        results(Area.JOBS, "one", 1).save(folder);
        results(Area.JOBS, "one", 3).save(folder);

        JsonNode saved =
                new ObjectMapper().readTree(folder.resolve("results.json").toFile());
        assertThat(saved.path("features").path("claims")).hasSize(1);
        assertThat(saved.path("jobs").path("claims")).hasSize(1);
        assertThat(saved.path("jobs").path("versions").path("spark").asText()).startsWith("4.");
        assertThat(saved.path("jobs")
                        .path("claims")
                        .path(0)
                        .path("ratio")
                        .path("max")
                        .asDouble())
                .isEqualTo(3);
        assertThat(Files.readString(folder.resolve("RESULTS.md")))
                .contains("| `join` | ours | theirs | 1.50 | met: 0.750 (0.500 to 1.000) | yes | 812 MB |")
                .contains("**missed**: 2.250")
                .contains("- What bounds it: The sort.")
                .contains("- Seen: A note.")
                .doesNotContain("## checks");
    }

    @Test
    void thePageShowsTheSummaryOfTheChecks(@TempDir Path folder) throws Exception {
        results(Area.JOBS, "one", 1).save(folder);
        Files.writeString(folder.resolve("checks.txt"), "mvnw verify    400 s\n");

        Results.writePage(folder);

        assertThat(Files.readString(folder.resolve("RESULTS.md")))
                .contains("| `one` |")
                .endsWith("```\nmvnw verify    400 s\n```\n");
    }
}
