package io.millrace.models.mlflow;

import io.millrace.models.ExperimentTracker;
import io.millrace.models.ExperimentTrackerContract;
import io.millrace.testkit.MlflowServer;
import org.junit.jupiter.api.Tag;

@Tag("data")
class MlflowExperimentTrackerTest extends ExperimentTrackerContract {
    @Override
    protected ExperimentTracker open() {
        return Trackings.open(MlflowServer.shared().uri(), folder);
    }
}
