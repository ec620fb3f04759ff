package io.millrace.registry;

import io.millrace.models.ModelFolder;
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
 * {@link io.millrace.config.DataException}s that name it; a store that cannot be reached is a
 * {@link io.millrace.config.BackendException}.
 */
public interface ExperimentTracker {
    /** Returns the id of the experiment of this name, which is created if absent. */
    String experiment(String name);

    /** Starts a run in an experiment; its status is {@link RunStatus#RUNNING}. */
    RunHandle start(String experimentId, RunStart start);

    /**
     * Records parameters, all or none (up to 100 in a call; a server may keep a part of more). Each is written once: the
     * same value again is accepted, another is refused.
     */
    void logParams(String runId, Map<String, String> params);

    /** Records points of metrics; a point that is there is left. */
    void logMetrics(String runId, List<MetricPoint> points);

    /** Sets tags; a tag that exists gets the new value. */
    void setTags(String runId, Map<String, String> tags);

    /**
     * Records the data sets that the run read, each once; the contexts of one data set are joined with commas.
     *
     * @throws io.millrace.config.BackendException if the run has a data set already without that context, and the store
     *     cannot add one; log all contexts in one call
     */
    void logInputs(String runId, List<DatasetInput> inputs);

    /**
     * Keeps a file among the run's artifacts; replaces one of the same path.
     *
     * @param path relative, with {@code /}; one that leaves the artifact folder is refused
     */
    void logArtifact(String runId, String path, byte[] content);

    /** Returns an artifact of the run, if there is one of this path; the path is as in {@link #logArtifact}. */
    Optional<byte[]> findArtifact(String runId, String path);

    /**
     * Copies a complete model folder among the artifacts and records it as the run's model, ready to load. The same folder
     * again gives the model that it is. The metrics are the run's too; an undefined one is the run's alone. The model bears
     * the run's user and source, as MLflow's pages show them.
     *
     * @param name the model's name within the run
     * @param folder a folder that {@link ModelFolder#write} made; its {@code model_id} becomes the model's id, unless the
     *     store gives ids itself: then the copy bears the store's
     * @throws io.millrace.config.DataException if the folder is incomplete, or logged already by another name or run
     */
    LoggedModel logModel(String runId, String name, Path folder, Map<String, String> params, ModelMetrics metrics);

    /** Returns the models that the run logged and that are ready to load, oldest first. */
    List<LoggedModel> loggedModels(String runId);

    /** Ends the run with this status, now. */
    void finish(String runId, RunStatus status);

    /** Returns what is known of a run. */
    Optional<TrackedRun> findRun(String runId);

    /** Returns the experiment's runs that are not deleted, newest first. */
    List<TrackedRun> runs(String experimentId);

    /** Returns those of {@link #runs(String)} that have all these tags. */
    List<TrackedRun> runs(String experimentId, Map<String, String> tags);

    /** Returns every point of one metric of a run, by step, then time; empty if there is none. */
    List<MetricPoint> metricHistory(String runId, String metric);

    /** Returns where the run's artifacts are. */
    URI artifactUri(String runId);
}
