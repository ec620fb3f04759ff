package io.millrace.models.local;

import io.millrace.models.ExperimentTracker;
import io.millrace.models.ExperimentTrackerContract;

class LocalExperimentTrackerTest extends ExperimentTrackerContract {
    @Override
    protected ExperimentTracker open() {
        return LocalTracking.open(folder.resolve("local store/mlflow.db"), folder.resolve("local store/artifacts"));
    }
}
