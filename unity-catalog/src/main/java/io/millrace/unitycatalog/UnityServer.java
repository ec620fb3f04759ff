package io.millrace.unitycatalog;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.config.BackendException;
import io.millrace.config.LakehouseException;
import io.millrace.config.Secret;
import io.unitycatalog.client.ApiClient;
import io.unitycatalog.client.ApiClientBuilder;
import io.unitycatalog.client.ApiException;
import io.unitycatalog.client.api.CatalogsApi;
import io.unitycatalog.client.api.MetastoresApi;
import io.unitycatalog.client.auth.TokenProvider;
import io.unitycatalog.client.model.CreateCatalog;
import io.unitycatalog.client.retry.JitterDelayRetryPolicy;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A Unity Catalog server (0.6.0 or later) as one account sees it. Safe from many threads.
 *
 * <p>A call that fails with 429, with 5xx, or without an answer is tried {@value #ATTEMPTS} times within some eight seconds; the
 * token is read anew for each call, so that a file whose token is renewed serves a long run. Nothing prints the token.
 */
public final class UnityServer {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ATTEMPTS = 5;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERROR = 500;

    private final URI uri;
    private final Optional<Secret> token;
    private final Duration pause;
    private final ApiClient client;
    private final ApiClient once;
    private final UnitySchemas schemas;
    private final UnityTables tables;
    private final UnityVolumes volumes;
    private final UnityModels models;
    private final UnityPermissions permissions;
    private final AtomicReference<@Nullable Boolean> enforcing = new AtomicReference<>();

    /**
     * Returns the server. Touches nothing.
     *
     * @param uri its address, without the path of its API
     * @param token where the account's token is found; empty if the server asks for none
     */
    public UnityServer(URI uri, Optional<Secret> token) {
        this(uri, token, FIRST_PAUSE);
    }

    /** @param pause before the second try; each further one is twice as long */
    UnityServer(URI uri, Optional<Secret> token, Duration pause) {
        this.uri = uri;
        this.pause = pause;
        this.token = token;
        this.client = client(token, ATTEMPTS);
        this.once = client(token, 1);
        this.schemas = new UnitySchemas(this);
        this.tables = new UnityTables(this);
        this.volumes = new UnityVolumes(this);
        this.models = new UnityModels(this);
        this.permissions = new UnityPermissions(this);
    }

    private ApiClient client(Optional<Secret> shown, int attempts) {
        ApiClient made = ApiClientBuilder.create()
                .uri(uri)
                .tokenProvider(new ReadToken(shown))
                .addAppVersion("millrace", "0.1")
                .retryPolicy(JitterDelayRetryPolicy.builder()
                        .maxAttempts(attempts)
                        .initDelayMs(pause.toMillis())
                        .build())
                .build();
        made.setHttpClientBuilder(BoundedClient.builder());
        return made;
    }

    /** Returns the catalog's schemas. */
    public UnitySchemas schemas() {
        return schemas;
    }

    /** Returns the tables. */
    public UnityTables tables() {
        return tables;
    }

    /** Returns the models. */
    public UnityModels models() {
        return models;
    }

    /** Returns the volumes. */
    public UnityVolumes volumes() {
        return volumes;
    }

    /** Returns who may do what. */
    public UnityPermissions permissions() {
        return permissions;
    }

    /**
     * Makes the catalog if there is none.
     *
     * @throws BackendException if the server does not answer or refuses the account
     */
    public void ensureCatalog(String catalog) {
        Securable securable = new Securable(Securable.Type.CATALOG, catalog);
        var api = new CatalogsApi(client);
        if (find(new Action("look for " + securable, "USE CATALOG", securable), () -> api.getCatalog(catalog))
                .isEmpty()) {
            create(
                    new Action("create " + securable, "CREATE CATALOG", securable),
                    () -> api.createCatalog(new CreateCatalog().name(catalog).comment("Made by Millrace")));
        }
    }

    /**
     * Returns whether the server lets in only whom it knows, and enforces what is granted. Asked once.
     *
     * @throws BackendException if the server does not answer
     */
    public boolean isEnforcing() {
        Boolean known = enforcing.get();
        if (known == null) {
            known = asks();
            enforcing.set(known);
        }
        return known;
    }

    /** A call without a token is refused by a server that wants one. */
    private boolean asks() {
        Securable any = new Securable(Securable.Type.CATALOG, "any");
        var api = new MetastoresApi(client(Optional.empty(), ATTEMPTS));
        return call(new Action("ask for its summary", "USE CATALOG", any), () -> {
            try {
                api.summary();
                return false;
            } catch (ApiException e) {
                if (e.getCode() == UNAUTHORIZED || e.getCode() == FORBIDDEN) {
                    return true;
                }
                throw e;
            }
        });
    }

    ApiClient client() {
        return client;
    }

    /** Returns a client that tries nothing again, for {@link #callOnce}. */
    ApiClient onceClient() {
        return once;
    }

    /** A call of Unity Catalog's client. */
    @FunctionalInterface
    interface Call<T> {
        T run() throws ApiException;
    }

    /**
     * Calls the server.
     *
     * @throws LakehouseException if it fails; says who must act
     */
    <T> T call(Action action, Call<T> call) {
        try {
            return call.run();
        } catch (ApiException e) {
            throw failure(action, e);
        }
    }

    /**
     * Calls the server for what it would do twice if asked twice; tries again only when it has not done it.
     *
     * @param recovered looks for what an attempt has done whose answer was lost
     */
    <T> T callOnce(Action action, Call<T> call, Supplier<Optional<T>> recovered) {
        for (int attempt = 1; ; attempt++) {
            try {
                return call.run();
            } catch (ApiException e) {
                LakehouseException failure = failure(action, e);
                Optional<T> done = recovered.get();
                if (done.isPresent()) {
                    return done.get();
                }
                boolean mayPass = failure instanceof BackendException known && known.retryable();
                if (!mayPass || attempt == ATTEMPTS) {
                    throw failure;
                }
                pause(attempt);
            }
        }
    }

    private void pause(int attempt) {
        try {
            Thread.sleep(pause.multipliedBy(1L << (attempt - 1)).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Calls the server for something that may not be there. */
    <T> Optional<T> find(Action action, Call<T> call) {
        try {
            return Optional.ofNullable(call.run());
        } catch (ApiException e) {
            if (isAbsent(e)) {
                return Optional.empty();
            }
            throw failure(action, e);
        }
    }

    /** A page of a list. */
    @FunctionalInterface
    interface Page<P> {
        P read(@Nullable String token) throws ApiException;
    }

    /** Reads all pages of a list; nothing where what it is of is not there. */
    <P, T> List<T> pages(
            Action action, Page<P> page, Function<P, @Nullable List<T>> items, Function<P, @Nullable String> next) {
        List<T> all = new ArrayList<>();
        String token = null;
        do {
            String from = token;
            Optional<P> answer = find(action, () -> page.read(from));
            answer.map(items).ifPresent(all::addAll);
            token = answer.map(next).orElse("");
        } while (!token.isEmpty());
        return all;
    }

    /** Calls the server to make something of a unique name; returns whether nothing of that name was there. */
    boolean create(Action action, Call<?> call) {
        try {
            call.run();
            return true;
        } catch (ApiException e) {
            if (e.getCode() == CONFLICT || body(e).contains("ALREADY_EXISTS")) {
                return false;
            }
            throw failure(action, e);
        }
    }

    /** A server that knows the call says in JSON what is not there; one that does not, or another program, says less. */
    private static boolean isAbsent(ApiException e) {
        String body = body(e);
        return e.getCode() == NOT_FOUND
                && (body.contains("\"error_code\"") || (body.contains("\"error\"") && body.contains("\"type\"")));
    }

    private static String body(ApiException e) {
        return e.getResponseBody() == null ? "" : e.getResponseBody();
    }

    private LakehouseException failure(Action action, ApiException e) {
        String prefix = "Unity Catalog " + uri + ": ";
        return switch (e.getCode()) {
            case 0 -> unreachable(prefix + action.text(), e);
            case UNAUTHORIZED ->
                BackendException.permanent(
                        prefix + "refuses " + account() + " (" + reason(e) + "); "
                                + (token.isPresent()
                                        ? "set it to a token that has not ended"
                                        : "set unity-catalog.token to env:NAME or file:/PATH"),
                        e);
            case FORBIDDEN ->
                BackendException.permanent(
                        prefix + "the account of " + account() + " may not " + action.text() + ": it needs "
                                + action.privilege() + " on the " + action.on() + "; " + action.remedy(),
                        e);
            case NOT_FOUND ->
                BackendException.permanent(
                        prefix + action.text() + ": "
                                + (isAbsent(e)
                                        ? reason(e)
                                        : "there is no such call (404); name the address of a Unity Catalog server of version"
                                                + " 0.6.0 or later"),
                        e);
            default ->
                body(e).contains("managed location")
                        ? BackendException.permanent(
                                prefix + action.text() + ": neither catalog nor schema has a place for models; set"
                                        + " storage-root.models in the server's server.properties, or make an external"
                                        + " location over the warehouse and the schema again",
                                e)
                        : other(prefix + action.text(), e);
        };
    }

    private static LakehouseException other(String what, ApiException e) {
        return e.getCode() == TOO_MANY || e.getCode() >= SERVER_ERROR
                ? BackendException.retryable(what + " failed " + ATTEMPTS + " times, at last with " + reason(e), e)
                : BackendException.permanent(what + ": " + reason(e), e);
    }

    /** What failed without an answer: the JDK wraps what happened, and puts more behind it. */
    private static LakehouseException unreachable(String what, ApiException e) {
        String remedy = "; start the server, or mend unity-catalog.uri";
        Throwable failed = e;
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof LakehouseException ours) {
                return ours;
            }
            if (cause instanceof ConnectException) {
                return BackendException.retryable(what + ": it cannot be reached (connection refused)" + remedy, e);
            }
            failed = cause;
        }
        String said = failed.getMessage() == null ? failed.getClass().getSimpleName() : failed.getMessage();
        return failed instanceof IOException
                ? BackendException.retryable(what + ": it cannot be reached (" + said + ")" + remedy, e)
                : BackendException.permanent(what + ": its answer cannot be read (" + said + ")" + remedy, e);
    }

    private String account() {
        return token.map(Secret::toString).orElse("a call without a token");
    }

    /** What the server said, without the frames around it. */
    private static String reason(ApiException e) {
        try {
            var json = JSON.readTree(body(e));
            String message = json.path("message")
                    .asText(json.path("error").path("message").asText(""));
            return message.isEmpty() ? "status " + e.getCode() : message;
        } catch (IOException | IllegalArgumentException notJson) {
            return "status " + e.getCode();
        }
    }

    /** Returns the server's address. */
    @Override
    public String toString() {
        return uri.toString();
    }

    /** The token as it is now. */
    private static final class ReadToken implements TokenProvider {
        private final Optional<Secret> token;

        ReadToken(Optional<Secret> token) {
            this.token = token;
        }

        @Override
        public void initialize(Map<String, String> settings) {}

        /** A server without authorization takes any. */
        @Override
        public String accessToken() {
            return token.map(Secret::value).orElse("none");
        }

        @Override
        public Map<String, String> configs() {
            return Map.of();
        }
    }
}
