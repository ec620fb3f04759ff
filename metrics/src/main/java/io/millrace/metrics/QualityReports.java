package io.millrace.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Objects;

/**
 * The quality over all rows and slice by slice.
 *
 * @param overall the quality on all rows
 * @param slices the slices: by column in the order asked for, the most frequent values first, then NULL, then "other"
 */
public record QualityReports(QualityReport overall, List<SliceQuality> slices) {
    /** Copies the list. */
    public QualityReports {
        Objects.requireNonNull(overall, "overall");
        slices = List.copyOf(slices);
    }

    /** Returns this as JSON; undefined numbers are null and say why. */
    public ObjectNode toJson() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.set("overall", overall.toJson());
        node.set("slices", Json.array(slices, SliceQuality::toJson));
        return node;
    }

    /**
     * Returns the reports that {@link #toJson()} wrote.
     *
     * @throws IllegalArgumentException if the node is not such reports
     */
    public static QualityReports fromJson(JsonNode node) {
        return new QualityReports(
                QualityReport.fromJson(Json.field(node, "overall")), Json.list(node, "slices", SliceQuality::fromJson));
    }

    /**
     * Returns the reports in a JSON text.
     *
     * @throws IllegalArgumentException if the text is not such JSON
     */
    public static QualityReports fromJson(String json) {
        return fromJson(Json.parse(json));
    }
}
