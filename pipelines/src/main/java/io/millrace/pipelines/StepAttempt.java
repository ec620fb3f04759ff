package io.millrace.pipelines;

import io.millrace.config.BackendException;
import io.millrace.config.LakehouseException;
import io.millrace.config.TableName;
import io.millrace.features.DataErrors;
import io.millrace.lakehouse.Failures;
import io.millrace.lakehouse.TableState;
import io.millrace.lakehouse.Tables;
import io.millrace.lakehouse.Write;
import io.millrace.lakehouse.WriteId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One step of one try at a run: does its items, and writes each one's fate into the ledger before and after it. */
final class StepAttempt {
    private static final Logger LOG = LoggerFactory.getLogger(StepAttempt.class);

    private final RunAttempt run;
    private final Step step;
    private final StepAction action;
    private final RunLedger ledger;
    private Runnable requireHeld = () -> {};

    StepAttempt(RunAttempt run, Step step) {
        this.run = run;
        this.step = step;
        this.action = step.kind().open(run.context());
        this.ledger = run.ledger();
    }

    /**
     * Does those of the items that are not done yet; returns how each ended. Who has lost the right to them writes nothing more, the
     * ledger neither: another may be at work.
     *
     * @param requireHeld throws if the right was lost
     */
    List<LedgerEntry> execute(List<String> items, Runnable requireHeld) {
        this.requireHeld = requireHeld;
        requireHeld.run();
        List<LedgerEntry> entries = planned(items);
        List<LedgerEntry> planned = withState(entries, StepState.STARTED);
        if (!planned.isEmpty()) {
            run.preflight().before(step);
        }
        List<LedgerEntry> ended = new ArrayList<>(withState(entries, StepState.SKIPPED));
        ended.forEach(run.listener()::itemEnded);
        ledger.record(entries);
        if (planned.isEmpty()) {
            return ended;
        }
        LOG.info("step {} begins: {} items", step.name(), planned.size());
        checkWhileSaving(planned);
        List<LedgerEntry> outcome = new ArrayList<>();
        for (LedgerEntry entry : planned) {
            requireHeld.run();
            try {
                outcome.add(work(entry));
            } catch (RuntimeException e) {
                throw failed(outcome, entry, e);
            }
        }
        requireHeld.run();
        ledger.record(outcome);
        ended.addAll(outcome);
        return ended;
    }

    /** What a step cannot even plan is told together with all else that is wrong. */
    private List<LedgerEntry> planned(List<String> items) {
        try {
            return items.stream().map(this::plan).toList();
        } catch (LakehouseException e) {
            run.preflight().before(step);
            throw e;
        }
    }

    private static List<LedgerEntry> withState(List<LedgerEntry> entries, StepState state) {
        return entries.stream().filter(entry -> entry.state() == state).toList();
    }

    /** Numbers are saved before effects happen under them; what has no effects is done meanwhile. */
    private void checkWhileSaving(List<LedgerEntry> planned) {
        FutureTask<Void> saving = new FutureTask<>(ledger::save, null);
        new Thread(saving, "millrace-run-ledger").start();
        for (LedgerEntry entry : planned) {
            try {
                action.check(entry.item());
            } catch (RuntimeException e) {
                throw failed(List.of(), entry, e);
            }
        }
        await(saving);
    }

