package io.millrace.registry.mlflow;

import io.millrace.config.BackendException;
import io.millrace.registry.ModelSource;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * An MLflow server: names are as they are, versions are where their source is, and files go through the server's own proxy, or
 * to a folder that this machine shares with it.
 */
final class ServerPlatform implements Platform {
    private final Http http;

    ServerPlatform(Http http) {
        this.http = http;
    }

    @Override
    public String experiment(String name) {
        return name;
    }

    @Override
    public void makeRoom(String experiment) {}

    @Override
    public Folder folder(URI location) {
        String scheme = String.valueOf(location.getScheme());
        String authority = location.getRawAuthority();
        if (scheme.equals("mlflow-artifacts")
                && (authority == null || authority.equals(http.server().getRawAuthority()))) {
            return new ProxiedFolder(http, location.getPath());
        }
        if (scheme.equals("file") && (authority == null || authority.equals("localhost"))) {
            return new SharedFolder(http.server(), location);
        }
        throw BackendException.permanent(http.service() + " keeps these artifacts at " + location
                + ", which Millrace does not reach; start it with --serve-artifacts and --artifacts-destination, and use"
                + " a new experiment");
    }

    @Override
    public String registry(String call) {
        return call;
    }

    @Override
    public String registered(String model) {
        return model;
    }

    @Override
    public void makeSchema(String registered) {}

    @Override
    public Optional<String> model(String registered) {
        return Optional.of(registered);
    }

    @Override
    public Map<String, String> tags(Map<String, String> tags) {
        return tags;
    }

    @Override
    public String tag(String registered) {
        return registered;
    }

    @Override
    public void check(ModelSource source, byte[] mlModel) {}

    @Override
    public URI location(Rest rest, String registered, long version) {
        Map<String, String> query = Map.of("name", registered, "version", Long.toString(version));
        return MlflowJson.location(rest.get(registry("model-versions/get-download-uri"), query)
                .path("artifact_uri")
                .asText());
    }

    @Override
    public boolean keepsFiles() {
        return false;
    }

    @Override
    public boolean listsBriefly() {
        return false;
    }
}
