package io.millrace.features;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.definitions.JsonText;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one lookup found.
 *
 * @param view the feature view
 * @param prefix what its features' names begin with
 * @param causes spine rows by what came of the lookup; every cause is there
 * @param ages how old matching rows were at the spine time; absent without matches and for static views
 */
public record LookupReport(String view, String prefix, Map<MatchCause, Long> causes, Optional<Ages> ages) {

    /**
     * Distribution of the time from a matching row to its spine row; for windows, of their newest event. Median and the
     * like are exact to one in ten thousand of the ranks.
     */
    public record Ages(Duration min, Duration median, Duration p90, Duration p99, Duration max) {}

    /** Copies the map and fills in causes that did not occur. */
    public LookupReport {
        Map<MatchCause, Long> all = new EnumMap<>(MatchCause.class);
        for (MatchCause cause : MatchCause.values()) {
            all.put(cause, causes.getOrDefault(cause, 0L));
        }
        causes = Collections.unmodifiableMap(all);
    }

    /** Returns the spine rows with that cause. */
    public long count(MatchCause cause) {
        return causes.getOrDefault(cause, 0L);
    }

    /** Returns the spine rows that matched. */
    public long matchedCount() {
        return count(MatchCause.MATCHED);
    }

    ObjectNode toTree() {
        ObjectNode tree = JsonText.object();
        tree.put("view", view).put("prefix", prefix);
        ObjectNode counts = tree.putObject("causes");
        causes.forEach((cause, rows) -> counts.put(cause.name(), rows));
        ages.ifPresent(found -> tree.putObject("ages")
                .put("min", found.min().toString())
                .put("median", found.median().toString())
                .put("p90", found.p90().toString())
                .put("p99", found.p99().toString())
                .put("max", found.max().toString()));
        return tree;
    }

    static LookupReport fromTree(JsonNode tree) {
        Map<MatchCause, Long> causes = new EnumMap<>(MatchCause.class);
        for (MatchCause cause : MatchCause.values()) {
            causes.put(cause, tree.path("causes").path(cause.name()).asLong());
        }
        Optional<Ages> ages = tree.hasNonNull("ages") ? Optional.of(ages(tree.path("ages"))) : Optional.empty();
        return new LookupReport(tree.path("view").asText(), tree.path("prefix").asText(), causes, ages);
    }

    private static Ages ages(JsonNode tree) {
        return new Ages(
                Duration.parse(tree.path("min").asText()),
                Duration.parse(tree.path("median").asText()),
                Duration.parse(tree.path("p90").asText()),
                Duration.parse(tree.path("p99").asText()),
                Duration.parse(tree.path("max").asText()));
    }
}
