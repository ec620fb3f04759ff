package io.millrace.databricks;

import com.databricks.sdk.WorkspaceClient;
import com.databricks.sdk.core.DatabricksConfig;
import com.databricks.sdk.core.DatabricksError;
import com.databricks.sdk.core.DatabricksException;
import com.databricks.sdk.core.commons.CommonsHttpClient;
import com.databricks.sdk.service.iam.MeRequest;
import io.millrace.config.BackendException;
import io.millrace.config.InvalidConfigException;
import io.millrace.config.LakehouseException;
import io.millrace.config.Platform;
import io.millrace.config.Secret;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** A workspace that is spoken to; the errors of the SDK end here. */
public final class Workspace {
    /** How long a call waits in all while the workspace is busy. */
    public static final Duration PATIENCE = Duration.ofMinutes(2);

    /** How to give credentials, for messages. */
    public static final String LOGIN =
            "set databricks.host and databricks.token in the environment's file, DATABRICKS_HOST and"
                    + " DATABRICKS_TOKEN, or a profile of ~/.databrickscfg";

    private static final int UNAUTHENTICATED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int TOO_MANY = 429;
    private static final int SERVER = 500;

    private final WorkspaceClient client;
    private final String host;
    private final List<String> secrets;

    private Workspace(WorkspaceClient client, String host, List<String> secrets) {
        this.client = client;
        this.host = host;
        this.secrets = List.copyOf(secrets);
    }

    /**
     * Opens a workspace; nothing is asked of it yet.
     *
     * @throws InvalidConfigException if no workspace or no credentials are named
     */
    public static Workspace open(WorkspaceSettings settings) {
        return open(settings.in(System::getenv), PATIENCE, Workspace::sleep);
    }

    /**
     * As {@link #open(WorkspaceSettings)}, wherever this process is.
     *
     * @param patience how long one call waits in all while the workspace is busy
     * @param pause waits
     */
    public static Workspace open(WorkspaceSettings settings, Duration patience, Consumer<Duration> pause) {
        List<String> secrets = new ArrayList<>();
        DatabricksConfig config = new DatabricksConfig().setDisableRetries(true);
        settings.host().ifPresent(config::setHost);
        settings.profile().ifPresent(config::setProfile);
        settings.clientId().ifPresent(config::setClientId);
        settings.token().map(Secret::value).ifPresent(value -> {
            config.setToken(value).setAuthType("pat");
            secrets.add(value);
        });
        settings.clientSecret().map(Secret::value).ifPresent(value -> {
            config.setClientSecret(value);
            secrets.add(value);
        });
        try {
            config.resolve();
            Optional.ofNullable(config.getToken()).ifPresent(secrets::add);
            Stream.of(
                            config.getClientSecret(),
                            config.getPassword(),
                            config.getAzureClientSecret(),
                            config.getGoogleCredentials())
                    .filter(Objects::nonNull)
                    .forEach(secrets::add);
            if (config.getHost() == null && !Platform.ownsProcess()) {
                throw InvalidConfigException.of("databricks.host: no workspace is named; " + LOGIN);
            }
            config.setHttpClient(new PatientHttpClient(
                    new CommonsHttpClient.Builder().withDatabricksConfig(config).build(), patience, pause));
            config.authenticate();
            return new Workspace(new WorkspaceClient(config), config.getHost(), secrets);
        } catch (DatabricksException e) {
            if (io(e).filter(Workspace::isNetwork).isPresent()) {
                throw unreachable("the login", String.valueOf(config.getHost()), e, secrets);
            }
            throw InvalidConfigException.of(
                    "databricks: no credentials for a workspace (" + clean(firstLine(e), secrets) + "); " + LOGIN);
        }
    }

