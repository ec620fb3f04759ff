package io.millrace.registry.mlflow;

import io.millrace.config.BackendException;
import io.millrace.registry.mlflow.CallOutcome.Effect;
import io.millrace.registry.mlflow.CallOutcome.Failure;
import io.millrace.registry.mlflow.CallOutcome.Reply;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends calls until a service answers, or patience ends. */
final class Http {
    private static final Logger LOG = LoggerFactory.getLogger(Http.class);
    private static final Duration CONNECT = Duration.ofSeconds(10);

    private final HttpClient client;
    private final Service service;
    private final Backoff backoff;
    private final Clock clock;
    private final CallOutcomes outcomes;
    private final Duration limit;

    /** @param limit how long one small call may take */
    Http(Service service, Backoff backoff, Clock clock, Duration limit) {
        this(
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(CONNECT)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .build(),
                service,
                backoff,
                clock,
                limit);
    }

    private Http(HttpClient client, Service service, Backoff backoff, Clock clock, Duration limit) {
        this.client = client;
        this.service = service;
        this.backoff = backoff;
        this.clock = clock;
        this.outcomes = new CallOutcomes(clock, service);
        this.limit = limit;
    }

    /** Returns one of the same patience for another service. */
    Http to(Service other) {
        return new Http(client, other, backoff, clock, limit);
    }

    Service service() {
        return service;
    }

    URI server() {
        return service.uri();
    }

    /** Returns how long a call may take that moves so many bytes: at least 1 MiB a second. */
    Duration limit(long bytes) {
        return limit.plusSeconds(bytes >> 20);
    }

    /** Sends a call that may be repeated freely. */
    Reply send(Call call) {
        return send(call, Function.identity(), Optional::empty);
    }

    /**
     * Sends a call that must not be done twice.
     *
     * @param read turns the answer into the result
     * @param recovered looks for the result of an attempt that may have done its work unseen
     * @throws BackendException if the last attempt failed too, or one in a way that does not pass
     */
    <T> T send(Call call, Function<Reply, T> read, Supplier<Optional<T>> recovered) {
        for (int attempt = 1; ; attempt++) {
            Optional<Throwable> cause = Optional.empty();
            CallOutcome outcome;
            try {
                outcome = attempt(call);
            } catch (IOException e) {
                outcome = outcomes.of(e);
                cause = Optional.of(e);
            }
            if (outcome instanceof Reply reply) {
                return read.apply(reply);
            }
            Failure failure = (Failure) outcome;
            BackendException problem = failure.exception(call, service, attempt, cause);
            boolean last = !problem.retryable()
                    || attempt == backoff.attempts()
                    || failure.retryAfter()
                            .filter(time -> time.compareTo(Backoff.LONGEST_ASKED) > 0)
                            .isPresent();
            if (!last) {
                LOG.warn("{}: {} {}; trying again", service, call, failure.what());
                backoff.pause(attempt, failure.retryAfter());
            }
            Optional<T> found = failure.effect() == Effect.UNKNOWN ? recovered.get() : Optional.empty();
            if (found.isPresent()) {
                return found.get();
            }
            if (last) {
                throw problem;
            }
        }
    }

    private CallOutcome attempt(Call call) throws IOException {
        Map<String, String> shown;
        try {
            shown = service.headers();
        } catch (BackendException e) {
            if (!e.retryable()) {
                throw e;
            }
            return outcomes.notLoggedIn(e);
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(call.uri());
        call.headers().forEach(request::setHeader);
        shown.forEach(request::setHeader);
        call.body()
                .filter(body -> !body.type().isEmpty())
                .ifPresent(body -> request.setHeader("Content-Type", body.type()));
        request.method(
                call.method(), call.body().map(body -> body.content().get()).orElseGet(BodyPublishers::noBody));
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(request.build(), call.handler());
        try {
            HttpResponse<byte[]> response = answer.get(call.limit().toMillis(), TimeUnit.MILLISECONDS);
            return outcomes.of(call, response, response.statusCode() < 400 ? response.body() : clean(response, shown));
        } catch (TimeoutException e) {
            answer.cancel(true);
            return outcomes.tooSlow(call.limit());
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw BackendException.retryable("Interrupted during " + call + " at " + service, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException problem) {
                throw problem;
            }
            throw new IllegalStateException(service + ": " + call + " failed", e.getCause());
        }
    }

    /** Returns what a failure says, without the credentials that a service may repeat in it. */
    private static byte[] clean(HttpResponse<byte[]> response, Map<String, String> shown) {
        String text = new String(response.body(), StandardCharsets.UTF_8);
        for (String value : shown.values()) {
            String secret = value.substring(value.indexOf(' ') + 1);
            text = text.replace(value, "***");
            text = secret.isBlank() ? text : text.replace(secret, "***");
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
