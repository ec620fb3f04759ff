package io.millrace.jobs;

import io.millrace.config.Platform;
import java.io.Serial;

/**
 * How the process ends: the only place that calls {@link System#exit}.
 *
 * <p>Inside a Databricks runtime the driver belongs to the platform: nothing is stopped, and a failure is thrown. Everywhere
 * else the process exits with the code; the session that a command opened is closed by then.
 */
final class ExitPolicy {
    private ExitPolicy() {}

    /** Ends with that exit code. */
    static void end(int code) {
        if (!Platform.ownsProcess()) {
            System.out.flush();
            System.err.flush();
            System.exit(code);
        }
        if (code != 0) {
            throw new JobFailedException(code);
        }
    }

    /** Tells a platform that runs the job in its own process that the job failed. */
    static final class JobFailedException extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        JobFailedException(int code) {
            super(Platform.failure(code));
        }
    }
}
