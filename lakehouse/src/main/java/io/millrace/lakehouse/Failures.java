package io.millrace.lakehouse;

import io.millrace.config.BackendException;
import io.millrace.config.DataException;
import io.millrace.config.InvalidConfigException;
import io.millrace.config.LakehouseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkThrowable;
import org.jspecify.annotations.Nullable;

/**
 * Tells from a failure of Spark, Delta, Hadoop or the JVM who must act, in one line: what happened, where, how to mend it.
 *
 * <p>{@link FailureKind} holds the facts. The message is Spark's own, without its condition, SQLSTATE and plan, with the
 * line and column or the fragment of the SQL that it is about.
 */
public final class Failures {
    private final Backend backend;

    Failures(Backend backend) {
        this.backend = backend;
    }

    /**
     * Returns the failure as the kind it is: the exception of ours that caused it, or else a new one that says what happened
     * and how to mend it. Empty if it is neither a user's, nor his data's, nor a service's: then it is a bug.
     */
    public static Optional<LakehouseException> known(Throwable failure) {
        return known("", failure, "");
    }

    /** As {@link #known(Throwable)}, with what was being done when it happened. */
    public static Optional<LakehouseException> known(String action, Throwable failure) {
        return known(action + ": ", failure, "");
    }

    /** Whether two writers met; the one that lost may try again. */
    static boolean isConflict(Throwable failure) {
        return causes(failure).stream().anyMatch(cause -> FailureKind.of(cause) == FailureKind.CONFLICT);
    }

    /** Whether Spark could not make sense of a statement: its syntax, or a name in it. */
    static boolean isAnalysis(Throwable failure) {
        return FailureKind.state(failure).startsWith("42") && !FailureKind.hidesAnother(failure);
    }

    /** Returns the failure as the kind it is; what is neither data nor a service comes back as it was. */
    RuntimeException translated(String action, Throwable failure) {
        Optional<LakehouseException> known = known(action + ": ", failure, where());
        if (known.isPresent()) {
            return known.get();
        }
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException unchecked
                ? unchecked
                : new IllegalStateException(action + ": " + failure.getMessage(), failure);
    }

    /** As {@link #translated}, of a statement that a user wrote: whatever Spark makes of it, it is no bug of ours. */
    RuntimeException ofStatement(Throwable failure) {
        if (isAnalysis(failure)) {
            return InvalidConfigException.of(reason(failure));
        }
        return known("run the statement: ", failure, where())
                .orElseGet(() -> failure instanceof Error
                        ? new DataException("run the statement: " + FailureKind.own(failure), failure)
                        : InvalidConfigException.of("run the statement: " + reason(root(failure))));
    }

    private static Optional<LakehouseException> known(String prefix, Throwable failure, String where) {
        List<Throwable> causes = causes(failure);
        for (Throwable cause : causes) {
            if (cause instanceof LakehouseException ours) {
                return Optional.of(ours);
            }
        }
        if (isConflict(failure)) {
            return Optional.of(
                    BackendException.retryable(prefix + "another writer changed the table meanwhile", failure));
        }
        for (Throwable cause : causes) {
            FailureKind kind = FailureKind.of(cause);
            if (kind != FailureKind.UNKNOWN) {
                String text = prefix + kind.text(cause) + (kind == FailureKind.DISK ? where : "");
                return Optional.of(kind.exception(text, failure));
            }
        }
        return FailureKind.ofExpression(root(failure))
                ? Optional.of(new DataException(
                        prefix + "an expression cannot be computed: " + reason(root(failure)), failure))
                : Optional.empty();
    }

    /** Says how the place of the tables is, so that a full or unwritable disk shows at once. */
    private String where() {
        String place = backend.placeOfTables();
        return place.isEmpty() ? "" : "; " + place + "; the table is as it was";
    }

    /** Returns what Spark says of a failure, on one line: with its place in the SQL, without condition and SQLSTATE. */
    static String reason(Throwable failure) {
        return FailureKind.reason(failure);
    }

    static String firstLine(@Nullable String message) {
        return message == null
                ? "no message"
                : message.lines().filter(line -> !line.isBlank()).findFirst().orElse("no message");
    }

    static Throwable root(Throwable failure) {
        List<Throwable> causes = causes(failure);
        return causes.get(causes.size() - 1);
    }

    private static List<Throwable> causes(Throwable failure) {
        var causes = new ArrayList<Throwable>();
        for (Throwable cause = failure; cause != null && !causes.contains(cause); cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }

    /** Returns the condition of Spark's or Delta's error, such as {@code DIVIDE_BY_ZERO}; empty if it has none. */
    static String condition(Throwable cause) {
        String condition = cause instanceof SparkThrowable known ? known.getCondition() : null;
        return condition == null || condition.equals(RemoteError.HIDING)
                ? RemoteError.of(cause).map(RemoteError::condition).orElse(condition == null ? "" : condition)
                : condition;
    }
}
