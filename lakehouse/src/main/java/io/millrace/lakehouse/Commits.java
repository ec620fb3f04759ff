package io.millrace.lakehouse;

import io.millrace.config.BackendException;
import io.millrace.config.DataException;
import io.millrace.config.TableName;
import io.millrace.config.TableVersion;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs writes under their marks, again where one failed in a way that may pass, and reads from the table what became of them. */
final class Commits {
    private static final Logger LOG = LoggerFactory.getLogger(Commits.class);
    private static final int ATTEMPTS = 5;
    private static final int LONGEST_WAIT_MILLIS = 400;

    private final TableHistory history;
    private final Failures failures;

    Commits(TableHistory history, Failures failures) {
        this.history = history;
        this.failures = failures;
    }

    /** One try of a write, whose commit bears the mark. */
    @FunctionalInterface
    interface Attempt {
        void run(WriteMark mark) throws Exception;
    }

    /**
     * Commits the write, in at most five attempts: one that lost against another writer, or that failed in another way that
     * may pass, is made again under the same mark.
     *
     * @throws BackendException if a later number was written to the table, another writer won each time, or a service failed
     * @throws DataException if a value stops the write
     */
    WriteResult commit(String action, TableName table, Write write, Attempt attempted) {
        WriteMark mark = WriteMark.of(write);
        for (int attempt = 1; ; attempt++) {
            try {
                attempted.run(mark);
                return outcome(action, table, mark);
            } catch (Exception e) { // Spark throws checked exceptions that it does not declare
                RuntimeException failure = failures.translated(action, e);
                boolean passing = failure instanceof BackendException service && service.retryable();
                if (attempt == ATTEMPTS || !passing) {
                    throw failure;
                }
                LOG.warn("{}, attempt {} of {}", failure.getMessage(), attempt, ATTEMPTS);
                pause();
            } catch (Error e) { // Hadoop tells so of a full disk
                throw failures.translated(action, e);
            }
        }
    }

    private WriteResult outcome(String action, TableName table, WriteMark mark) {
        Optional<TableCommit> last = history.latest(table, mark.id().application());
        TableCommit commit = last.orElseThrow(() -> BackendException.permanent(action + ": number "
                + mark.id().version() + " of " + mark.id().application()
                + " was skipped, since the table has it or a later one, yet the commit is no longer in its history;"
                + " use a new number"));
        WriteMark found = commit.mark().orElseThrow();
        if (found.id().version() > mark.id().version()) {
            throw BackendException.permanent(action + ": superseded by run " + found.runId() + ", which wrote number "
                    + found.id().version() + " of " + mark.id().application() + "; this is number "
                    + mark.id().version());
        }
        var outcome =
                found.attempt().equals(mark.attempt()) ? WriteResult.Outcome.WRITTEN : WriteResult.Outcome.ALREADY_DONE;
        return new WriteResult(new TableVersion(table, commit.version()), commit.rowCount(), outcome);
    }

    private static void pause() {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextInt(LONGEST_WAIT_MILLIS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw BackendException.retryable("interrupted while waiting to write again", e);
        }
    }
}
