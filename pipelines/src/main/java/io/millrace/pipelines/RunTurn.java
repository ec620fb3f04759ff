package io.millrace.pipelines;

import io.millrace.config.BackendException;
import io.millrace.lakehouse.Lease;
import io.millrace.lakehouse.Leases;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The turn of a run at a project, which other runs wait for. A run of one process has it by one lease; a run that processes share
 * has it as long as one of them holds a lease of its own. Who takes a lease looks at the others afterwards and gives way to another
 * run, so that never two runs pass, though both may be refused. Used by one thread.
 */
final class RunTurn implements AutoCloseable {
    /** After which others may go on without a holder that is held up; one that has ended they do not wait for. */
    static final Duration LENGTH = Duration.ofMinutes(2);

    /** How many processes may share a run. */
    static final int PLACES = 64;

    private static final Pattern ATTEMPT = Pattern.compile(", attempt (\\d+),");

    private final Leases leases;
    private final String project;
    private final String run;
    private final boolean shared;
    private final int attempt;
    private Lease lease;

    private RunTurn(Leases leases, String project, String run, boolean shared, int attempt) {
        this.leases = leases;
        this.project = project;
        this.run = run;
        this.shared = shared;
        this.attempt = attempt;
        this.lease = taken("; nothing was changed");
    }

    /**
     * Takes the turn for this process alone, until it is closed.
     *
     * @throws BackendException if another run has it (retryable)
     */
    static RunTurn take(Leases leases, String project, String runId) {
        return new RunTurn(leases, project, "run " + runId, false, 0);
    }

    /**
     * Joins in a run's turn until it is closed.
     *
     * @param attempt which try of the run it is if no other process is at it
     * @throws BackendException if another run has the turn, or too many processes share it (retryable)
     */
    static RunTurn share(Leases leases, String project, String runId, int attempt) {
        int together = at(leases, project, runId).orElse(attempt);
        return new RunTurn(leases, project, sharedRun(runId), true, together);
    }

    /** Joins in a run's turn as {@link #share} does, as a process of that try of it, whatever try others are at. */
    static RunTurn shareAs(Leases leases, String project, String runId, int attempt) {
        return new RunTurn(leases, project, sharedRun(runId), true, attempt);
    }

    private static String sharedRun(String runId) {
        return "run " + runId + ", shared";
    }

    /** Which try the processes are at that share the run; empty if there is none. */
    private static Optional<Integer> at(Leases leases, String project, String runId) {
        return holders(leases, places(project))
                .filter(holder -> holder.startsWith(sharedRun(runId) + ","))
                .findFirst()
                .map(ATTEMPT::matcher)
                .filter(Matcher::find)
                .map(found -> Integer.parseInt(found.group(1)));
    }

    /** Returns which try of the run the processes that share it are at. */
    int attempt() {
        return attempt;
    }

    /**
     * Passes if no other run can have taken the turn.
     *
     * @throws BackendException if one has (retryable)
     */
    void requireHeld() {
        try {
            lease.requireHeld();
        } catch (BackendException e) {
            if (!shared || !e.retryable()) {
                throw e;
            }
            lease = taken(""); // whether its item is still its own, the leases of the item tell
        }
    }

    /** Returns who this process is, for others that look for the holder of a lease. */
    String holder() {
        return run + (shared ? ", attempt " + attempt : "") + ", process "
                + ProcessHandle.current().pid() + ", since " + Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }

    private Lease taken(String end) {
        Stream<String> wanted = shared ? places() : Stream.of(project);
        Lease mine = wanted.flatMap(name -> leases.take(name, holder(), LENGTH).stream())
                .findFirst()
                .orElseThrow(() -> refused(holders(Stream.concat(Stream.of(project), places())), end));
        List<String> rivals = shared
                ? holders(Stream.concat(Stream.of(project), places())).stream()
                        .filter(holder -> !isOurs(holder))
                        .toList()
                : holders(places());
        if (!rivals.isEmpty()) {
            mine.close();
            throw refused(rivals, end);
        }
        return mine.keep();
    }

    private boolean isOurs(String holder) {
        return holder.startsWith(run + ",");
    }

    private Stream<String> places() {
        return places(project);
    }

    private static Stream<String> places(String project) {
        return IntStream.rangeClosed(1, PLACES).mapToObj(place -> project + "/turn/" + place);
    }

    private List<String> holders(Stream<String> names) {
        return holders(leases, names).toList();
    }

    private static Stream<String> holders(Leases leases, Stream<String> names) {
        return names.flatMap(name -> leases.holder(name).stream());
    }

    private BackendException refused(List<String> holders, String end) {
        if (shared && holders.size() >= PLACES) {
            return BackendException.retryable(PLACES + " processes share the " + run
                    + " already, the most that can; wait until one has ended" + end);
        }
        return BackendException.retryable("another run of project " + project + " is in progress ("
                + holders.stream().findFirst().orElse("it has just ended")
                + "); wait until it has ended and start again" + end);
    }

    @Override
    public void close() {
        lease.close();
    }
}
