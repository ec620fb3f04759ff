package io.millrace.pipelines;

import io.millrace.lakehouse.LakehouseException;
import org.jspecify.annotations.Nullable;

/** Finds the error that a person can act on inside the ones that Spark wraps around it. */
final class Failures {
    private Failures() {}

    /** Returns the outermost {@link LakehouseException} among the error and its causes, else the error itself. */
    static RuntimeException unwrapped(RuntimeException error) {
        for (@Nullable Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof LakehouseException found) {
                return found;
            }
        }
        return error;
    }
}
