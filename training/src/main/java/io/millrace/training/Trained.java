package io.millrace.training;

import io.millrace.lakehouse.WriteResult;
import java.util.Map;

/**
 * What the step {@code train} made.
 *
 * @param runId the tracker's run
 * @param split dates and counts
 * @param metrics the last value of each of the training's curves
 * @param outcome whether it was made now
 */
public record Trained(String runId, SplitCounts split, Map<String, Double> metrics, WriteResult.Outcome outcome) {
    public Trained {
        metrics = Map.copyOf(metrics);
    }
}
