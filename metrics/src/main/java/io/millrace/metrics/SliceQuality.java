package io.millrace.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The quality on one slice of the rows.
 *
 * @param slice which rows
 * @param report the quality on them
 * @param status {@link MetricStatus#OK}; {@link MetricStatus#INSUFFICIENT_SAMPLE} below the least support; {@link
 *     MetricStatus#CARDINALITY_CAPPED} if the column has too many values to tell its slices apart
 */
public record SliceQuality(Slice slice, QualityReport report, MetricStatus status) {

    /** Returns whether the slice has fewer rows, or rows of a class, than the settings ask for. */
    public boolean lowSupport() {
        return status == MetricStatus.INSUFFICIENT_SAMPLE;
    }

    ObjectNode toJson() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("kind", slice.kind().name());
        node.put("column", slice.column());
        node.put("value", slice.value());
        node.put("status", status.name());
        node.set("report", report.toJson());
        return node;
    }

    static SliceQuality fromJson(JsonNode node) {
        Slice slice = new Slice(
                Slice.Kind.valueOf(Json.text(node, "kind")), Json.text(node, "column"), Json.text(node, "value"));
        return new SliceQuality(
                slice,
                QualityReport.fromJson(Json.field(node, "report")),
                MetricStatus.valueOf(Json.text(node, "status")));
    }
}
