package io.millrace.registry.local;

import io.millrace.registry.ExperimentTracker;
import io.millrace.registry.ExperimentTrackerContract;

class LocalExperimentTrackerTest extends ExperimentTrackerContract {
    @Override
    protected ExperimentTracker open() {
        return LocalTracking.open(folder.resolve("local store/mlflow.db"), folder.resolve("local store/artifacts"));
    }
}
