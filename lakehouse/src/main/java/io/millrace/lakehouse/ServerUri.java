package io.millrace.lakehouse;

import io.millrace.config.ConfigReader;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/** The form of a server's address in an environment's file: http or https, and no credentials in it. */
enum ServerUri {
    /** {@code tracking.uri}. */
    MLFLOW(
            "write the address of an MLflow server, such as http://127.0.0.1:5000, or remove the line to use the local file",
            "remove them and set the environment variables MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or"
                    + " MLFLOW_TRACKING_TOKEN"),
    /** {@code unity-catalog.uri}. */
    UNITY_CATALOG(
            "write the address of a Unity Catalog server, such as http://127.0.0.1:8080",
            "remove them and set unity-catalog.token to env:NAME or file:/PATH");

    private static final String KEY = "uri";

    private final String remedy;
    private final String credentials;

    ServerUri(String remedy, String credentials) {
        this.remedy = remedy;
        this.credentials = credentials;
    }

    /** Reads {@code uri} of the section, if it is there; what is wrong with it becomes a problem of the key. */
    Optional<URI> read(ConfigReader section) {
        Optional<String> text = section.optionalString(KEY).filter(value -> !value.isBlank());
        try {
            return text.map(this::parse);
        } catch (IllegalArgumentException e) {
            String[] problem = String.valueOf(e.getMessage()).split("; ", 2);
            section.problem(KEY, problem[0], problem[1]);
            return Optional.empty();
        }
    }

    /**
     * Returns the URI without a slash at its end.
     *
     * @throws IllegalArgumentException if it is not a server's; the message never repeats credentials
     */
    URI parse(String text) {
        URI uri;
        try {
            uri = new URI(text.strip().replaceFirst("/+$", ""));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    (text.contains("@") ? "is no URI" : "is '" + text + "', which is no URI") + "; " + remedy, e);
        }
        if (uri.getRawAuthority() != null && uri.getRawAuthority().contains("@")) {
            throw new IllegalArgumentException("holds credentials; " + credentials);
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!(scheme.equals("http") || scheme.equals("https")) || uri.getHost() == null) {
            throw new IllegalArgumentException("is '" + text + "', which is not http or https; " + remedy);
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("has a part after ? or #; " + remedy);
        }
        return uri;
    }
}
