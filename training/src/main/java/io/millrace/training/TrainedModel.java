package io.millrace.training;

import io.millrace.models.PortableModel;
import io.millrace.registry.MetricPoint;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a training gives.
 *
 * @param model scores rows; its threshold is 0.5 until an evaluation chooses one
 * @param nativeFiles files of the learner's own format, by their path in the model folder; for MLlib only if the trainer
 *     saves pipelines
 * @param nativeVersion the version of the library that writes them
 * @param curves metrics by round; the learner's own, one point a round
 * @param importance weight of each input column in the model, greatest first; they sum to 1. Gain of the splits for
 *     trees, absolute standardised coefficients for the linear model, added up over a column's categories
 */
public record TrainedModel(
        PortableModel model,
        Map<String, byte[]> nativeFiles,
        String nativeVersion,
        List<MetricPoint> curves,
        Map<String, Double> importance) {
    public TrainedModel {
        nativeFiles = Map.copyOf(nativeFiles);
        curves = List.copyOf(curves);
        importance = Collections.unmodifiableMap(new LinkedHashMap<>(importance));
    }
}
