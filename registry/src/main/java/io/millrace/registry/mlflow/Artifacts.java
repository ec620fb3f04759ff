package io.millrace.registry.mlflow;

import io.millrace.config.BackendException;
import java.net.URI;

/** Finds the door to an artifact location: the server's own proxy, or a folder that this machine shares with it. */
final class Artifacts {
    private final Http http;

    Artifacts(Http http) {
        this.http = http;
    }

    /**
     * Returns the files at a location.
     *
     * @throws BackendException if it is one that only another client can reach
     */
    Folder at(URI location) {
        String scheme = String.valueOf(location.getScheme());
        String authority = location.getRawAuthority();
        if (scheme.equals("mlflow-artifacts")
                && (authority == null || authority.equals(http.server().getRawAuthority()))) {
            return new ProxiedFolder(http, location.getPath());
        }
        if (scheme.equals("file") && (authority == null || authority.equals("localhost"))) {
            return new SharedFolder(http.server(), location);
        }
        throw BackendException.permanent("MLflow server " + http.server() + " keeps these artifacts at " + location
                + ", which Millrace does not reach; start it with --serve-artifacts and --artifacts-destination, and use"
                + " a new experiment");
    }
}
