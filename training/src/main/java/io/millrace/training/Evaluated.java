package io.millrace.training;

import io.millrace.config.TableVersion;
import io.millrace.lakehouse.FileLocation;
import io.millrace.lakehouse.WriteResult;
import java.util.Map;

/**
 * What the step {@code evaluate} made.
 *
 * @param runId the tracker's run
 * @param metrics by name, as {@link EvaluationReport#metrics()} has them
 * @param threshold the model's threshold
 * @param predictions the predictions table; this run's rows have its id in {@code run_id}
 * @param page the HTML page
 * @param outcome whether it was made now
 */
public record Evaluated(
        String runId,
        Map<String, Double> metrics,
        double threshold,
        TableVersion predictions,
        FileLocation page,
        WriteResult.Outcome outcome) {
    public Evaluated {
        metrics = Map.copyOf(metrics);
    }
}
