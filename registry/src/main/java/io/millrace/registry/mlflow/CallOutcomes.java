package io.millrace.registry.mlflow;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.registry.mlflow.CallOutcome.Course;
import io.millrace.registry.mlflow.CallOutcome.Effect;
import io.millrace.registry.mlflow.CallOutcome.Failure;
import io.millrace.registry.mlflow.CallOutcome.Reply;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLHandshakeException;

/** Tells MLflow's own answers from those of proxies, login pages and broken lines. */
final class CallOutcomes {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();
    private static final Pattern TITLE =
            Pattern.compile("<title[^>]*>([^<]{1,100})", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final String LOGIN =
            "give credentials by MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and" + " MLFLOW_TRACKING_PASSWORD";
    private static final String START = "start the server, or mend tracking.uri";
    private static final String REPEAT = "try again later; the server's log tells more";

    private final Clock clock;
    private final Credentials credentials;

    CallOutcomes(Clock clock, Credentials credentials) {
        this.clock = clock;
        this.credentials = credentials;
    }

    /** Returns what an answer means. */
    CallOutcome of(Call call, HttpResponse<byte[]> response) {
        int status = response.statusCode();
        if (status >= 200 && status < 300) {
            return good(call, response);
        }
        if (status < 400) {
            String target =
                    response.headers().firstValue("Location").orElse("nowhere").replaceFirst("[?#].*", "");
            return lasting("answers " + status + " and sends us to " + target, LOGIN + ", or mend tracking.uri");
        }
        Optional<JsonNode> json = json(response.body());
        String text = "answers " + status + said(response.body(), json);
        return switch (status) {
            case 401, 407 -> lasting(text + "; it was shown " + credentials, LOGIN);
            case 403 -> lasting(text + "; it was shown " + credentials, "ask for the permission, or " + LOGIN);
            case 413 -> lasting(text, "raise the limit on request bodies of the server or of the proxy before it");
            case 429 -> busy(text, response);
            case 408, 425, 500, 502, 503, 504 ->
                new Failure(text, REPEAT, Course.PASSING, Effect.UNKNOWN, patience(response));
            default -> refusal(call, response, json, text);
        };
    }

    private static CallOutcome good(Call call, HttpResponse<byte[]> response) {
        int status = response.statusCode();
        byte[] body = response.body();
        String type = response.headers().firstValue("Content-Type").orElse("");
        boolean page = type.toLowerCase(Locale.ROOT).startsWith("text/html")
                && response.headers().firstValue("Content-Disposition").isEmpty();
        if (!page && (call.answer() == Call.Answer.FILE || body.length == 0)) {
            return new Reply(status, JSON.createObjectNode(), body);
        }
        Optional<JsonNode> json = page ? Optional.empty() : json(body);
        if (json.isPresent()) {
            return new Reply(status, json.get(), body);
        }
        return lasting(
                "answers " + status + " with a page" + title(body) + " that is not MLflow's",
                "it may want a login: " + LOGIN + "; or mend tracking.uri");
    }

    /** A refusal of MLflow's bears its error code; any other answer to a JSON call comes from something else. */
    private CallOutcome refusal(Call call, HttpResponse<byte[]> response, Optional<JsonNode> json, String text) {
        boolean ours = json.isPresent()
                && (json.get().has("error_code") || (json.get().has("detail") && response.statusCode() != 404));
        if (ours || call.answer() == Call.Answer.FILE) {
            return new Reply(response.statusCode(), json.orElseGet(JSON::createObjectNode), response.body());
        }
        if (response.statusCode() == 404) {
            return lasting(text, "this takes an MLflow server of version 3 or later; mend tracking.uri");
        }
        if (response.statusCode() == 409) {
            return new Failure(text, REPEAT, Course.PASSING, Effect.UNKNOWN, Optional.empty());
        }
        return lasting(text, "see the server's log, or mend tracking.uri");
    }

    private CallOutcome busy(String text, HttpResponse<byte[]> response) {
        Optional<Duration> wait = patience(response);
        boolean tooLong = wait.isPresent() && wait.get().compareTo(Backoff.LONGEST_ASKED) > 0;
        String asked =
                wait.map(time -> " and asks to wait " + time.toSeconds() + " s").orElse("");
        return new Failure(
                text + asked,
                tooLong ? "run it again after that time" : "send it fewer calls at a time, or raise its limit",
                Course.PASSING,
                Effect.NONE,
                wait);
    }

    private Optional<Duration> patience(HttpResponse<byte[]> response) {
        String text = response.headers().firstValue("Retry-After").orElse("").strip();
        if (text.matches("\\d{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        try {
            Instant time =
                    DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT).parse(text, Instant::from);
            Duration wait = Duration.between(clock.instant(), time);
            return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Returns what a broken attempt means. */
    static Failure of(IOException problem) {
        String text = text(problem);
        if (problem instanceof SSLHandshakeException) {
            return lasting("fails to agree on TLS (" + text + ")", "mend its certificate, or trust it in this JVM");
        }
        if (problem instanceof HttpConnectTimeoutException || problem instanceof ConnectException) {
            return new Failure(
                    "cannot be reached (" + text + ")", START, Course.PASSING, Effect.NONE, Optional.empty());
        }
        return new Failure(
                "broke the connection (" + text + ")", REPEAT, Course.PASSING, Effect.UNKNOWN, Optional.empty());
    }

    /** The JDK's own text, which it leaves out where a connection was not made. */
    private static String text(IOException problem) {
        if (problem.getMessage() != null) {
            return problem.getMessage();
        }
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "unknown host";
            }
        }
        return problem instanceof ConnectException
                ? "connection refused"
                : problem.getClass().getSimpleName();
    }

    /** Returns what an attempt means that took too long. */
    static Failure tooSlow(Duration limit) {
        return new Failure(
                "did not answer within " + limit.toSeconds() + " s",
                REPEAT,
                Course.PASSING,
                Effect.UNKNOWN,
                Optional.empty());
    }

    private static Failure lasting(String what, String remedy) {
        return new Failure(what, remedy, Course.LASTING, Effect.NONE, Optional.empty());
    }

    private static Optional<JsonNode> json(byte[] body) {
        if (body.length == 0 || body[firstText(body)] != '{') {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readTree(body));
        } catch (JacksonException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new IllegalStateException("Reading from memory failed", e);
        }
    }

    private static int firstText(byte[] body) {
        int i = 0;
        while (i < body.length - 1 && Character.isWhitespace(body[i])) {
            i++;
        }
        return i;
    }

    private static String said(byte[] body, Optional<JsonNode> json) {
        String text = json.map(
                        node -> node.path("message").asText(node.path("detail").asText("")))
                .orElseGet(() -> new String(body, 0, Math.min(body.length, 200), StandardCharsets.UTF_8));
        String line = text.lines().findFirst().orElse("").strip();
        if (line.startsWith("<")) {
            return title(body);
        }
        return line.isEmpty() ? "" : " (" + (line.length() > 300 ? line.substring(0, 300) + "…" : line) + ")";
    }

    private static String title(byte[] body) {
        Matcher title = TITLE.matcher(new String(body, 0, Math.min(body.length, 4000), StandardCharsets.UTF_8));
        return title.find() ? " titled '" + title.group(1).strip() + "'" : "";
    }
}
