package io.millrace.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A challenger against the champion on the same rows.
 *
 * @param rows what was compared: rows with a label and two usable scores; the others by cause, of either score
 * @param differences the metrics that are {@link QualityMetric#compared compared}, with their differences
 */
public record QualityComparison(ScoredRows rows, List<PairedDifference> differences) {
    /** Copies the list. */
    public QualityComparison {
        differences = List.copyOf(differences);
    }

    /**
     * Returns how the challenger of {@code state} differs from the champion.
     *
     * <p>The difference in ROC AUC has DeLong's standard error, which accounts for the two being judged on the same rows;
     * those of log loss and Brier score come from the row-wise differences, that of average precision from the bootstrap of
     * the settings (replicates and seed; 0 replicates leave it undefined). All are undefined with fewer than {@link
     * ScoredRows#LEAST_OF_A_CLASS} rows of a class.
     *
     * @see "E. DeLong, D. DeLong, D. Clarke-Pearson, Comparing the Areas under Two or More Correlated ROC Curves (1988)"
     */
    public static QualityComparison of(PairState state, QualitySettings settings) {
        ScoredRows rows = state.champion().rows();
        BinaryScores champion = BinaryScores.of(state.champion(), settings);
        BinaryScores challenger = BinaryScores.of(state.challenger(), settings);
        List<PairedDifference> differences = new ArrayList<>();
        for (BinaryMetric metric : BinaryMetrics.all()) {
            metric.differenceError().ifPresent(error -> metric.of(champion).ifPresent(before -> metric.of(challenger)
                    .ifPresent(after -> differences.add(difference(
                            metric,
                            before,
                            after,
                            rows.bothClasses() ? error.applyAsDouble(state, settings) : Double.NaN)))));
        }
        return new QualityComparison(rows, differences);
    }

    private static PairedDifference difference(QualityMetric metric, Metric champion, Metric challenger, double error) {
        Metric lacking = champion.isDefined() ? challenger : champion;
        boolean undefined = !lacking.isDefined();
        boolean unsure = !undefined && Double.isNaN(error);
        return new PairedDifference(
                metric.name(),
                metric.better(),
                champion.value(),
                challenger.value(),
                challenger.value() - champion.value(),
                error,
                undefined ? lacking.status() : unsure ? MetricStatus.INSUFFICIENT_SAMPLE : MetricStatus.OK,
                undefined
                        ? lacking.reason()
                        : unsure
                                ? "too few rows of a class (it takes " + ScoredRows.LEAST_OF_A_CLASS
                                        + "), or replicates, for a standard error"
                                : "");
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
