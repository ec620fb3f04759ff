package io.millrace.registry.mlflow;

import java.net.URI;
import java.util.Map;

/** An MLflow server. */
record ServerService(URI uri, Credentials credentials) implements Service {
    @Override
    public Map<String, String> headers() {
        return credentials.headers();
    }

    @Override
    public String speaker() {
        return "MLflow";
    }

    @Override
    public String shown() {
        return credentials.toString();
    }

    @Override
    public String login() {
        return "give credentials by MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD";
    }

    @Override
    public String permission(Call call, String said) {
        return "ask for the permission, or " + login();
    }

    @Override
    public String address() {
        return "mend tracking.uri";
    }

    @Override
    public String unreached() {
        return "start the server, or " + address();
    }

    @Override
    public String unknown() {
        return "this takes an MLflow server of version 3 or later; " + address();
    }

    @Override
    public String trouble() {
        return "the server's log tells more";
    }

    @Override
    public String toString() {
        return "MLflow server " + uri;
    }
}
