package io.millrace.pipelines;

import io.millrace.lakehouse.Backend;
import io.millrace.lakehouse.Environment;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.lakehouse.TrackingLocation;
import io.millrace.registry.ExperimentTracker;
import io.millrace.registry.ModelRegistry;
import io.millrace.registry.Promotion;
import io.millrace.registry.Tracking;

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
     * Opens the stores of the project's environment; the session too, unless one is running already. A tracking server that
     * does not answer is told before the session starts and before anything is made.
     */
    public static Workshop open(Project project) {
        Environment environment = project.environment();
        Backend backend = Backend.of(environment);
        if (backend.tracking() instanceof TrackingLocation.Server) {
            Tracking tracking = Tracking.open(backend);
            return new Workshop(project, Lakehouse.open(environment), tracking);
        }
        return over(project, Lakehouse.open(environment));
    }

    /** Opens the tracker and the registry beside a lakehouse, which is closed with the workshop. */
    public static Workshop over(Project project, Lakehouse lakehouse) {
        return new Workshop(project, lakehouse, Tracking.open(lakehouse.backend()));
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

    /** Takes the project's turn for this process alone, one run of a project at a time. As {@link RunTurn#take}. */
    RunTurn takeTurn(String runId) {
        return RunTurn.take(lakehouse.leases(), project.name(), runId);
    }

    /** Joins in the turn of a run that processes share. As {@link RunTurn#share}. */
    RunTurn shareTurn(String runId, int attempt) {
        return RunTurn.share(lakehouse.leases(), project.name(), runId, attempt);
    }

    /** Joins in the turn of a run, as a process of that try of it. As {@link RunTurn#shareAs}. */
    RunTurn shareTurnAs(String runId, int attempt) {
        return RunTurn.shareAs(lakehouse.leases(), project.name(), runId, attempt);
    }

    /** Returns what the steps of one run share. */
    RunContext context(RunLedger ledger, String runId) {
        return new RunContext(this, ledger, runId);
    }

    @Override
    public void close() {
        lakehouse.close();
    }
}
