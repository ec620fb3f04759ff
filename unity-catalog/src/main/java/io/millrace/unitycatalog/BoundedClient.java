package io.millrace.unitycatalog;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP client whose answers are there whole, or fail, within {@value #SECONDS} seconds: the JDK's waits for ever for a body that
 * does not end. A server that is busy and says for how long is given that time, up to a minute, before the answer is returned.
 */
final class BoundedClient extends HttpClient {
    private static final int SECONDS = 60;
    private static final int TOO_MANY = 429;
    private static final int UNAVAILABLE = 503;
    private static final Pattern WHOLE_SECONDS = Pattern.compile("[0-9]{1,9}");

    private final HttpClient client;

    private BoundedClient(HttpClient client) {
        this.client = client;
    }

    /** Returns a builder that gives the one client of this JVM, whatever it is told. */
    static Builder builder() {
        return new Shared();
    }

    @Override
    public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
            throws IOException, InterruptedException {
        HttpResponse<byte[]> response = whole(request);
        if (response.statusCode() == TOO_MANY || response.statusCode() == UNAVAILABLE) {
            String wait = response.headers().firstValue("Retry-After").orElse("");
            if (WHOLE_SECONDS.matcher(wait).matches()) {
                pause(Math.min(Long.parseLong(wait), SECONDS));
            }
        }
        @SuppressWarnings("unchecked") // Unity Catalog's client reads streams only
        HttpResponse<T> read = (HttpResponse<T>) new Whole(response);
        return read;
    }

    private HttpResponse<byte[]> whole(HttpRequest request) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(request, BodyHandlers.ofByteArray());
        try {
            return answer.get(SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new SocketTimeoutException("no answer in " + SECONDS + " s");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof SocketException failed ? failed : broken(e.getCause());
        }
    }

    /** Unity Catalog's client tries again what it knows for a broken connection, which the JDK has more names for. */
    private static SocketException broken(@Nullable Throwable cause) {
        SocketException broken = new SocketException(cause == null ? "no answer" : String.valueOf(cause.getMessage()));
        broken.initCause(cause);
        return broken;
    }

    private static void pause(long seconds) {
        try {
            TimeUnit.SECONDS.sleep(seconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** An answer that has been read. */
    private record Whole(HttpResponse<byte[]> response) implements HttpResponse<InputStream> {
        @Override
        public int statusCode() {
            return response.statusCode();
        }

        @Override
        public HttpRequest request() {
            return response.request();
        }

        @Override
        public Optional<HttpResponse<InputStream>> previousResponse() {
            return Optional.empty();
        }

        @Override
        public HttpHeaders headers() {
            return response.headers();
        }

        @Override
        public InputStream body() {
            return new ByteArrayInputStream(response.body());
        }

        @Override
        public Optional<javax.net.ssl.SSLSession> sslSession() {
            return response.sslSession();
        }

        @Override
        public URI uri() {
            return response.uri();
        }

        @Override
        public Version version() {
            return response.version();
        }
    }

    private static final class Shared implements Builder {
        private static final HttpClient CLIENT = new BoundedClient(HttpClient.newBuilder()
                .version(Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(10))
                .build());

        @Override
        public HttpClient build() {
            return CLIENT;
        }

        @Override
        public Builder cookieHandler(CookieHandler handler) {
            return this;
        }

        @Override
        public Builder connectTimeout(Duration duration) {
            return this;
        }

        @Override
        public Builder sslContext(SSLContext context) {
            return this;
        }

        @Override
        public Builder sslParameters(SSLParameters parameters) {
            return this;
        }

        @Override
        public Builder executor(Executor executor) {
            return this;
        }

        @Override
        public Builder followRedirects(Redirect policy) {
            return this;
        }

        @Override
        public Builder version(Version version) {
            return this;
        }

        @Override
        public Builder priority(int priority) {
            return this;
        }

        @Override
        public Builder proxy(ProxySelector selector) {
            return this;
        }

        @Override
        public Builder authenticator(Authenticator authenticator) {
            return this;
        }
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, BodyHandler<T> handler) {
        return client.sendAsync(request, handler);
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request, BodyHandler<T> handler, PushPromiseHandler<T> pushes) {
        return client.sendAsync(request, handler, pushes);
    }

    @Override
    public Optional<CookieHandler> cookieHandler() {
        return client.cookieHandler();
    }

    @Override
    public Optional<Duration> connectTimeout() {
        return client.connectTimeout();
    }

    @Override
    public Redirect followRedirects() {
        return client.followRedirects();
    }

    @Override
    public Optional<ProxySelector> proxy() {
        return client.proxy();
    }

    @Override
    public SSLContext sslContext() {
        return client.sslContext();
    }

    @Override
    public SSLParameters sslParameters() {
        return client.sslParameters();
    }

    @Override
    public Optional<Authenticator> authenticator() {
        return client.authenticator();
    }

    @Override
    public Version version() {
        return client.version();
    }

    @Override
    public Optional<Executor> executor() {
        return client.executor();
    }
}
