package io.millrace.registry.local;

import static java.util.Objects.requireNonNull;

import io.millrace.config.BackendException;
import io.millrace.config.DataException;
import io.millrace.models.ModelFolder;
import io.millrace.registry.DatasetInput;
import io.millrace.registry.ExperimentTracker;
import io.millrace.registry.LoggedModel;
import io.millrace.registry.MetricPoint;
import io.millrace.registry.ModelMetrics;
import io.millrace.registry.ModelRegistry;
import io.millrace.registry.ModelSource;
import io.millrace.registry.ModelVersion;
import io.millrace.registry.RunHandle;
import io.millrace.registry.RunStart;
import io.millrace.registry.RunStatus;
import io.millrace.registry.TrackedRun;
import io.millrace.registry.internal.Limits;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Tracking and registry in one SQLite file in MLflow's own schema, artifacts in a folder: {@code mlflow server
 * --backend-store-uri sqlite:///FILE} opens it, shows everything and may write on.
 *
 * <p>Safe for many threads and many processes on one machine. A file that a newer MLflow has upgraded is used as it is, if
 * it still has the columns we need. Holds nothing open between calls.
 */
public final class LocalTracking implements ExperimentTracker, ModelRegistry {
    private final TrackingFile file;
    private final URI artifactRoot;
    private final Clock clock;

    private LocalTracking(TrackingFile file, URI artifactRoot, Clock clock) {
        this.file = file;
        this.artifactRoot = artifactRoot;
        this.clock = clock;
    }

    /**
     * Opens the file, which is made if absent.
     *
     * @param artifactRoot where artifacts of new experiments go
     * @throws BackendException if the file is no MLflow store, or at a revision that lacks columns we need; names the
     *     revision and the columns
     */
    public static LocalTracking open(Path file, Path artifactRoot) {
        return open(file, artifactRoot, Clock.systemUTC());
    }

    static LocalTracking open(Path file, Path artifactRoot, Clock clock) {
        TrackingFile tracking = new TrackingFile(file);
        URI root = Locations.of(artifactRoot);
        Schema.prepare(tracking, Locations.child(root, "0").toString(), clock.millis());
        return new LocalTracking(tracking, root, clock);
    }

    /** Returns the revision of MLflow's schema that the file is at now. */
    public String revision() {
        return file.read(Schema::revision);
    }

    @Override
    public String experiment(String name) {
        Limits.experiment(name);
        return file.write(sql -> RunStore.experiment(sql, name, artifactRoot, clock.millis()));
    }

    @Override
    public RunHandle start(String experimentId, RunStart start) {
        Limits.tags(start.tags());
        Limits.tags(Map.of("mlflow.runName", start.name(), "mlflow.user", start.user()));
        return file.write(sql -> RunStore.start(sql, experimentId, start));
    }

    @Override
    public void logParams(String runId, Map<String, String> params) {
        Limits.params(params);
        file.write(sql -> {
            RunStore.active(sql, runId);
            RunStore.logParams(sql, runId, params);
            return runId;
        });
    }

    @Override
    public void logMetrics(String runId, List<MetricPoint> points) {
        points.forEach(point -> Limits.metric(point.name()));
        file.write(sql -> {
            RunStore.active(sql, runId);
            RunStore.logMetrics(sql, runId, points);
            return runId;
        });
    }

    @Override
    public void setTags(String runId, Map<String, String> tags) {
        Limits.tags(tags);
        file.write(sql -> {
            RunStore.active(sql, runId);
            RunStore.setTags(sql, runId, tags);
            return runId;
        });
    }

    @Override
    public void logInputs(String runId, List<DatasetInput> inputs) {
        inputs.forEach(Limits::dataset);
        file.write(sql -> {
            RunStore.RunRow run = RunStore.active(sql, runId);
            for (DatasetInput input : inputs) {
                DatasetStore.log(sql, run, input);
            }
            return runId;
        });
    }

    @Override
    public void logArtifact(String runId, String path, byte[] content) {
        Path target = artifact(runId, path);
        Path partial = target.resolveSibling("." + target.getFileName() + "-" + UUID.randomUUID());
        try {
            Files.createDirectories(requireNonNull(target.getParent()));
            Files.write(partial, content);
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            discard(partial, e);
            throw BackendException.retryable("Cannot write artifact " + target + ": " + e.getMessage(), e);
        }
    }