    private static void await(FutureTask<Void> saving) {
        try {
            saving.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw BackendException.retryable("interrupted while the run ledger was saved", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }

    /**
     * Records that the item failed. The step's own error is the one to report, also where the ledger cannot be written
     * any more.
     */
    private RuntimeException failed(List<LedgerEntry> done, LedgerEntry entry, RuntimeException problem) {
        RuntimeException cause = DataErrors.in(problem)
                .or(() -> Failures.known(entry.step().label() + " " + entry.item(), problem))
                .map(RuntimeException.class::cast)
                .orElse(problem);
        String message = String.valueOf(cause.getMessage());
        StepResult result = StepResult.of().with(FailureKind.OUTPUT, FailureKind.of(cause));
        LedgerEntry failed = entry.ended(StepState.FAILED, run.clock().instant(), entry.at(), result, message);
        run.listener().itemEnded(failed);
        try {
            requireHeld.run();
            ledger.record(done);
            ledger.record(List.of(failed));
            ledger.save();
        } catch (LakehouseException e) {
            cause.addSuppressed(e);
        }
        return cause;
    }

    private LedgerEntry plan(String item) {
        Map<String, String> inputs = new TreeMap<>(action.inputs(item));
        String digest = Digest.of(
                step.kind().label(),
                item,
                inputs.toString(),
                run.workshop().project().text(action.configuration(item)),
                CodeVersion.current());
        Optional<LedgerEntry> before = unchanged(item, digest);
        long write = ledger.number(run.pipeline().name(), step.kind(), item, digest, this::stands);
        return before.map(done -> entry(item, digest, done.number(), inputs, StepState.SKIPPED, done))
                .orElseGet(() -> entry(item, digest, write, inputs, StepState.STARTED, null));
    }

    /**
     * Returns the event that makes the work needless: the item is complete with the same inputs, configuration and
     * code, in this run or in an earlier one that counts, and what it made is still there.
     */
    private Optional<LedgerEntry> unchanged(String item, String digest) {
        Optional<LedgerEntry> here = ledger.latest(run.runId(), step.kind(), item);
        return Stream.of(here, elsewhere(item, digest))
                .flatMap(Optional::stream)
                .filter(entry -> entry.complete() && entry.digest().equals(digest))
                .filter(this::stands)
                .findFirst();
    }

    private Optional<LedgerEntry> elsewhere(String item, String digest) {
        boolean byItself = run.selection().only().isPresent();
        Predicate<LedgerEntry> ofPipeline =
                entry -> entry.pipeline().equals(run.pipeline().name());
        Predicate<LedgerEntry> equal = ofPipeline.and(entry -> entry.digest().equals(digest));
        return switch (action.reuse()) {
            case LAST -> ledger.lastComplete(step.kind(), item).filter(entry -> !byItself && ofPipeline.test(entry));
            case ANY -> ledger.lastComplete(step.kind(), item, equal).filter(entry -> !byItself);
        };
    }

    /** Whether what the event made is there as it was made. */
    private boolean stands(LedgerEntry entry) {
        if (!entry.wroteTable()) {
            return action.stands(entry);
        }
        Optional<TableState> made = entry.table();
        Tables tables = run.workshop().lakehouse().tables();
        if (made.isEmpty() || !tables.exists(made.get().table())) {
            return false;
        }
        TableName table = made.get().table();
        return switch (action.reuse()) {
            case LAST -> tables.state(table).equals(made.get());
            case ANY -> tables.id(table).equals(made.get().id());
        };
    }

    private LedgerEntry entry(
            String item,
            String digest,
            long write,
            Map<String, String> inputs,
            StepState state,
            @Nullable LedgerEntry before) {
        return new LedgerEntry(
                run.runId(),
                run.number(),
                run.pipeline().name(),
                step.kind(),
                item,
                state,
                run.clock().instant(),
                0,
                before == null ? 0 : before.rowCount(),
                digest,
                write,
                inputs,
                before == null ? Map.of() : before.outputs(),
                before == null ? List.of() : action.made(before),
                "");
    }

    private LedgerEntry work(LedgerEntry entry) {
        LOG.info("step {} {} begins", entry.step().label(), entry.item());
        run.listener().itemStarted(step, entry.item());
        Instant begin = run.clock().instant();
        LedgerEntry written = entry;
        StepResult result = action.run(entry.item(), write(written));
        Optional<TableState> held = held(result);
        if (isReplaced(result, held)) {
            LOG.warn("step {} {}: its table was changed since it wrote it; it writes again", step.name(), entry.item());
            written = renumbered(entry);
            ledger.record(List.of(written));
            ledger.save();
            result = action.run(entry.item(), write(written));
            held = held(result);
        }
        StepResult kept =
                held.isEmpty() || isReplaced(result, held) ? result : result.with(LedgerEntry.TABLE, held.get());
        LedgerEntry done = written.ended(StepState.DONE, run.clock().instant(), begin, kept, "");
        run.listener().itemEnded(done);
        return done;
    }

    private Write write(LedgerEntry entry) {
        String application = ledger.application(run.pipeline().name(), step.kind(), entry.item());
        return new Write(new WriteId(application, entry.number()), run.runId());
    }

    private LedgerEntry renumbered(LedgerEntry entry) {
        long next = ledger.nextNumber(run.pipeline().name(), step.kind(), entry.item());
        return entry(entry.item(), entry.digest(), next, entry.inputs(), StepState.STARTED, null);
    }

    /** What the table holds that the step wrote to, or wrote to earlier under the same number. */
    private Optional<TableState> held(StepResult result) {
        Tables tables = run.workshop().lakehouse().tables();
        return result.table().map(made -> switch (action.reuse()) {
            case LAST -> tables.state(made.table());
            case ANY -> new TableState(made, tables.id(made.table()));
        });
    }

    /** Whether it holds other rows by now: the step found its write done, and others have written since. */
    private static boolean isReplaced(StepResult result, Optional<TableState> held) {
        return held.isPresent()
                && held.get().version().version() > result.table().orElseThrow().version();
    }
}
