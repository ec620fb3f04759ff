package io.millrace.databricks;

import com.databricks.sdk.core.ApiClient;
import com.databricks.sdk.core.http.HttpClient;
import com.databricks.sdk.core.http.Request;
import com.databricks.sdk.core.http.Response;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;

/**
 * Tries a request again where that changes nothing: one that was not taken since there are too many (429), for as long as the service
 * asks, and one that only reads, after a failure of the service. All waits of a request together are bounded: what asks for more
 * fails at once.
 */
final class PatientHttpClient implements HttpClient {
    private static final int TOO_MANY = 429;
    private static final Set<Integer> PASSING = Set.of(500, 502, 503, 504);
    private static final Set<String> READING = Set.of(Request.GET, Request.HEAD);
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);

    /** Who does not answer at all may not be there, and people wait: 1, 2 and 4 seconds. */
    private static final Duration LAST_WAIT_UNREACHED = Duration.ofSeconds(4);

    private final HttpClient client;
    private final Duration patience;
    private final Consumer<Duration> pause;

    PatientHttpClient(HttpClient client, Duration patience, Consumer<Duration> pause) {
        this.client = client;
        this.patience = patience;
        this.pause = pause;
    }

    @Override
    public Response execute(Request request) throws IOException {
        Duration left = patience;
        Duration wait = FIRST_WAIT;
        while (true) {
            Optional<Duration> again;
            try {
                Response response = client.execute(request);
                again = again(request, response, wait);
                if (again.isEmpty() || again.get().compareTo(left) > 0) {
                    return response;
                }
            } catch (IOException e) {
                boolean passing = !(e instanceof UnknownHostException || e instanceof SSLException);
                if (!passing || !isReading(request) || wait.compareTo(LAST_WAIT_UNREACHED) > 0) {
                    throw e;
                }
                again = Optional.of(wait);
            }
            if (request.isBodyStreaming()) {
                request.getBodyStream().reset();
            }
            pause.accept(again.get());
            left = left.minus(again.get());
            wait = wait.multipliedBy(2);
        }
    }

    /** What the SDK finds out about a host before the first call does not matter so much. */
    private static boolean isReading(Request request) {
        return READING.contains(request.getMethod()) && !request.getUrl().contains("/.well-known/");
    }

    private static Optional<Duration> again(Request request, Response response, Duration wait) {
        int status = response.getStatusCode();
        boolean passing = PASSING.contains(status) && isReading(request);
        if (status != TOO_MANY && !passing) {
            return Optional.empty();
        }
        return ApiClient.getBackoffFromRetryAfterHeader(response)
                .map(Duration::ofMillis)
                .filter(asked -> !asked.isNegative())
                .or(() -> Optional.of(wait));
    }
}
