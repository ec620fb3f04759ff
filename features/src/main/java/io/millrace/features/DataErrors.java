package io.millrace.features;

import io.millrace.config.DataException;
import io.millrace.config.LakehouseException;
import java.util.Optional;
import org.apache.spark.SparkThrowable;

/** Finds the errors that our code raised on executors inside the exceptions that Spark throws to the caller. */
public final class DataErrors {

    private static final String NAME = DataException.class.getName() + ": ";
    private static final String RAISED = "USER_RAISED_EXCEPTION";
    private static final String STACK = "\n\tat ";

    private DataErrors() {}

    /**
     * Returns our exception behind {@code thrown}, if there is one: from the chain of causes, or, where a remote session
     * passes on nothing but text, rebuilt from the text.
     */
    public static Optional<LakehouseException> in(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof LakehouseException ours) {
                return Optional.of(ours);
            }
        }
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SparkThrowable raised && RAISED.equals(raised.getCondition())) {
                String text = raised.getMessageParameters().get("errorMessage");
                return Optional.of(new DataException(String.valueOf(text), thrown));
            }
            String text = String.valueOf(cause.getMessage());
            int start = text.indexOf(NAME);
            if (start >= 0) {
                int end = text.indexOf(STACK, start);
                return Optional.of(new DataException(
                        text.substring(start + NAME.length(), end < 0 ? text.length() : end), thrown));
            }
        }
        return Optional.empty();
    }
}
