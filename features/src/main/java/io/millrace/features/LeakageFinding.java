package io.millrace.features;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A sign that a feature knows what it could not know at prediction time.
 *
 * @param kind what was found
 * @param feature the column of the training set; {@code view.feature} for an expression of a feature view
 * @param evidence the numbers behind it, without any value of a row
 * @param waived whether the training set accepts it
 */
public record LeakageFinding(Kind kind, String feature, String evidence, boolean waived) {

    /** What was found. */
    public enum Kind {
        /** It reads a column whose value becomes known only after the time that it is used for. */
        KNOWN_LATER,
        /** It equals the label, or its opposite. */
        LABEL_COPY,
        /** It alone tells the classes apart almost perfectly. */
        SEPARATES_LABEL,
        /** It names the row rather than describing it. */
        IDENTIFIER
    }

    static LeakageFinding open(Kind kind, String feature, String evidence) {
        return new LeakageFinding(kind, feature, evidence, false);
    }

    /** Returns this finding, waived if {@code waivers} name its feature. */
    LeakageFinding waivedBy(Collection<String> waivers) {
        return new LeakageFinding(kind, feature, evidence, waived || waivers.contains(feature));
    }

    /** Returns the finding as one line. */
    @Override
    public String toString() {
        return feature + ": " + evidence + (waived ? " (waived)" : "");
    }

    static ArrayNode toTree(List<LeakageFinding> findings) {
        ArrayNode tree = JsonNodeFactory.instance.arrayNode();
        for (LeakageFinding finding : findings) {
            tree.addObject()
                    .put("kind", finding.kind().name())
                    .put("feature", finding.feature())
                    .put("evidence", finding.evidence())
                    .put("waived", finding.waived());
        }
        return tree;
    }

    static List<LeakageFinding> fromTree(JsonNode tree) {
        List<LeakageFinding> findings = new ArrayList<>();
        for (JsonNode node : tree) {
            findings.add(new LeakageFinding(
                    Kind.valueOf(node.path("kind").asText()),
                    node.path("feature").asText(),
                    node.path("evidence").asText(),
                    node.path("waived").asBoolean()));
        }
        return List.copyOf(findings);
    }
}