    @Override
    public Optional<byte[]> findArtifact(String runId, String path) {
        Path file = artifact(runId, path);
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw BackendException.retryable("Cannot read artifact " + file + ": " + e.getMessage(), e);
        }
    }

    private Path artifact(String runId, String path) {
        Limits.artifact(path);
        return Locations.path(artifactUri(runId)).resolve(path);
    }

    private static void discard(Path partial, IOException cause) {
        try {
            Files.deleteIfExists(partial);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    @Override
    public LoggedModel logModel(
            String runId, String name, Path folder, Map<String, String> params, ModelMetrics metrics) {
        Limits.loggedModel(name);
        Limits.params(params);
        metrics.points().forEach(point -> Limits.metric(point.name()));
        String modelId = ModelFolder.modelId(folder);
        URI location = file.read(sql -> LoggedModelStore.location(sql, RunStore.active(sql, runId), modelId));
        ModelFolder.copy(folder, Locations.path(location));
        return file.write(sql -> {
            RunStore.RunRow run = RunStore.active(sql, runId);
            LoggedModel model = new LoggedModel(modelId, name, Long.toString(run.experimentId()), runId, location);
            LoggedModel logged = LoggedModelStore.log(sql, run, model, params, metrics, clock.millis());
            RunStore.logMetrics(sql, runId, metrics.points());
            return logged;
        });
    }

    @Override
    public List<LoggedModel> loggedModels(String runId) {
        return file.read(sql -> LoggedModelStore.ofRun(sql, runId));
    }

    @Override
    public void finish(String runId, RunStatus status) {
        if (status == RunStatus.RUNNING || status == RunStatus.SCHEDULED) {
            throw new IllegalArgumentException("A run cannot end as " + status);
        }
        file.write(sql -> {
            RunStore.active(sql, runId);
            RunStore.finish(sql, runId, status, clock.millis());
            return runId;
        });
    }

    @Override
    public Optional<TrackedRun> findRun(String runId) {
        return file.read(sql -> {
            Optional<RunStore.RunRow> row = RunStore.row(sql, runId);
            return row.isEmpty() ? Optional.empty() : Optional.of(RunStore.tracked(sql, row.get()));
        });
    }

    @Override
    public List<TrackedRun> runs(String experimentId) {
        return file.read(sql -> RunStore.runs(sql, experimentId));
    }

    @Override
    public List<TrackedRun> runs(String experimentId, Map<String, String> tags) {
        return runs(experimentId).stream()
                .filter(run -> run.tags().entrySet().containsAll(tags.entrySet()))
                .toList();
    }

    @Override
    public List<MetricPoint> metricHistory(String runId, String metric) {
        return file.read(sql -> RunStore.history(sql, runId, metric));
    }

    @Override
    public URI artifactUri(String runId) {
        return file.read(sql -> Locations.uri(RunStore.active(sql, runId).artifactUri()));
    }

    @Override
    public ModelVersion register(String model, ModelSource source) {
        Limits.registeredModel(model);
        Limits.versionTags(source.tags());
        Path folder = Locations.path(source.folder());
        ModelFolder.verify(folder);
        String modelId = ModelFolder.modelId(folder);
        if (!modelId.equals(source.modelId())) {
            throw new DataException("Model folder " + folder + " holds " + modelId + ", not " + source.modelId());
        }
        String user = System.getProperty("user.name", "unknown");
        return file.write(sql -> VersionStore.register(sql, model, source, user, clock.millis()));
    }

    @Override
    public Optional<ModelVersion> find(String model, long version) {
        return file.read(sql -> VersionStore.find(sql, model, version));
    }

    @Override
    public Optional<ModelVersion> findByAlias(String model, String alias) {
        return file.read(sql -> {
            OptionalLong version = VersionStore.aliased(sql, model, alias);
            return version.isEmpty() ? Optional.empty() : VersionStore.find(sql, model, version.getAsLong());
        });
    }

    @Override
    public List<ModelVersion> versions(String model) {
        return file.read(sql -> VersionStore.versions(sql, model));
    }

    @Override
    public List<String> models() {
        return file.read(VersionStore::models);
    }

    @Override
    public boolean compareAndSetAlias(String model, String alias, OptionalLong expected, long version) {
        Limits.alias(alias);
        return file.write(sql -> VersionStore.moveAlias(sql, model, alias, expected, version));
    }

    @Override
    public void tag(String model, long version, Map<String, String> tags) {
        Limits.versionTags(tags);
        file.write(sql -> {
            VersionStore.tag(sql, model, version, tags);
            return model;
        });
    }

    @Override
    public Path download(ModelVersion version) {
        return Locations.path(version.source());
    }
}
