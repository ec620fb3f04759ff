package io.millrace.features;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.config.DataException;
import io.millrace.definitions.JsonText;
import java.util.ArrayList;
import java.util.List;

/**
 * What the making of a training set found.
 *
 * @param name the training set
 * @param rowCount rows of the spine, all of which are in the training set
 * @param nullLabelCount rows without a label; 0 if none is declared
 * @param nullTimestampCount rows without a time, which have no features
 * @param nullLabelTimeCount rows without the time at which the label is known; 0 if none is declared
 * @param openLabelCount rows whose label is known only after the spine's last timestamp, where the data ends; 0 if no
 *     label-time is declared
 * @param lookups what each lookup found, in order
 * @param findings what the leakage audit found, waived findings too
 */
public record TrainingSetReport(
        String name,
        long rowCount,
        long nullLabelCount,
        long nullTimestampCount,
        long nullLabelTimeCount,
        long openLabelCount,
        List<LookupReport> lookups,
        List<LeakageFinding> findings) {

    /** Copies the lists. */
    public TrainingSetReport {
        lookups = List.copyOf(lookups);
        findings = List.copyOf(findings);
    }

    /** Returns the report as JSON; {@link #fromJson} reads an equal one. */
    public String toJson() {
        ObjectNode tree = JsonText.object();
        tree.put("name", name)
                .put("row-count", rowCount)
                .put("null-label-count", nullLabelCount)
                .put("null-timestamp-count", nullTimestampCount)
                .put("null-label-time-count", nullLabelTimeCount)
                .put("open-label-count", openLabelCount);
        ArrayNode lookupTrees = tree.putArray("lookups");
        lookups.forEach(lookup -> lookupTrees.add(lookup.toTree()));
        tree.set("findings", LeakageFinding.toTree(findings));
        return tree.toPrettyString();
    }

    /**
     * Returns the report that {@link #toJson} wrote.
     *
     * @throws DataException if the text is no such report
     */
    public static TrainingSetReport fromJson(String json) {
        try {
            JsonNode tree = JsonText.parse(json);
            List<LookupReport> lookups = new ArrayList<>();
            tree.path("lookups").forEach(lookup -> lookups.add(LookupReport.fromTree(lookup)));
            return new TrainingSetReport(
                    tree.path("name").asText(),
                    tree.path("row-count").asLong(),
                    tree.path("null-label-count").asLong(),
                    tree.path("null-timestamp-count").asLong(),
                    tree.path("null-label-time-count").asLong(),
                    tree.path("open-label-count").asLong(),
                    lookups,
                    LeakageFinding.fromTree(tree.path("findings")));
        } catch (IllegalArgumentException e) {
            throw new DataException("the training-set report cannot be read: " + e.getMessage(), e);
        }
    }

    /** Returns the report as a table for people. */
    public String toText() {
        return ReportText.of(this);
    }
}
