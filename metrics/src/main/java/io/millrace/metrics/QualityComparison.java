package io.millrace.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A challenger against the champion on the same rows.
 *
 * @param rows what was compared: rows with a label and two usable scores; the others by cause, of either score
 * @param differences the metrics with their differences: {@code roc_auc}, {@code log_loss}, {@code brier}
 */
public record QualityComparison(ScoredRows rows, List<PairedDifference> differences) {
    /** Copies the list. */
    public QualityComparison {
        differences = List.copyOf(differences);
    }

    /**
     * Returns how {@code challengerScore} differs from {@code championScore}; both are columns of {@code rows}.
     *
     * <p>One Spark job with one small shuffle of states. The difference in ROC AUC has DeLong's standard error, which
     * accounts for the two being judged on the same rows; those of log loss and Brier score come from the row-wise
     * differences.
     *
     * @throws io.millrace.lakehouse.DataException if a column is missing or of a wrong type, or a label is not one of 0, 1,
     *     true, false
     * @see "E. DeLong, D. DeLong, D. Clarke-Pearson, Comparing the Areas under Two or More Correlated ROC Curves (1988)"
     */
    public static QualityComparison of(Dataset<Row> rows, String championScore, String challengerScore, String label) {
        throw new UnsupportedOperationException();
    }

    /** Returns the difference in {@code metric}, if it was compared. */
    public Optional<PairedDifference> difference(String metric) {
        return differences.stream().filter(one -> one.metric().equals(metric)).findFirst();
    }

    /** Returns this as JSON; undefined numbers are null and say why. */
    public ObjectNode toJson() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.set("rows", rows.toJson());
        node.set("differences", Json.array(differences, PairedDifference::toJson));
        return node;
    }

    /**
     * Returns the comparison that {@link #toJson()} wrote.
     *
     * @throws IllegalArgumentException if the node is not such a comparison
     */
    public static QualityComparison fromJson(JsonNode node) {
        return new QualityComparison(
                ScoredRows.fromJson(Json.field(node, "rows")),
                Json.list(node, "differences", PairedDifference::fromJson));
    }
}
