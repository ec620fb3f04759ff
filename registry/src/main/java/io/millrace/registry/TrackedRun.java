package io.millrace.registry;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a tracker knows of one run.
 *
 * @param runId 32 hexadecimal digits
 * @param experimentId the experiment it belongs to
 * @param name the run's name
 * @param status how it stands
 * @param startTime when it started
 * @param endTime when it ended, if it did
 * @param params its parameters
 * @param metrics the last value of each metric: of the greatest step, then the latest time
 * @param tags its tags
 * @param inputs the data sets it read
 * @param artifactUri where its artifacts are
 */
public record TrackedRun(
        String runId,
        String experimentId,
        String name,
        RunStatus status,
        Instant startTime,
        Optional<Instant> endTime,
        Map<String, String> params,
        Map<String, Double> metrics,
        Map<String, String> tags,
        List<DatasetInput> inputs,
        URI artifactUri) {
    public TrackedRun {
        params = Map.copyOf(params);
        metrics = Map.copyOf(metrics);
        tags = Map.copyOf(tags);
        inputs = List.copyOf(inputs);
    }
}
