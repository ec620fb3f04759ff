package io.millrace.pipelines;

import io.millrace.lakehouse.Lakehouse;
import io.millrace.lakehouse.Sources;
import io.millrace.models.ExperimentTracker;
import io.millrace.models.ModelRegistry;
import io.millrace.models.Promotion;
import io.millrace.models.local.LocalTracking;

/** A project with the stores that its steps work on: the open lakehouse, the tracker and the registry. */
public final class Workshop implements AutoCloseable {
    private final Project project;
    private final Lakehouse lakehouse;
    private final LocalTracking tracking;

    private Workshop(Project project, Lakehouse lakehouse, LocalTracking tracking) {
        this.project = project;
        this.lakehouse = lakehouse;
        this.tracking = tracking;
    }

    /** Opens the stores of the project's environment; the session too, unless one is running already. */
    public static Workshop open(Project project) {
        return over(project, Lakehouse.open(project.environment()));
    }

    /** Opens the tracker and the registry beside a lakehouse, which is closed with the workshop. */
    public static Workshop over(Project project, Lakehouse lakehouse) {
        return new Workshop(project, lakehouse, LocalTracking.open(project.environment()));
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
        return tracking;
    }

    /** Returns where models have versions. */
    public ModelRegistry registry() {
        return tracking;
    }

    /** Returns the promotion of the project's models. */
    public Promotion promotion() {
        return Promotion.of(lakehouse, tracking, project.name());
    }

    /** Reads the project's run ledger. */
    public RunLedger openLedger() {
        return RunLedger.open(lakehouse, project.name());
    }

    /** Returns what the steps of one run share. */
    RunContext context(RunLedger ledger, String runId) {
        return new RunContext(
                project, lakehouse, Sources.of(lakehouse, project.sources()), tracking, tracking, ledger, runId);
    }

    @Override
    public void close() {
        lakehouse.close();
    }
}
