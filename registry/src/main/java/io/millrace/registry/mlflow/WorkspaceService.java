package io.millrace.registry.mlflow;

import io.millrace.databricks.Privilege;
import io.millrace.databricks.Workspace;
import java.net.URI;
import java.util.Map;

/** A Databricks workspace. */
record WorkspaceService(Workspace workspace) implements Service {
    @Override
    public URI uri() {
        return URI.create(workspace.host());
    }

    @Override
    public Map<String, String> headers() {
        return workspace.headers();
    }

    @Override
    public String speaker() {
        return toString();
    }

    @Override
    public String shown() {
        return "credentials of the kind " + workspace.credentials();
    }

    @Override
    public String login() {
        return "a token may have expired: make a new one, then " + Workspace.LOGIN;
    }

    @Override
    public String permission(Call call, String said) {
        return workspace.remedy(needs(call), said);
    }

    private static Privilege needs(Call call) {
        if (call.model().isEmpty()) {
            return Privilege.EXPERIMENTS;
        }
        if (call.path().endsWith("/schemas")) {
            return Privilege.createSchema(call.model().substring(0, call.model().indexOf('.')));
        }
        if (call.path().endsWith("registered-models/create")) {
            return Privilege.createModel(call.model());
        }
        if (call.path().endsWith("/set-tag")) {
            return Privilege.tagModel(call.model());
        }
        boolean reads = call.method().equals("GET") || call.path().endsWith("/create-download-url");
        return reads ? Privilege.readModel(call.model()) : Privilege.changeModel(call.model());
    }

    @Override
    public String address() {
        return "check databricks.host, the workspace's own address without a path";
    }

    @Override
    public String unreached() {
        return "check databricks.host and the network";
    }

    @Override
    public String unknown() {
        return "this takes a workspace with MLflow 3 and Unity Catalog; " + address();
    }

    @Override
    public String trouble() {
        return "the status page of Databricks tells more";
    }

    @Override
    public String toString() {
        return "Databricks workspace " + workspace.host();
    }
}
