package io.millrace.training;

import io.millrace.models.Learner;
import io.millrace.registry.MetricPoint;
import java.util.List;
import java.util.Map;

/**
 * What the training of an estimator gives.
 *
 * @param learner scores vectors
 * @param nativeFiles files of the learner's own format, by their path in the model folder
 * @param nativeVersion the version of the library that wrote them
 * @param curves metrics by round, {@code train_<metric>} and {@code validate_<metric>}
 * @param weights how much each place of the vector counts, none negative
 */
@SuppressWarnings("ArrayRecordComponent") // handed on at once, never compared
public record FittedLearner(
        Learner learner,
        Map<String, byte[]> nativeFiles,
        String nativeVersion,
        List<MetricPoint> curves,
        double[] weights) {}
