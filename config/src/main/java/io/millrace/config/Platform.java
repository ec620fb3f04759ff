package io.millrace.config;

import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whose process this is. */
public final class Platform {
    private static final String DATABRICKS = "DATABRICKS_RUNTIME_VERSION";

    private static final Pattern FAILED = Pattern.compile("failed with exit code ([1-4])");

    private Platform() {}

    /** Returns what a main throws on such a platform in the place of an exit code; {@link #exitCode} finds it again. */
    public static String failure(int exitCode) {
        return "the job failed with exit code " + exitCode + "; its messages stand above";
    }

    /** Returns the exit code that an output tells which {@link #failure} stands in; empty if none does. */
    public static OptionalInt exitCode(String output) {
        Matcher found = FAILED.matcher(output);
        return found.find() ? OptionalInt.of(Integer.parseInt(found.group(1))) : OptionalInt.empty();
    }

    /**
     * Returns whether the process belongs to a platform that goes on using it, as the driver of a Databricks cluster does: then nothing
     * ends it, and no session is stopped.
     */
    public static boolean ownsProcess() {
        return ownsProcess(System::getenv);
    }

    /** As {@link #ownsProcess()}, of a process with those environment variables. */
    public static boolean ownsProcess(UnaryOperator<@Nullable String> variables) {
        return variables.apply(DATABRICKS) != null;
    }
}
