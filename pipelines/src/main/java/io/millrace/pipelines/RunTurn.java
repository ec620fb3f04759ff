package io.millrace.pipelines;

import io.millrace.config.BackendException;
import io.millrace.lakehouse.Lease;
import io.millrace.lakehouse.Leases;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The turn of a run at a project, which others wait for. A run that is shared has it once, whichever of its processes holds the
 * lease; when that one ends, another takes the lease over. Used by one thread.
 */
final class RunTurn implements AutoCloseable {
    /** After which others may go on without a holder that is held up; one that has ended they do not wait for. */
    static final Duration LENGTH = Duration.ofMinutes(2);

    private final Leases leases;
    private final String project;
    private final String run;
    private final boolean shared;
    private @Nullable Lease lease;

    private RunTurn(Leases leases, String project, String runId, boolean shared) {
        this.leases = leases;
        this.project = project;
        this.run = "run " + runId + (shared ? ", shared, process " : ", process ");
        this.shared = shared;
    }

    /**
     * Takes the turn, which lasts until it is closed.
     *
     * @param shared whether other processes may work on the run meanwhile
     * @throws BackendException if another run has it (retryable)
     */
    static RunTurn take(Leases leases, String project, String runId, boolean shared) {
        RunTurn turn = new RunTurn(leases, project, runId, shared);
        turn.join();
        return turn;
    }

    /**
     * Passes if no other run can have taken the turn.
     *
     * @throws BackendException if one has (retryable)
     */
    void requireHeld() {
        if (lease == null) {
            join();
        } else {
            lease.requireHeld();
        }
    }

    /** Returns who this process is, for others that look for the holder of a lease. */
    String holder() {
        return run + ProcessHandle.current().pid() + ", since " + Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }

    private void join() {
        Optional<Lease> taken = leases.take(project, holder(), LENGTH);
        if (taken.isPresent()) {
            lease = taken.get().keep();
            return;
        }
        Optional<String> other = leases.holder(project);
        // Where the holder has just ended, the next look takes the lease over.
        boolean ours = shared && other.map(text -> text.startsWith(run)).orElse(true);
        if (!ours) {
            throw BackendException.retryable("another run of project " + project + " is in progress ("
                    + other.orElse("it has just ended")
                    + "); wait until it has ended and start again; nothing was changed");
        }
    }

    @Override
    public void close() {
        if (lease != null) {
            lease.close();
        }
    }
}
