package io.millrace.registry.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.config.BackendException;
import io.millrace.config.DataException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** How one attempt at a call ended: the server answered, or something failed. */
sealed interface CallOutcome {
    /** What a failed attempt may have done. */
    enum Effect {
        NONE,
        UNKNOWN
    }

    /** Whether another attempt may go better. */
    enum Course {
        PASSING,
        LASTING
    }

    /** What MLflow itself answered. */
    final class Reply implements CallOutcome {
        private static final Set<String> ABSENT = Set.of("RESOURCE_DOES_NOT_EXIST", "NOT_FOUND");
        private static final Set<String> EXISTS = Set.of("RESOURCE_ALREADY_EXISTS", "ALREADY_EXISTS");

        private final int status;
        private final JsonNode json;
        private final byte[] content;

        Reply(int status, JsonNode json, byte[] content) {
            this.status = status;
            this.json = json;
            this.content = content;
        }

        /** Returns the answer; of a refusal {@code error_code} and {@code message}. */
        JsonNode json() {
            return json;
        }

        /** Returns the bytes of a file. */
        byte[] content() {
            return content;
        }

        boolean refused() {
            return status >= 400;
        }

        boolean absent() {
            return refused() && (ABSENT.contains(errorCode()) || (errorCode().isEmpty() && status == 404));
        }

        boolean exists() {
            return refused() && EXISTS.contains(errorCode());
        }

        private String errorCode() {
            return json.path("error_code").asText("");
        }

        /** Returns this answer, if it is no refusal. */
        Reply accepted(Call call) {
            if (refused()) {
                String text = json.path("message").asText(json.path("detail").asText("status " + status));
                String code = errorCode().isEmpty() ? "" : " (" + errorCode() + ")";
                throw new DataException("MLflow refuses " + call + ": " + text + code);
            }
            return this;
        }
    }

    /**
     * What kept MLflow's answer away.
     *
     * @param what what happened: {@code answers 503}
     * @param remedy how to mend it
     * @param course whether it may pass by itself
     * @param effect whether the server may have done the work all the same
     * @param retryAfter how long the server asked to wait
     */
    record Failure(String what, String remedy, Course course, Effect effect, Optional<Duration> retryAfter)
            implements CallOutcome {
        BackendException exception(Call call, URI server, int attempts, Optional<Throwable> cause) {
            String times = attempts == 1 ? "" : " " + attempts + " times, at last";
            String message =
                    "MLflow server " + server + ": " + call + " failed" + times + ": it " + what + "; " + remedy;
            if (course == Course.PASSING) {
                return cause.map(e -> BackendException.retryable(message, e))
                        .orElseGet(() -> BackendException.retryable(message));
            }
            return cause.map(e -> BackendException.permanent(message, e))
                    .orElseGet(() -> BackendException.permanent(message));
        }
    }
}
