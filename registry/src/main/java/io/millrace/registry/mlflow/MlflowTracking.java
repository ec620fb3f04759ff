package io.millrace.registry.mlflow;

import io.millrace.config.BackendException;
import io.millrace.config.DataException;
import io.millrace.databricks.Workspace;
import io.millrace.lakehouse.TrackingLocation;
import io.millrace.models.ModelTransfer;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tracking and registry by MLflow's REST interface: on an MLflow server of version 3 or later, or in a Databricks workspace, whose
 * models are in Unity Catalog. Artifacts travel through the server or by signed URLs, streamed; models that are downloaded stay
 * in a folder of this machine.
 *
 * <p>A call that fails in a way that may pass is repeated, a few times and ever later. One whose answer was lost is looked for
 * by a key of its own before it is sent again, so that nothing is recorded twice; only a server that does the work after the
 * look has passed can still double a run or a logged model. What lasts is a {@link BackendException} that names server, call
 * and remedy; what MLflow itself refuses is a {@link DataException}.
 *
 * <p><b>Aliases</b>: MLflow has no compare-and-set. Among the threads of one instance it is exact; another process that moves
 * the same alias in the moment between our look and our move is overruled, and both may believe that they moved it.
 */
public final class MlflowTracking implements ExperimentTracker, ModelRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(MlflowTracking.class);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Http http;
    private final RunCalls runs;
    private final LoggedModelCalls loggedModels;
    private final RegistryCalls registry;
    private final Platform platform;
    private final Path downloads;
    private final Clock clock;
    private final Object aliasLock = new Object();

    MlflowTracking(Http http, Platform platform, Path downloads, Clock clock) {
        Rest rest = new Rest(http);
        this.http = http;
        this.platform = platform;
        this.runs = new RunCalls(rest, platform);
        this.loggedModels = new LoggedModelCalls(rest, runs, platform);
        this.registry = new RegistryCalls(rest, platform);
        this.downloads = downloads;
        this.clock = clock;
    }

    /**
     * Opens a server with its token or the credentials among the environment variables, and asks it for something.
     *
     * @throws io.millrace.config.InvalidConfigException if the credentials cannot be read
     * @throws BackendException if it does not answer as an MLflow server, or does not let us in
     */
    public static MlflowTracking open(TrackingLocation.Server server) {
        URI uri = server.uri();
        Credentials credentials = Credentials.from(server.token(), System.getenv());
        if (!credentials.none() && "http".equalsIgnoreCase(uri.getScheme()) && !local(uri)) {
            LOG.warn("MLflow server {} gets {} over a line that is not encrypted; use https", uri, credentials);
        }
        Clock clock = Clock.systemUTC();
        Http http = new Http(new ServerService(uri, credentials), Backoff.standard(), clock, LIMIT);
        MlflowTracking tracking = new MlflowTracking(http, new ServerPlatform(http), server.downloads(), clock);
        tracking.probe();
        LOG.info("Runs and models are on MLflow server {}, with {}", uri, credentials);
        return tracking;
    }

    /**
     * Opens a workspace, runs in its own MLflow and models in Unity Catalog, and asks it for something.
     *
     * @throws io.millrace.config.InvalidConfigException if no workspace or no credentials are named
     * @throws BackendException if it does not answer as a workspace, or does not let us in
     */
    public static MlflowTracking open(TrackingLocation.Workspace location) {
        Clock clock = Clock.systemUTC();
        Workspace workspace = Workspace.open(location.settings());
        Http http = new Http(new WorkspaceService(workspace), Backoff.standard(), clock, LIMIT);
        Platform platform = new WorkspacePlatform(http, location.catalog());
        MlflowTracking tracking = new MlflowTracking(http, platform, location.downloads(), clock);
        tracking.probe();
        LOG.info("Runs are in Databricks workspace {}, models in its catalog {}", workspace.host(), location.catalog());
        return tracking;
    }

    private static boolean local(URI uri) {
        return List.of("localhost", "127.0.0.1", "[::1]").contains(String.valueOf(uri.getHost()));
    }

    private void probe() {
        new Rest(http).send("POST", "experiments/search", Rest.object().put("max_results", 1));
    }

    @Override
    public String experiment(String name) {
        Limits.experiment(name);
        return runs.experiment(name);
    }

    @Override
    public RunHandle start(String experimentId, RunStart start) {
        Limits.tags(start.tags());
        Limits.tags(Map.of("mlflow.runName", start.name(), "mlflow.user", start.user()));
        return runs.start(experimentId, start);
    }

    @Override
    public void logParams(String runId, Map<String, String> params) {
        Limits.params(params);
        runs.logParams(runId, params);
    }

    @Override
    public void logMetrics(String runId, List<MetricPoint> points) {
        points.forEach(point -> Limits.metric(point.name()));
        runs.logMetrics(runId, points);
    }

    @Override
    public void setTags(String runId, Map<String, String> tags) {
        Limits.tags(tags);
        runs.setTags(runId, tags);
    }

    @Override
    public void logInputs(String runId, List<DatasetInput> inputs) {
        inputs.forEach(Limits::dataset);
        runs.logInputs(runId, inputs);
    }

    @Override
    public void logArtifact(String runId, String path, byte[] content) {
        Limits.artifact(path);
        platform.folder(artifactUri(runId)).put(path, content);
    }

    @Override
    public Optional<byte[]> findArtifact(String runId, String path) {
        Limits.artifact(path);
        return platform.folder(artifactUri(runId)).find(path);
    }

    @Override
    public LoggedModel logModel(
            String runId, String name, Path folder, Map<String, String> params, ModelMetrics metrics) {
        Limits.loggedModel(name);
        Limits.params(params);
        metrics.points().forEach(point -> Limits.metric(point.name()));
        return loggedModels.log(runId, name, folder, params, metrics);
    }

    @Override
    public List<LoggedModel> loggedModels(String runId) {
        return findRun(runId).map(loggedModels::ofRun).orElse(List.of());
    }

    @Override
    public void finish(String runId, RunStatus status) {
        if (status == RunStatus.RUNNING || status == RunStatus.SCHEDULED) {
            throw new IllegalArgumentException("A run cannot end as " + status);
        }
        runs.finish(runId, status, clock.instant());
    }

    @Override
    public Optional<TrackedRun> findRun(String runId) {
        return runs.find(runId).map(MlflowJson::run);
    }

    @Override
    public List<TrackedRun> runs(String experimentId) {
        return runs.runs(experimentId, Map.of());
    }

    @Override
    public List<TrackedRun> runs(String experimentId, Map<String, String> tags) {
        return runs.runs(experimentId, tags);
    }

    @Override
    public List<MetricPoint> metricHistory(String runId, String metric) {
        return runs.metricHistory(runId, metric);
    }

    @Override
    public URI artifactUri(String runId) {
        return runs.active(runId).artifactUri();
    }

    @Override
    public ModelVersion register(String model, ModelSource source) {
        Limits.registeredModel(model);
        Limits.versionTags(source.tags());
        requireComplete(source);
        return registry.register(model, source, target -> copy(source.folder(), target));
    }

    /** The files go by way of this machine, which checks them and keeps them. */
    private void copy(URI source, Folder target) {
        Path local = received(source);
        ModelTransfer.files(local).forEach(path -> target.put(path, local.resolve(path)));
    }

    /** Reads the manifest and compares it with the list of files; what is in them is checked when they are downloaded. */
    private void requireComplete(ModelSource source) {
        Folder folder = platform.folder(source.folder());
        String where = source.folder().toString();
        byte[] manifest = required(folder, where, ModelTransfer.MANIFEST);
        ModelTransfer.verify(where, manifest, folder.sizes());
        byte[] mlModel = required(folder, where, ModelTransfer.ML_MODEL);
        String modelId = ModelTransfer.modelId(where, mlModel);
        if (!modelId.equals(source.modelId())) {
            throw new DataException("Model folder " + where + " holds " + modelId + ", not " + source.modelId());
        }
        platform.check(source, mlModel);
    }

    private static byte[] required(Folder folder, String where, String path) {
        return folder.find(path)
                .orElseThrow(() -> new DataException(where + "/" + path
                        + " is missing: the folder is no model of Millrace, or was not written to its end"));
    }

    @Override
    public Optional<ModelVersion> find(String model, long version) {
        return registry.find(model, version);
    }

    @Override
    public Optional<ModelVersion> findByAlias(String model, String alias) {
        OptionalLong version = registry.aliased(model, alias);
        return version.isEmpty() ? Optional.empty() : registry.find(model, version.getAsLong());
    }

    @Override
    public List<ModelVersion> versions(String model) {
        return registry.versions(model);
    }

    @Override
    public List<String> models() {
        return registry.models();
    }

    @Override
    public boolean compareAndSetAlias(String model, String alias, OptionalLong expected, long version) {
        Limits.alias(alias);
        synchronized (aliasLock) {
            return registry.moveAlias(model, alias, expected, version);
        }
    }

    @Override
    public void tag(String model, long version, Map<String, String> tags) {
        Limits.versionTags(tags);
        registry.tag(model, version, tags);
    }

    @Override
    public Path download(ModelVersion version) {
        return received(registry.location(version));
    }

    private Path received(URI location) {
        Folder folder = platform.folder(location);
        String key = http.server() + " " + location;
        Path target = downloads.resolve(
                UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8)).toString());
        ModelTransfer.receive(target, partial -> fetch(folder, location.toString(), partial));
        return target;
    }

    private static void fetch(Folder folder, String where, Path target) {
        byte[] manifest = required(folder, where, ModelTransfer.MANIFEST);
        ModelTransfer.sizes(where, manifest).forEach((path, size) -> {
            Path file = target.resolve(path).normalize();
            if (!file.startsWith(target)) {
                throw new DataException(where + " lists " + path + ", which is outside the folder");
            }
            makeFolder(file);
            folder.fetch(path, size, file);
        });
        Path file = target.resolve(ModelTransfer.MANIFEST);
        makeFolder(file);
        folder.fetch(ModelTransfer.MANIFEST, manifest.length, file);
    }

    private static void makeFolder(Path file) {
        try {
            Files.createDirectories(file.resolveSibling("."));
        } catch (IOException e) {
            throw BackendException.retryable("Cannot make the folder of " + file + ": " + e.getMessage(), e);
        }
    }
}
