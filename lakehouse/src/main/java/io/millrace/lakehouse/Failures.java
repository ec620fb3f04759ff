package io.millrace.lakehouse;

import java.io.IOException;
import java.util.Optional;
import org.apache.spark.SparkThrowable;
import org.jspecify.annotations.Nullable;

/** Tells from a failure of Spark or Delta who must act. */
final class Failures {
    /** The state of what {@code raise_error} says. */
    private static final String RAISED = "P0001";

    private final Environment environment;

    Failures(Environment environment) {
        this.environment = environment;
    }

    /** Whether two writers met; the one that lost may try again. */
    static boolean isConflict(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String condition = condition(cause);
            if (condition.startsWith("DELTA_CONCURRENT_")
                    || condition.startsWith("DELTA_METADATA_CHANGED")
                    || condition.startsWith("DELTA_PROTOCOL_CHANGED")
                    || cause.getClass().getName().startsWith("io.delta.exceptions.Concurrent")) {
                return true;
            }
        }
        return false;
    }

    /** Whether Spark could not make sense of a statement: its syntax, or a name in it. */
    static boolean isAnalysis(Throwable failure) {
        return state(failure).startsWith("42");
    }

    /** Returns the failure as the kind it is; what is neither data nor a service comes back as it was. */
    RuntimeException translated(String action, Throwable failure) {
        if (failure instanceof LakehouseException known) {
            return known;
        }
        if (isConflict(failure)) {
            return BackendException.retryable(action + ": another writer changed the table meanwhile", failure);
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Optional<RuntimeException> kind = kind(action, cause, failure);
            if (kind.isPresent()) {
                return kind.get();
            }
        }
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException unchecked
                ? unchecked
                : new IllegalStateException(action + ": " + failure.getMessage(), failure);
    }

    private Optional<RuntimeException> kind(String action, Throwable cause, Throwable failure) {
        String message = action + ": " + firstLine(cause.getMessage());
        String condition = condition(cause);
        if (condition.equals("TABLE_OR_VIEW_NOT_FOUND")) {
            return Optional.of(new DataException(action + ": a table is missing: " + firstLine(cause.getMessage())));
        }
        if (condition.contains("FILE_NOT_EXIST") || condition.contains("FILE_NOT_FOUND")) {
            return Optional.of(new DataException(
                    action + ": a data file of a table is gone, as after a VACUUM of an old version: "
                            + firstLine(cause.getMessage()),
                    failure));
        }
        String state = state(cause);
        if (state.startsWith("22") || state.startsWith("23") || state.equals(RAISED)) {
            return Optional.of(new DataException(message, failure));
        }
        if (cause instanceof IOException) {
            return Optional.of(BackendException.permanent(message + where(), failure));
        }
        return Optional.empty();
    }

    /** Says how the place of the tables is, so that a full or unwritable disk shows at once. */
    private String where() {
        if (environment.backend() != Backend.LOCAL) {
            return "";
        }
        var folder = environment.localRoot().toFile();
        return "; the tables lie in " + environment.warehouse() + ", which has " + (folder.getUsableSpace() >> 20)
                + " MiB free and is " + (folder.canWrite() ? "" : "not ") + "writable; the table is as it was";
    }

    private static String condition(Throwable cause) {
        String condition = cause instanceof SparkThrowable known ? known.getCondition() : null;
        return condition == null ? "" : condition;
    }

    private static String state(Throwable cause) {
        String state = cause instanceof SparkThrowable known ? known.getSqlState() : null;
        return state == null ? "" : state;
    }

    static String firstLine(@Nullable String message) {
        return message == null ? "no message" : message.lines().findFirst().orElse("");
    }
}
