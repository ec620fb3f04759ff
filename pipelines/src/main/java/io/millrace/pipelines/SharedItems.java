package io.millrace.pipelines;

import io.millrace.config.BackendException;
import io.millrace.config.LakehouseException;
import io.millrace.lakehouse.Lease;
import io.millrace.lakehouse.Leases;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The items of a step that several processes share: each is done by the one that leased it and what it writes, and the step ends for
 * all when every item is done. An item whose process dies is taken up by another as soon as its leases end.
 *
 * <p>A process whose try of the run was overtaken ends the item that it holds, for which the later try waits, and begins none: it looks
 * under the item's leases. Leases alone would let it do anew, by what it was told, what the later try has done already.
 */
final class SharedItems {
    private static final Logger LOG = LoggerFactory.getLogger(SharedItems.class);
    private static final long PAUSE_MILLIS = 500;

    private final RunAttempt run;
    private final Step step;
    private final StepAttempt work;
    private final List<LedgerEntry> before;

    /** Takes what the ledger told when this process came: what had failed then may be tried again. */
    SharedItems(RunAttempt run, Step step, List<LedgerEntry> before) {
        this.run = run;
        this.step = step;
        this.work = new StepAttempt(run, step);
        this.before = before;
    }

    /** Returns how each item ended, whoever did it. */
    List<LedgerEntry> execute(List<String> items) {
        List<LedgerEntry> ended = new ArrayList<>();
        List<String> open = new ArrayList<>(items);
        while (!open.isEmpty()) {
            run.turn().requireHeld();
            int count = open.size();
            open.removeIf(item -> {
                Optional<LedgerEntry> entry = attempt(item);
                entry.ifPresent(ended::add);
                return entry.isPresent();
            });
            if (open.size() == count) {
                pause();
            }
        }
        return ended;
    }

    /** Does the item, or finds it done; empty if another process is at it. */
    private Optional<LedgerEntry> attempt(String item) {
        Deque<Lease> leases = new ArrayDeque<>();
        try {
            if (!lease(item, leases)) {
                return Optional.empty();
            }
            run.requireNewest();
            Optional<LedgerEntry> other = endedMeanwhile(item);
            other.ifPresent(run.listener()::itemEnded);
            if (other.isPresent()) {
                return other;
            }
            Runnable requireHeld = () -> {
                run.turn().requireHeld();
                leases.forEach(Lease::requireHeld);
            };
            LedgerEntry entry = work.execute(List.of(item), requireHeld).get(0);
            run.ledger().save();
            return Optional.of(entry);
        } finally {
            leases.forEach(Lease::close);
        }
    }

    /** Takes all leases in one order, so that nobody waits for each other. */
    private boolean lease(String item, Deque<Lease> taken) {
        String project = run.workshop().project().name();
        Leases leases = run.workshop().lakehouse().leases();
        Stream<String> tables = step.kind().tables(run.workshop().project(), item).stream()
                .map(table -> String.join("/", project, "table", table.toString()));
        String itself = String.join("/", project, "item", step.name(), item);
        for (String name :
                new TreeSet<>(Stream.concat(tables, Stream.of(itself)).toList())) {
            Optional<Lease> lease = leases.take(name, run.turn().holder(), RunTurn.LENGTH);
            if (lease.isEmpty()) {
                return false;
            }
            taken.push(lease.get().keep());
        }
        return true;
    }

    /**
     * What was done of the item in this try of the run, by whatever process.
     *
     * @throws BackendException if it failed since this process came (retryable)
     * @throws LakehouseException of the failure's kind if it failed in this try as a platform counts them, and would fail alike:
     *     the platform starts a process again, whatever ended it
     */
    private Optional<LedgerEntry> endedMeanwhile(String item) {
        List<LedgerEntry> tried = run.ledger().entries().stream()
                .filter(entry -> entry.runId().equals(run.runId())
                        && entry.attempt() == run.number()
                        && entry.step().equals(step.kind())
                        && entry.item().equals(item))
                .toList();
        Optional<LedgerEntry> done =
                tried.stream().filter(LedgerEntry::complete).reduce((earlier, later) -> later);
        if (done.isEmpty()) {
            if (run.selection().attempt().isPresent()) {
                tried.stream().reduce((earlier, later) -> later).ifPresent(this::requireAnotherTryHelps);
            }
            tried.stream()
                    .filter(entry -> entry.state() == StepState.FAILED && !before.contains(entry))
                    .findFirst()
                    .ifPresent(entry -> {
                        throw BackendException.retryable("step " + step.name() + " " + item
                                + " failed in another process of the run; mend what it tells and start this one again: "
                                + entry.message());
                    });
        }
        return done;
    }

    private void requireAnotherTryHelps(LedgerEntry last) {
        last.find(FailureKind.OUTPUT)
                .flatMap(kind -> kind.again("step " + step.name() + " " + last.item()
                        + " failed in this try of the run, and would again; mend what it tells, then repair the run: "
                        + last.message()))
                .ifPresent(failure -> {
                    throw failure;
                });
    }

    private void pause() {
        LOG.debug("step {}: what is left is others' work", step.name());
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw BackendException.retryable("interrupted while other processes of the run were at work", e);
        }
    }
}
