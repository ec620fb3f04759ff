package io.millrace.registry;

import io.millrace.lakehouse.Backend;
import io.millrace.lakehouse.TrackingLocation;
import io.millrace.registry.local.LocalTracking;
import io.millrace.registry.mlflow.MlflowTracking;

/**
 * The tracker and the registry of one place.
 *
 * @param tracker where runs are recorded
 * @param registry where models have versions
 */
public record Tracking(ExperimentTracker tracker, ModelRegistry registry) {

    /**
     * Opens the place where a backend records runs and models, whose catalog shows the models if it shows any. Needs no session.
     *
     * @throws io.millrace.config.BackendException if a server does not answer, or a file cannot be used
     */
    public static Tracking open(Backend backend) {
        Tracking opened = open(backend.tracking());
        return backend.models()
                .map(catalog -> new Tracking(opened.tracker(), new ShownRegistry(opened.registry(), catalog)))
                .orElse(opened);
    }

    /**
     * Opens the place where runs and models are recorded. Needs no session.
     *
     * @throws io.millrace.config.BackendException if a server does not answer, or a file cannot be used
     */
    public static Tracking open(TrackingLocation location) {
        if (location instanceof TrackingLocation.Server server) {
            MlflowTracking opened = MlflowTracking.open(server);
            return new Tracking(opened, opened);
        }
        if (location instanceof TrackingLocation.Workspace workspace) {
            MlflowTracking opened = MlflowTracking.open(workspace);
            return new Tracking(opened, opened);
        }
        TrackingLocation.File file = (TrackingLocation.File) location;
        LocalTracking opened = LocalTracking.open(file.database(), file.artifacts());
        return new Tracking(opened, opened);
    }
}
