package io.millrace.deploy.databricks;

import com.databricks.sdk.core.DatabricksError;
import com.databricks.sdk.core.DatabricksException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Sends again what may have been done or not, since its answer was lost: the connection broke, or the workspace failed. */
final class LostAnswers {
    /** How often a call is sent in all; the pauses between are 1, 2 and 4 seconds. */
    private static final int MOST = 4;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final int SERVER = 500;

    private final Consumer<Duration> pause;

    LostAnswers(Consumer<Duration> pause) {
        this.pause = pause;
    }

    /** Does a call that does nothing where it was done before. */
    <T> T again(Supplier<T> call) {
        return again(call, () -> false).orElseThrow();
    }

    /**
     * Does a call that must not be done twice.
     *
     * @param isDone whether it has been done, asked before it is sent again, and where that is refused
     * @return its answer; empty if that was lost
     */
    <T> Optional<T> again(Supplier<T> call, BooleanSupplier isDone) {
        Duration wait = FIRST_PAUSE;
        for (int sent = 1; ; sent++) {
            try {
                return Optional.of(call.get());
            } catch (DatabricksException e) {
                boolean lost = isLost(e);
                if (sent == 1 && !lost) {
                    throw e;
                }
                if (lost && sent < MOST) {
                    pause.accept(wait);
                    wait = wait.multipliedBy(2);
                }
                if (isDone.getAsBoolean()) {
                    return Optional.empty();
                }
                if (!lost || sent == MOST) {
                    throw e;
                }
            }
        }
    }

    private static boolean isLost(DatabricksException error) {
        if (error instanceof DatabricksError said && !(said.getCause() instanceof IOException)) {
            return said.getStatusCode() >= SERVER;
        }
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return true;
            }
        }
        return false;
    }
}
