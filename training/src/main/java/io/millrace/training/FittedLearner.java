package io.millrace.training;

import io.millrace.models.Learner;
import io.millrace.registry.MetricPoint;
import java.util.List;
import java.util.Map;

/** What an estimator's own training gives: the learner, native files, curves, and a weight for each vector place. */
@SuppressWarnings("ArrayRecordComponent") // handed on at once, never compared
record FittedLearner(
        Learner learner,
        Map<String, byte[]> nativeFiles,
        String nativeVersion,
        List<MetricPoint> curves,
        double[] weights) {}
