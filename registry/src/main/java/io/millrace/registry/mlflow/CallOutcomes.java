package io.millrace.registry.mlflow;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.config.BackendException;
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
    private static final Pattern CODE = Pattern.compile("<Code>(\\w{1,60})</Code>");

    private final Clock clock;
    private final Service service;

    CallOutcomes(Clock clock, Service service) {
        this.clock = clock;
        this.service = service;
    }

    /** Returns what an answer means. */
    CallOutcome of(Call call, HttpResponse<byte[]> response, byte[] body) {
        int status = response.statusCode();
        if (status >= 200 && status < 300) {
            return good(call, response);
        }
        if (status < 400) {
            String target =
                    response.headers().firstValue("Location").orElse("nowhere").replaceFirst("[?#].*", "");
            return lasting(
                    "answers " + status + " and sends us to " + target, service.login() + ", or " + service.address());
        }
        Optional<JsonNode> json = json(body);
        if (call.answer() == Call.Answer.SIGNED) {
            return signed(status, body, response);
        }
        String said = said(body, json);
        String text = "answers " + status + said;
        return switch (status) {
            case 401, 407 -> lasting(text + "; it was shown " + service.shown(), service.login());
            case 403 -> lasting(text + "; it was shown " + service.shown(), service.permission(call, said));
            case 413 -> lasting(text, "raise the limit on request bodies of the server or of the proxy before it");
            case 429 -> busy(text, response);
            case 408, 425, 500, 502, 503, 504 -> passing(text, patience(response));
            default -> refusal(call, response, body, json, text);
        };
    }

    /** Cloud storage repeats signed requests in its answers: of these only its own code for the problem is told. */
    private CallOutcome signed(int status, byte[] body, HttpResponse<byte[]> response) {
        Matcher code = CODE.matcher(new String(body, 0, Math.min(body.length, 4000), StandardCharsets.UTF_8));
        String text = code.find() ? code.group(1) : "";
        if (status == 408 || status == 429 || status >= 500) {
            return passing("answers " + status + (text.isEmpty() ? "" : " (" + text + ")"), patience(response));
        }
        return new Reply(service.speaker(), status, JSON.createObjectNode().put("message", text), new byte[0]);
    }

    private Failure passing(String text, Optional<Duration> wait) {
        return new Failure(text, repeat(), Course.PASSING, Effect.UNKNOWN, wait);
    }

    private String repeat() {
        return "try again later; " + service.trouble();
    }

    /** Returns what an attempt means before which the credentials could not be renewed. */
    Failure notLoggedIn(BackendException problem) {
        return new Failure(
                "gives no token (" + problem.getMessage() + ")",
                repeat(),
                Course.PASSING,
                Effect.NONE,
                Optional.empty());
    }

    private CallOutcome good(Call call, HttpResponse<byte[]> response) {
        int status = response.statusCode();
        byte[] body = response.body();
        String type = response.headers().firstValue("Content-Type").orElse("");
        boolean page = type.toLowerCase(Locale.ROOT).startsWith("text/html")
                && response.headers().firstValue("Content-Disposition").isEmpty();
        if (!page && (call.answer() != Call.Answer.JSON || body.length == 0)) {
            return new Reply(service.speaker(), status, JSON.createObjectNode(), body);
        }
        Optional<JsonNode> json = page ? Optional.empty() : json(body);
        if (json.isPresent()) {
            return new Reply(service.speaker(), status, json.get(), body);
        }
        return lasting(
                "answers " + status + " with a page" + title(body) + " that is not MLflow's",
                "it may want a login: " + service.login() + "; or " + service.address());
    }

    /** A refusal of MLflow's bears its error code; any other answer to a JSON call comes from something else. */
    private CallOutcome refusal(
            Call call, HttpResponse<byte[]> response, byte[] body, Optional<JsonNode> json, String text) {
        boolean ours = json.isPresent()
                && (json.get().has("error_code") || (json.get().has("detail") && response.statusCode() != 404));
        if (ours || call.answer() == Call.Answer.FILE) {
            return new Reply(service.speaker(), response.statusCode(), json.orElseGet(JSON::createObjectNode), body);
        }
        if (response.statusCode() == 404) {
            return lasting(text, service.unknown());
        }
        if (response.statusCode() == 409) {
            return passing(text, Optional.empty());
        }
        return lasting(text, service.trouble() + "; or " + service.address());
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
    Failure of(IOException problem) {
        String text = text(problem);
        if (problem instanceof SSLHandshakeException) {
            return lasting("fails to agree on TLS (" + text + ")", "mend its certificate, or trust it in this JVM");
        }
        if (problem instanceof HttpConnectTimeoutException || problem instanceof ConnectException) {
            return new Failure(
                    "cannot be reached (" + text + ")",
                    service.unreached(),
                    Course.PASSING,
                    Effect.NONE,
                    Optional.empty());
        }
        return passing("broke the connection (" + text + ")", Optional.empty());
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
    Failure tooSlow(Duration limit) {
        return passing("did not answer within " + limit.toSeconds() + " s", Optional.empty());
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
