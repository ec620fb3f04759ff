package io.millrace.registry.mlflow;

import io.millrace.registry.ExperimentTracker;
import io.millrace.registry.ExperimentTrackerContract;
import io.millrace.testkit.MlflowServer;
import org.junit.jupiter.api.Tag;

@Tag("data")
class MlflowExperimentTrackerTest extends ExperimentTrackerContract {
    @Override
    protected ExperimentTracker open() {
        return Trackings.open(MlflowServer.shared().uri(), folder);
    }
}
