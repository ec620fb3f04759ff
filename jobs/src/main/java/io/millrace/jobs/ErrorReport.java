package io.millrace.jobs;

import io.millrace.config.BackendException;
import io.millrace.config.DataException;
import io.millrace.config.InvalidConfigException;
import io.millrace.config.LakehouseException;
import io.millrace.lakehouse.Failures;
import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Maps an error to one clear message on stderr and an exit code. */
final class ErrorReport implements IExecutionExceptionHandler {
    /** What a shell tells of a program that Ctrl-C ended. */
    private static final int INTERRUPTED = 130;

    @Override
    public int handleExecutionException(Exception error, CommandLine commandLine, ParseResult parsed) {
        PrintWriter err = commandLine.getErr();
        if (InterruptNotice.isStopping()) {
            return INTERRUPTED;
        }
        Optional<LakehouseException> known = Failures.known(error);
        if (known.isPresent()) {
            err.println("millrace: " + known.get().getMessage());
            if (known.get() instanceof BackendException service && !service.retryable()) {
                err.println("millrace: another try helps only once that is mended");
            }
            if (System.getenv("MILLRACE_DEBUG") != null) {
                error.printStackTrace(err);
            }
            err.flush();
            return code(known.get());
        }
        err.println("millrace: this is a bug; please report it with what follows");
        error.printStackTrace(err);
        err.flush();
        return 1;
    }

    private static int code(LakehouseException error) {
        if (error instanceof InvalidConfigException) {
            return 2;
        }
        if (error instanceof DataException) {
            return 3;
        }
        return error instanceof BackendException ? 4 : 1;
    }
}
