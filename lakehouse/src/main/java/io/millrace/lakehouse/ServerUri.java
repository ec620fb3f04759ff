package io.millrace.lakehouse;

import io.millrace.config.ConfigReader;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/** The form of {@code tracking.uri}: an MLflow server's http or https address, and no credentials in it. */
final class TrackingUri {
    private static final String KEY = "uri";
    private static final String REMEDY =
            "write the address of an MLflow server, such as http://127.0.0.1:5000, or remove"
                    + " the line to use the local file";

    private TrackingUri() {}

    /** Reads {@code tracking.uri}, if it is there; what is wrong with it becomes a problem of the key. */
    static Optional<URI> read(ConfigReader tracking) {
        Optional<String> text = tracking.optionalString(KEY).filter(value -> !value.isBlank());
        try {
            return text.map(TrackingUri::parse);
        } catch (IllegalArgumentException e) {
            String[] problem = String.valueOf(e.getMessage()).split("; ", 2);
            tracking.problem(KEY, problem[0], problem[1]);
            return Optional.empty();
        }
    }

    /**
     * Returns the URI without a slash at its end.
     *
     * @throws IllegalArgumentException if it is not a server's; the message never repeats credentials
     */
    static URI parse(String text) {
        URI uri;
        try {
            uri = new URI(text.strip().replaceFirst("/+$", ""));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    (text.contains("@") ? "is no URI" : "is '" + text + "', which is no URI") + "; " + REMEDY, e);
        }
        if (uri.getRawAuthority() != null && uri.getRawAuthority().contains("@")) {
            throw new IllegalArgumentException("holds credentials; remove them and set the environment variables"
                    + " MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN");
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!(scheme.equals("http") || scheme.equals("https")) || uri.getHost() == null) {
            throw new IllegalArgumentException("is '" + text + "', which is not http or https; " + REMEDY);
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("has a part after ? or #; " + REMEDY);
        }
        return uri;
    }
}