    /** Waits. */
    public static void sleep(Duration duration) {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw BackendException.retryable("interrupted while the workspace was busy", e);
        }
    }

    /** Returns a name as it stands in the path of a call; the SDK puts it there as it is. */
    public static String inPath(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Returns the workspace's address. */
    public String host() {
        return host;
    }

    /** Returns the SDK's client. Its calls go through {@link #call} and its like, where its errors end. */
    public WorkspaceClient client() {
        return client;
    }

    /**
     * Returns the headers that let a call in that does not go through the SDK's client, as they are now: tokens are renewed.
     *
     * @throws BackendException if a token cannot be had
     */
    public Map<String, String> headers() {
        try {
            return client.config().authenticate();
        } catch (RuntimeException e) {
            throw failed("the login", e);
        }
    }

    /** Returns what kind of credentials are shown, as the SDK names it. */
    public String credentials() {
        return String.valueOf(client.config().getAuthType());
    }

    /** Returns how to get the privilege that the workspace misses, in whose words {@code said} is. */
    public String remedy(Privilege needs, String said) {
        return needs.remedy(said, this::user);
    }

    /** Does a call that is allowed to find nothing. */
    public <T> Optional<T> find(String what, Privilege needs, Supplier<T> call) {
        try {
            return Optional.of(call.get());
        } catch (DatabricksError e) {
            if (e.getStatusCode() == NOT_FOUND && isApi(e)) {
                return Optional.empty();
            }
            throw told(what, needs, e);
        } catch (RuntimeException e) {
            throw failed(what, e);
        }
    }

    /** Does a call; false if what it would make is there already. */
    public boolean makes(String what, Privilege needs, Runnable call) {
        try {
            call.run();
            return true;
        } catch (DatabricksError e) {
            if (e.getStatusCode() == CONFLICT) {
                return false;
            }
            throw told(what, needs, e);
        } catch (RuntimeException e) {
            throw failed(what, e);
        }
    }

    /** Does a call that must succeed. */
    public <T> T call(String what, Privilege needs, Supplier<T> call) {
        try {
            return call.get();
        } catch (DatabricksError e) {
            throw told(what, needs, e);
        } catch (RuntimeException e) {
            throw failed(what, e);
        }
    }

    /** Does a call that must succeed and returns nothing. */
    public void run(String what, Privilege needs, Runnable call) {
        call(what, needs, () -> {
            call.run();
            return true;
        });
    }

    private LakehouseException told(String what, Privilege needs, DatabricksError error) {
        String said = clean(firstLine(error), secrets);
        int status = error.getStatusCode();
        if (error.getCause() instanceof IOException broken) {
            return unreachable(what, host, broken, secrets);
        }
        if (status == UNAUTHENTICATED) {
            return BackendException.permanent(what + ": " + host
                    + " does not accept the credentials (401: " + said
                    + "); a token may have expired: make a new one, then "
                    + LOGIN);
        }
        if (status == FORBIDDEN) {
            return BackendException.permanent(
                    what + ": " + host + " forbids it (403: " + said + "); " + needs.remedy(said, this::user));
        }
        if (!isApi(error)) {
            return BackendException.permanent(
                    what + ": " + host + " answers " + status
                            + ", and not as a workspace does; check databricks.host, the workspace's own address without a path");
        }
        if (status == TOO_MANY || status >= SERVER) {
            return BackendException.retryable(
                    what + ": " + host + " is busy or out of order (" + status + ": " + said + "); try again later");
        }
        if (status == NOT_FOUND) {
            return BackendException.permanent(
                    what + ": " + host + " knows nothing of it (404: " + said + "); it was removed, or never there");
        }
        return BackendException.permanent(what + ": " + host + " refuses it (" + status + ", " + error.getErrorCode()
                + ": " + said + "); mend what it names");
    }

    /** A workspace's errors have a code; what stands before one, a proxy or another site, answers without. */
    private static boolean isApi(DatabricksError error) {
        return (error.getErrorCode() != null && !error.getErrorCode().isEmpty())
                || error.getStatusCode() == TOO_MANY
                || isHead(error);
    }

    /** An answer without a body, as to HEAD. */
    private static boolean isHead(DatabricksError error) {
        return error.getMessage() == null || error.getMessage().isBlank();
    }

    /** The SDK fails in its own ways where an answer lacks what it counts on. */
    private LakehouseException failed(String what, RuntimeException error) {
        if (error instanceof LakehouseException ours) {
            return ours;
        }
        if (error instanceof DatabricksException || io(error).isPresent()) {
            return unreachable(what, host, error, secrets);
        }
        return BackendException.permanent(
                what + ": " + host + " answers in a way that the SDK cannot read (" + clean(firstLine(error), secrets)
                        + "); check databricks.host, the workspace's own address without a path");
    }

    /** What the network or a file said behind a failure of the SDK. */
    private static Optional<IOException> io(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException io) {
                return Optional.of(io);
            }
        }
        return Optional.empty();
    }

    /** Not a profile's file, nor a program that makes tokens. */
    private static boolean isNetwork(IOException failure) {
        return failure instanceof SocketException
                || failure instanceof SocketTimeoutException
                || failure instanceof UnknownHostException
                || failure instanceof SSLException;
    }

    private static BackendException unreachable(String what, String host, Exception error, List<String> secrets) {
        Throwable cause = io(error).<Throwable>map(io -> io).orElse(error);
        String kind = cause.getClass().getSimpleName();
        if (cause instanceof UnknownHostException || cause instanceof SSLException) {
            return BackendException.permanent(
                    what + ": there is no workspace at " + host + " (" + kind + "); check databricks.host");
        }
        String wait = cause instanceof InterruptedIOException ? "does not answer in time" : "cannot be reached";
        return BackendException.retryable(what + ": " + host + " " + wait + " (" + kind + ": "
                + clean(firstLine(cause), secrets) + "); check databricks.host and the network, and try again");
    }

    /** Returns the name of who speaks to the workspace; empty if it does not tell. */
    public Optional<String> user() {
        try {
            return Optional.ofNullable(client.currentUser().me(new MeRequest()).getUserName());
        } catch (DatabricksException e) { // who may not ask that is told without
            return Optional.empty();
        }
    }

    private static String firstLine(Throwable error) {
        String message = String.valueOf(error.getMessage());
        return message.lines().findFirst().orElse(message);
    }

    /** Never a secret, whatever a service or a library puts into its words. */
    private static String clean(String text, List<String> secrets) {
        String clean = text;
        for (String secret : secrets) {
            clean = secret.isEmpty() ? clean : clean.replace(secret, "***");
        }
        return clean;
    }
}
