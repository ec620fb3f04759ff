package io.millrace.registry.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.config.BackendException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A URL of cloud storage that is itself the right to one file, for a while. It never prints as itself. */
final class SignedUrl {
    /** What the HTTP client sets by itself, from the URL and the body. */
    private static final Set<String> SET_ALREADY = Set.of("host", "content-length", "connection", "expect", "upgrade");

    /** How storage takes a file. */
    enum Kind {
        /** By one PUT: AWS, Google Cloud. */
        OBJECT,
        /** By one PUT that says what it makes: Azure's blobs. */
        AZURE_BLOB,
        /** By making a file and appending to it: Azure's data lake. */
        AZURE_LAKE;

        /** Returns the kind that MLflow's type of credentials means. */
        static Kind of(String type) {
            return switch (type) {
                case "AWS_PRESIGNED_URL", "GCP_SIGNED_URL" -> OBJECT;
                case "AZURE_SAS_URI" -> AZURE_BLOB;
                case "AZURE_ADLS_GEN2_SAS_URI" -> AZURE_LAKE;
                default ->
                    throw BackendException.permanent(
                            "The workspace gives access to this artifact by a credential of type '" + type
                                    + "', which this version of Millrace cannot use; look for a newer one");
            };
        }
    }

    private final URI uri;
    private final Map<String, String> headers;
    private final Kind kind;

    private SignedUrl(URI uri, Map<String, String> headers, Kind kind) {
        this.uri = uri;
        this.headers = headers;
        this.kind = kind;
    }

    /** Reads a URL and the headers that go with it, {@code [{name, value}, …]}. */
    static SignedUrl of(String text, JsonNode headers, Kind kind) {
        Map<String, String> named = new LinkedHashMap<>();
        for (JsonNode header : headers) {
            String name = header.path("name").asText();
            if (!SET_ALREADY.contains(name.toLowerCase(Locale.ROOT))) {
                named.put(name, header.path("value").asText());
            }
        }
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) { // its message, and it as a cause, would tell the signature
            uri = URI.create("");
        }
        if (!String.valueOf(uri.getScheme()).matches("https?") || uri.getHost() == null) {
            throw BackendException.permanent("The workspace signed something for an artifact that is no URL");
        }
        return new SignedUrl(uri, named, kind);
    }

    /** Returns the storage, without the right. */
    URI storage() {
        return URI.create(uri.getScheme() + "://" + uri.getRawAuthority());
    }

    URI uri() {
        return uri;
    }

    /** Returns the URL with further parameters. */
    URI with(String parameters) {
        return URI.create(uri + (uri.getRawQuery() == null ? "?" : "&") + parameters);
    }

    Map<String, String> headers() {
        return headers;
    }

    Kind kind() {
        return kind;
    }

    @Override
    public String toString() {
        return "a signed URL of " + storage();
    }
}
