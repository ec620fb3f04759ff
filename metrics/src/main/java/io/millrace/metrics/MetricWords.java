package io.millrace.metrics;

import java.util.Map;

/** The metrics of {@link QualityReport#named()} in words, for people. */
public final class MetricWords {
    private static final Map<String, String> TITLES = Map.ofEntries(
            Map.entry("roc_auc", "ROC AUC"),
            Map.entry("average_precision", "Average precision"),
            Map.entry("log_loss", "Log loss"),
            Map.entry("brier", "Brier score"),
            Map.entry("ece", "Calibration error"),
            Map.entry("ks", "Kolmogorov-Smirnov distance"),
            Map.entry("accuracy", "Accuracy"),
            Map.entry("precision", "Precision"),
            Map.entry("recall", "Recall"),
            Map.entry("f1", "F1"),
            Map.entry("best_f1", "Best F1 of all thresholds"));
    private static final Map<String, String> MEANINGS = Map.ofEntries(
            Map.entry("roc_auc", "chance that a positive row scores above a negative one"),
            Map.entry("average_precision", "precision, averaged as recall grows"),
            Map.entry("log_loss", "mean surprise by the truth, in nats; 0 is best"),
            Map.entry("brier", "mean squared distance of score and label; 0 is best"),
            Map.entry("ece", "mean distance of promised and observed share; 0 is best"),
            Map.entry("ks", "greatest distance of the two classes' scores"),
            Map.entry("accuracy", "share of decisions that are right"),
            Map.entry("precision", "share of positives among the rows predicted positive"),
            Map.entry("recall", "share of the positives that are found"),
            Map.entry("f1", "harmonic mean of precision and recall"),
            Map.entry("best_f1", "the greatest F1 that a threshold gives on these rows"));

    private MetricWords() {}

    /** Returns the metric's name for people; a name that is not known, as it is. */
    public static String title(String metric) {
        return TITLES.getOrDefault(metric, metric);
    }

    /** Returns what the metric says, in a few words; empty for a name that is not known. */
    public static String meaning(String metric) {
        return MEANINGS.getOrDefault(metric, "");
    }
}
