package io.millrace.lakehouse;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkException;

/**
 * What the client of Spark Connect leaves of an error whose class or condition it does not know, as it knows none of Delta's: a
 * text in an error of its own.
 *
 * @param className the class on the server; empty if that is lost
 * @param condition the condition; empty if it has none, or it is lost
 * @param state the SQLSTATE; empty if it is lost
 * @param message the message; empty if that is lost
 */
record RemoteError(String className, String condition, String state, String message) {
    /** The condition of the client's own error where it does not know that of the server's. */
    static final String HIDING = "INTERNAL_ERROR";

    private static final Pattern CONDITION = Pattern.compile("Cannot find (?:main|sub) error class '([A-Z0-9_.]+)'");
    private static final Pattern CLASS = Pattern.compile(
            "((?:[a-z]\\w*\\.){2,}[A-Z][\\w$]*(?:Exception|Error)): (?:\\[([A-Z][A-Z0-9_.]+)] )?(.*)", Pattern.DOTALL);
    private static final Pattern STATE = Pattern.compile("SQLSTATE: ([0-9A-Z]{5})");

    /** Returns what a failure hides; empty if it stands for itself. */
    static Optional<RemoteError> of(Throwable failure) {
        if (!failure.getClass().equals(SparkException.class)) {
            return Optional.empty();
        }
        String text = String.valueOf(failure.getMessage());
        Matcher condition = CONDITION.matcher(text);
        if (condition.find()) {
            return Optional.of(new RemoteError("", condition.group(1), "", ""));
        }
        Matcher named = CLASS.matcher(text);
        if (!named.matches()) {
            return Optional.empty();
        }
        Matcher state = STATE.matcher(text);
        return Optional.of(new RemoteError(
                named.group(1),
                named.group(2) == null ? "" : named.group(2),
                state.find() ? state.group(1) : "",
                named.group(3)));
    }

    /** Returns the name of the failure's class, on the server if it hides one. */
    static String className(Throwable failure) {
        return of(failure)
                .map(RemoteError::className)
                .filter(name -> !name.isEmpty())
                .orElse(failure.getClass().getName());
    }

    /** Whether it is of that class, which is one of Java's, or of one below. */
    boolean is(Class<? extends Throwable> type) {
        if (!className.startsWith("java.")) {
            return false;
        }
        try {
            return type.isAssignableFrom(Class.forName(className));
        } catch (ClassNotFoundException e) { // of another version of Java
            return false;
        }
    }

    /** Whether it is Delta that refuses something. */
    boolean isDelta() {
        return condition.startsWith("DELTA_");
    }

    /** Returns the message, or else where it is to be found. */
    String text() {
        return message.isEmpty()
                ? condition + " (Spark Connect does not hand on what Delta says of it: the log of the server has it)"
                : message;
    }
}
