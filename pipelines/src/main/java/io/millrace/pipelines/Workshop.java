package io.millrace.pipelines;

import io.millrace.lakehouse.Environment;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.lakehouse.Sources;
import io.millrace.registry.ExperimentTracker;
import io.millrace.registry.ModelRegistry;
import io.millrace.registry.Promotion;
import io.millrace.registry.local.LocalTracking;
import io.millrace.registry.mlflow.MlflowTracking;

/** A project with the stores that its steps work on: the open lakehouse, the tracker and the registry. */
public final class Workshop implements AutoCloseable {
    private final Project project;
    private final Lakehouse lakehouse;
    private final ExperimentTracker tracker;
    private final ModelRegistry registry;

    private Workshop(Project project, Lakehouse lakehouse, Tracking tracking) {
        this.project = project;
        this.lakehouse = lakehouse.forProject(project.name());
        this.tracker = tracking.tracker();
        this.registry = tracking.registry();
    }

    /**
     * Where runs and models are recorded.
     *
     * @param tracker where runs are recorded
     * @param registry where models have versions
     */
    public record Tracking(ExperimentTracker tracker, ModelRegistry registry) {
        /** Opens the MLflow server that the environment names, else the local file. Needs no session. */
        public static Tracking open(Environment environment) {
            if (environment.trackingUri().isPresent()) {
                MlflowTracking server = MlflowTracking.open(environment);
                return new Tracking(server, server);
            }
            LocalTracking file = LocalTracking.open(environment);
            return new Tracking(file, file);
        }
    }

    /**
     * Opens the stores of the project's environment; the session too, unless one is running already. A tracking server that
     * does not answer is told before the session starts.
     */
    public static Workshop open(Project project) {
        Environment environment = project.environment();
        if (environment.trackingUri().isEmpty()) {
            return over(project, Lakehouse.open(environment));
        }
        Tracking tracking = Tracking.open(environment);
        return new Workshop(project, Lakehouse.open(environment), tracking);
    }

    /** Opens the tracker and the registry beside a lakehouse, which is closed with the workshop. */
    public static Workshop over(Project project, Lakehouse lakehouse) {
        return new Workshop(project, lakehouse, Tracking.open(project.environment()));
    }

    /** Returns the project. */
    public Project project() {
        return project;
    }

    /** Returns the open lakehouse. */
    public Lakehouse lakehouse() {
        return lakehouse;
    }

    /** Returns where runs are recorded. */
    public ExperimentTracker tracker() {
        return tracker;
    }

    /** Returns where models have versions. */
    public ModelRegistry registry() {
        return registry;
    }

    /** Returns the promotion of the project's models. */
    public Promotion promotion() {
        return Promotion.of(lakehouse, registry, project.name());
    }

    /** Reads the project's run ledger. */
    public RunLedger openLedger() {
        return RunLedger.open(lakehouse, project.name());
    }

    /** Returns what the steps of one run share. */
    RunContext context(RunLedger ledger, String runId) {
        return new RunContext(
                project, lakehouse, Sources.of(lakehouse, project.sources()), tracker, registry, ledger, runId);
    }

    @Override
    public void close() {
        lakehouse.close();
    }
}
