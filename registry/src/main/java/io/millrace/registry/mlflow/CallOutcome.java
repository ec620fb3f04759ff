package io.millrace.registry.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.config.BackendException;
import io.millrace.config.DataException;
import java.time.Duration;
import java.util.Optional;

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

    /** What the service itself answered. */
    final class Reply implements CallOutcome {
        /** {@code RESOURCE_ALREADY_EXISTS}, {@code SCHEMA_ALREADY_EXISTS} and their like. */
        private static final String EXISTS = "ALREADY_EXISTS";

        private final String speaker;
        private final int status;
        private final JsonNode json;
        private final byte[] content;

        Reply(String speaker, int status, JsonNode json, byte[] content) {
            this.speaker = speaker;
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
            boolean told = errorCode().endsWith("DOES_NOT_EXIST") || errorCode().equals("NOT_FOUND");
            return refused() && (told || (errorCode().isEmpty() && status == 404));
        }

        /** Returns whether cloud storage does not take the signature. */
        boolean unsigned() {
            return status == 401 || status == 403;
        }

        int status() {
            return status;
        }

        boolean exists() {
            return refused() && errorCode().endsWith(EXISTS);
        }

        private String errorCode() {
            return json.path("error_code").asText("");
        }

        /** Returns this answer, if it is no refusal. */
        Reply accepted(Call call) {
            if (refused()) {
                String text = json.path("message").asText(json.path("detail").asText("status " + status));
                String code = errorCode().isEmpty() ? "" : " (" + errorCode() + ")";
                throw new DataException(speaker + " refuses " + call + ": " + text + code);
            }
            return this;
        }
    }

    /**
     * What kept the answer away.
     *
     * @param what what happened: {@code answers 503}
     * @param remedy how to mend it
     * @param course whether it may pass by itself
     * @param effect whether the server may have done the work all the same
     * @param retryAfter how long the server asked to wait
     */
    record Failure(String what, String remedy, Course course, Effect effect, Optional<Duration> retryAfter)
            implements CallOutcome {
        BackendException exception(Call call, Service service, int attempts, Optional<Throwable> cause) {
            String times = attempts == 1 ? "" : " " + attempts + " times, at last";
            String message = service + ": " + call + " failed" + times + ": it " + what + "; " + remedy;
            if (course == Course.PASSING) {
                return cause.map(e -> BackendException.retryable(message, e))
                        .orElseGet(() -> BackendException.retryable(message));
            }
            return cause.map(e -> BackendException.permanent(message, e))
                    .orElseGet(() -> BackendException.permanent(message));
        }
    }
}
