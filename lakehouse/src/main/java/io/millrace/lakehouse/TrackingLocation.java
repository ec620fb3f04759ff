package io.millrace.lakehouse;

import io.millrace.config.Secret;
import io.millrace.databricks.WorkspaceSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** Where runs and models are recorded. {@code toString} is for people. */
public sealed interface TrackingLocation {

    /** Returns the server that the environment names, else the file below its folder. */
    static TrackingLocation of(Environment environment) {
        Path root = environment.localRoot();
        return environment
                .trackingUri()
                .<TrackingLocation>map(uri -> new Server(uri, environment.trackingToken(), root.resolve("downloads")))
                .orElseGet(() -> new File(root.resolve("mlflow.db"), root.resolve("artifacts")));
    }

    /**
     * A SQLite file in MLflow's own schema.
     *
     * @param database the file, made if absent
     * @param artifacts the folder of models' and runs' artifacts
     */
    record File(Path database, Path artifacts) implements TrackingLocation {
        @Override
        public String toString() {
            return database.toString();
        }
    }

    /**
     * A Databricks workspace: its own MLflow, and models in Unity Catalog.
     *
     * @param settings the workspace, and who speaks to it
     * @param catalog whose schema {@code models} has the models
     * @param downloads the folder of this machine for models that were fetched from it
     */
    record Workspace(WorkspaceSettings settings, String catalog, Path downloads) implements TrackingLocation {
        @Override
        public String toString() {
            return settings.place();
        }
    }

    /**
     * An MLflow server.
     *
     * @param uri its address, without a slash at the end
     * @param token where its token is found, if not in {@code MLFLOW_TRACKING_TOKEN}
     * @param downloads the folder of this machine for models that were fetched from it
     */
    record Server(URI uri, Optional<Secret> token, Path downloads) implements TrackingLocation {
        @Override
        public String toString() {
            return uri.toString();
        }
    }
}
