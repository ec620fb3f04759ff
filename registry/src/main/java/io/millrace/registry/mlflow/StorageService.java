package io.millrace.registry.mlflow;

import java.net.URI;
import java.util.Map;

/** Cloud storage that is reached by presigned URLs: the right to a file stands in its URL, and no credentials are shown. */
record StorageService(URI uri) implements Service {
    @Override
    public Map<String, String> headers() {
        return Map.of();
    }

    @Override
    public String speaker() {
        return toString();
    }

    @Override
    public String shown() {
        return "a URL that was just signed";
    }

    @Override
    public String login() {
        return unreached();
    }

    @Override
    public String permission(Call call, String said) {
        return unreached();
    }

    @Override
    public String address() {
        return "ask who keeps the workspace's storage";
    }

    @Override
    public String unreached() {
        return "let this machine reach that storage: its firewall, or a proxy between, may close it to this network";
    }

    @Override
    public String unknown() {
        return "the file was removed meanwhile";
    }

    @Override
    public String trouble() {
        return "the status page of the cloud tells more";
    }

    @Override
    public String toString() {
        return "Cloud storage " + uri;
    }
}
