package io.millrace.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.metrics.PairedDifference.Better;
import java.util.List;
import java.util.Optional;

/**
 * A challenger against the champion on the same rows.
 *
 * @param rows what was compared: rows with a label and two usable scores; the others by cause, of either score
 * @param differences the metrics with their differences: {@code roc_auc}, {@code average_precision}, {@code log_loss},
 *     {@code brier}
 */
public record QualityComparison(ScoredRows rows, List<PairedDifference> differences) {
    /** The metrics in which two models are compared. */
    public static final List<String> METRICS = List.of("roc_auc", "average_precision", "log_loss", "brier");

    /** Copies the list. */
    public QualityComparison {
        differences = List.copyOf(differences);
    }

    private static final int BOOTSTRAP_CELLS = 4096;

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
        QualityReport champion = QualityMeasure.of(state.champion(), settings);
        QualityReport challenger = QualityMeasure.of(state.challenger(), settings);
        boolean enough = rows.bothClasses();
        double aucError = enough
                ? Math.sqrt(JointCells.of(state.joint(), PairState.CELLS).rocAucDifferenceVariance())
                : Double.NaN;
        double precisionError = enough && settings.replicates() > 1
                ? JointCells.of(state.joint(), BOOTSTRAP_CELLS)
                        .averagePrecisionDifferenceError(settings.replicates(), settings.seed())
                : Double.NaN;
        return new QualityComparison(
                rows,
                List.of(
                        difference("roc_auc", Better.HIGHER, champion.rocAuc(), challenger.rocAuc(), aucError),
                        difference(
                                "average_precision",
                                Better.HIGHER,
                                champion.averagePrecision(),
                                challenger.averagePrecision(),
                                precisionError),
                        rowWise("log_loss", champion.logLoss(), challenger.logLoss(), state.lossDifferences(), enough),
                        rowWise("brier", champion.brier(), challenger.brier(), state.errorDifferences(), enough)));
    }

    private static PairedDifference rowWise(
            String name, Metric champion, Metric challenger, ExactMoments differences, boolean enough) {
        double error = enough ? differences.standardDeviation() / Math.sqrt((double) differences.count()) : Double.NaN;
        return difference(name, Better.LOWER, champion, challenger, error);
    }

    private static PairedDifference difference(
            String name, Better better, Metric champion, Metric challenger, double error) {
        boolean undefined = !champion.isDefined();
        boolean unsure = !undefined && Double.isNaN(error);
        return new PairedDifference(
                name,
                better,
                champion.value(),
                challenger.value(),
                challenger.value() - champion.value(),
                error,
                undefined ? champion.status() : unsure ? MetricStatus.INSUFFICIENT_SAMPLE : MetricStatus.OK,
                undefined
                        ? champion.reason()
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
