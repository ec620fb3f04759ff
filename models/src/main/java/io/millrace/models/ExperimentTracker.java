package io.millrace.models;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where runs are recorded: parameters, metrics, inputs, artifacts and models, by MLflow's rules.
 *
 * <p>Safe for many threads and processes. Every call that repeats an earlier one with the same content changes nothing.
 * A value beyond MLflow's limits, an unknown run and a parameter that was logged with another value are
 * {@link io.millrace.lakehouse.DataException}s that name it; a store that cannot be reached is a
 * {@link io.millrace.lakehouse.BackendException}.
 */
public interface ExperimentTracker {
    /** Returns the id of the experiment of this name, which is created if absent. */
    String experiment(String name);

    /** Starts a run in an experiment; its status is {@link RunStatus#RUNNING}. */
    RunHandle start(String experimentId, RunStart start);

    /** Records parameters, all or none. Each is written once: the same value again is accepted, another is refused. */
    void logParams(String runId, Map<String, String> params);

    /** Records points of metrics, all or none. */
    void logMetrics(String runId, List<MetricPoint> points);

    /** Sets tags, all or none; a tag that exists gets the new value. */
    void setTags(String runId, Map<String, String> tags);

    /** Records the data sets that the run read. */
    void logInputs(String runId, List<DatasetInput> inputs);

    /**
     * Keeps a file among the run's artifacts; replaces one of the same path.
     *
     * @param path relative, with {@code /}; one that leaves the artifact folder is refused
     */
    void logArtifact(String runId, String path, byte[] content);

    /**
     * Copies a complete model folder among the artifacts and records it as the run's model, ready to load.
     *
     * @param name the model's name within the run
     * @param folder a folder that {@link ModelFolder#write} made; its {@code model_id} becomes the model's id
     * @throws io.millrace.lakehouse.DataException if the folder is incomplete
     */
    LoggedModel logModel(String runId, String name, Path folder, Map<String, String> params, List<MetricPoint> metrics);

    /** Ends the run with this status, now. */
    void finish(String runId, RunStatus status);

    /** Returns what is known of a run. */
    Optional<TrackedRun> findRun(String runId);

    /** Returns the experiment's runs that are not deleted, newest first. */
    List<TrackedRun> runs(String experimentId);

    /** Returns every point of one metric of a run, by step, then time; empty if there is none. */
    List<MetricPoint> metricHistory(String runId, String metric);

    /** Returns where the run's artifacts are. */
    URI artifactUri(String runId);
}
