package io.millrace.metrics;

import io.millrace.config.Task;
import java.util.Optional;
import java.util.function.ToDoubleBiFunction;

/**
 * A metric of binary classification: an entry of {@link BinaryMetrics}, or a class of one's own that is named in {@code
 * META-INF/services/io.millrace.metrics.BinaryMetric} and has a constructor without parameters. Stateless.
 */
public interface BinaryMetric extends QualityMetric {
    @Override
    default Task task() {
        return Task.BINARY_CLASSIFICATION;
    }

    /**
     * Returns the metric with its interval; undefined with the reason where it cannot be computed. Empty where the question
     * does not arise: decisions of a model without a threshold.
     */
    Optional<Metric> of(BinaryScores scores);

    /**
     * Returns the metric of decisions alone, without an interval; empty for one that needs the scores.
     *
     * @param threshold the score from which on a row is predicted positive, for the reason of an undefined value
     */
    default Optional<Metric> ofDecisions(double threshold, Confusion confusion) {
        return Optional.empty();
    }

    /**
     * Returns what gives the standard error of the difference of two models on the same rows, of which there are enough of
     * both classes; empty if models are not compared in this metric.
     */
    default Optional<ToDoubleBiFunction<PairState, QualitySettings>> differenceError() {
        return Optional.empty();
    }

    @Override
    default boolean isCompared() {
        return differenceError().isPresent();
    }
}
