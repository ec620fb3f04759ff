package io.millrace.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The page for people about the last full runs: a table for each area, and sentences on each claim. */
final class ResultsPage {
    private ResultsPage() {}

    /**
     * Returns the page, in Markdown.
     *
     * @param results the tree of {@code results.json}
     * @param checks the summary of {@code .ci/run}; empty if there is none
     */
    static String of(JsonNode results, String checks) {
        StringBuilder page = new StringBuilder(
                "# Results\n\nMade from `results.json` by `./benchmarks/run --save`. A ratio"
                        + " is Millrace's figure divided by the other's, run by run: at or below the target, the claim holds.\n");
        results.properties().forEach(area -> append(page, area.getKey(), area.getValue()));
        if (!checks.isBlank()) {
            page.append("\n## checks\n\nThe summary of the last whole `.ci/run`, from `checks.txt`.\n\n```\n")
                    .append(checks.strip())
                    .append("\n```\n");
        }
        return page.toString();
    }

    private static void append(StringBuilder page, String name, JsonNode area) {
        JsonNode machine = area.path("machine");
        JsonNode versions = area.path("versions");
        page.append("\n## ").append(name).append("\n\n");
        page.append(String.format(
                Locale.ROOT,
                "%s, %d cores (%s), %d GiB, %s, Java %s; Millrace %s, Spark %s, Delta %s, XGBoost %s.%n%n",
                area.path("date").asText(),
                machine.path("cores").asInt(),
                machine.path("processor").asText(),
                machine.path("memory_gib").asInt(),
                machine.path("os").asText(),
                machine.path("java").asText(),
                versions.path("millrace").asText(),
                versions.path("spark").asText(),
                versions.path("delta").asText(),
                versions.path("xgboost").asText()));
        page.append("| id | work | against | target | ratio: median (min to max) | equal | peak memory |\n");
        page.append("|---|---|---|---|---|---|---|\n");
        for (JsonNode claim : area.path("claims")) {
            page.append(row(claim));
        }
        for (JsonNode claim : area.path("claims")) {
            sentences(page, claim);
        }
    }

    private static String row(JsonNode claim) {
        JsonNode ratio = claim.path("ratio");
        double median = ratio.path("median").asDouble();
        double target = claim.path("target").asDouble();
        return String.format(
                Locale.ROOT,
                "| `%s` | %s | %s | %.2f | %s %.3f (%.3f to %.3f) | %s | %d MB |%n",
                claim.path("id").asText(),
                claim.path("work").asText(),
                claim.path("against").asText(),
                target,
                median <= target ? "met:" : "**missed**:",
                median,
                ratio.path("min").asDouble(),
                ratio.path("max").asDouble(),
                claim.path("equal").asBoolean() ? "yes" : "**no**",
                claim.path("peak_megabytes").asLong());
    }

    private static void sentences(StringBuilder page, JsonNode claim) {
        String unit = claim.path("unit").asText();
        List<String> runs = new ArrayList<>();
        for (JsonNode run : claim.path("runs")) {
            runs.add(String.format(
                    Locale.ROOT,
                    "%.1f and %.1f",
                    run.path("work").asDouble(),
                    run.path("against").asDouble()));
        }
        page.append("\n### ").append(claim.path("id").asText()).append("\n\n");
        line(page, "What bounds it", claim.path("bounds").asText());
        line(page, "How", claim.path("method").asText());
        line(page, "Equal", claim.path("equality").asText());
        line(page, "Runs", String.join("; ", runs) + " " + unit + ".");
        for (JsonNode note : claim.path("notes")) {
            line(page, "Seen", note.asText());
        }
    }

    private static void line(StringBuilder page, String title, String text) {
        if (!text.isEmpty()) {
            page.append("- ").append(title).append(": ").append(text).append('\n');
        }
    }
}
