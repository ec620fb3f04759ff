package io.millrace.training;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.metrics.QualityComparison;
import java.util.Optional;

/**
 * A model against the champion of the time, on the test rows of the model's own split.
 *
 * @param version the champion's version
 * @param comparison the paired differences; empty if the two could not be compared
 * @param note why not, or what limits the comparison; empty if there is nothing to say
 */
public record ChampionComparison(long version, Optional<QualityComparison> comparison, String note) {

    ObjectNode toJson() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("version", version);
        comparison.ifPresent(made -> node.set("comparison", made.toJson()));
        if (!note.isEmpty()) {
            node.put("note", note);
        }
        return node;
    }
}
