package io.millrace.registry.mlflow;

import io.millrace.registry.ExperimentTracker;
import io.millrace.registry.ExperimentTrackerContract;
import org.junit.jupiter.api.AfterEach;

class WorkspaceExperimentTrackerTest extends ExperimentTrackerContract {
    private final PlayedWorkspace played = new PlayedWorkspace();

    @AfterEach
    void close() {
        played.close();
    }

    @Override
    protected ExperimentTracker open() {
        return played.open(folder);
    }
}
