package io.millrace.pipelines;

import io.millrace.config.BackendException;
import io.millrace.config.InvalidConfigException;
import io.millrace.config.LakehouseException;
import io.millrace.config.TableName;
import io.millrace.features.DataErrors;
import io.millrace.lakehouse.Failures;
import io.millrace.lakehouse.Lease;
import io.millrace.lakehouse.TableState;
import io.millrace.lakehouse.Tables;
import io.millrace.lakehouse.Write;
import io.millrace.lakehouse.WriteId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a pipeline: takes the project's turn, does the selected steps in order, and writes each item's fate into the
 * ledger before and after it.
 *
 * <p>A run that was killed goes on with {@link RunSelection#resume()}: an item that is complete and whose inputs,
 * configuration and code are as they were is skipped; the others run again under the write number they had, so that an
 * effect that had already happened is recognised and not repeated.
 */
public final class PipelineRun {
    private static final Logger LOG = LoggerFactory.getLogger(PipelineRun.class);
    private static final DateTimeFormatter RUN_ID =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Workshop workshop;
    private final Pipeline pipeline;
    private final RunSelection selection;
    private final RunListener listener;
    private final Clock clock;

    /** Prepares a run; nothing is done yet. */
    public PipelineRun(
            Workshop workshop, Pipeline pipeline, RunSelection selection, RunListener listener, Clock clock) {
        this.workshop = workshop;
        this.pipeline = pipeline;
        this.selection = selection;
        this.listener = listener;
        this.clock = clock;
    }

    /**
     * Does the run and returns the last event of each item that it did or skipped.
     *
     * @throws LakehouseException as the failing step threw it, after the ledger has recorded it; as {@link PlanCheck#resolve}
     *     where definitions do not fit the sources, before anything is written
     * @throws InvalidConfigException if the run to resume or a selected step does not exist
     */
    public List<LedgerEntry> execute() {
        List<Step> steps = selection.steps(pipeline);
        String newId = RUN_ID.format(clock.instant()) + "-"
                + UUID.randomUUID().toString().substring(0, 4);
        try (Lease turn = workshop.takeTurn(newId)) {
            RunLedger ledger = workshop.openLedger();
            String runId =
                    selection.resume().map(wanted -> existing(ledger, wanted)).orElse(newId);
            int attempt = 1
                    + ledger.latest(runId).stream()
                            .mapToInt(LedgerEntry::attempt)
                            .max()
                            .orElse(0);
            LOG.info("run {} attempt {} of pipeline {} begins", runId, attempt, pipeline.name());
            listener.started(runId, pipeline);
            RunContext context = workshop.context(ledger, runId);
            Preflight preflight = new Preflight(context, steps, selection);
            preflight.requireOwn();
            List<LedgerEntry> ended = new ArrayList<>();
            for (Step step : steps) {
                StepAction action = StepAction.of(step.kind(), context);
                ended.addAll(new Attempt(turn, ledger, runId, attempt, step, action, preflight).execute());
            }
            ledger.save();
            LOG.info("run {} ends: {} items", runId, ended.size());
            return ended;
        }
    }

    private static String existing(RunLedger ledger, String wanted) {
        return ledger.find(wanted)
                .orElseThrow(() -> InvalidConfigException.of("--resume " + wanted + ": no such run has been recorded; "
                        + ledger.find(RunSelection.LAST)
                                .map(last -> "the newest is " + last + " (millrace runs list shows all)")
                                .orElse("none has been, leave --resume away")));
    }

    /** One step of one attempt of the run. */
    private final class Attempt {
        private final Lease turn;
        private final RunLedger ledger;
        private final String runId;
        private final int number;
        private final Step step;
        private final StepAction action;
        private final Preflight preflight;

        Attempt(
                Lease turn,
                RunLedger ledger,
                String runId,
                int number,
                Step step,
                StepAction action,
                Preflight preflight) {
            this.turn = turn;
            this.ledger = ledger;
            this.runId = runId;
            this.number = number;
            this.step = step;
            this.action = action;
            this.preflight = preflight;
        }

        /** Who has lost the turn writes nothing more, the ledger neither: another may be at work. */
        List<LedgerEntry> execute() {
            turn.requireHeld();
            List<LedgerEntry> entries = planned();
            List<LedgerEntry> planned = withState(entries, StepState.STARTED);
            if (!planned.isEmpty()) {
                preflight.before(step);
            }
            List<LedgerEntry> ended = new ArrayList<>(withState(entries, StepState.SKIPPED));
            ended.forEach(listener::itemEnded);
            ledger.record(entries);
            if (planned.isEmpty()) {
                return ended;
            }
            LOG.info("step {} begins: {} items", step.name(), planned.size());
            checkWhileSaving(planned);
            List<LedgerEntry> outcome = new ArrayList<>();
            for (LedgerEntry entry : planned) {
                turn.requireHeld();
                try {
                    outcome.add(run(entry));
                } catch (RuntimeException e) {
                    throw failed(outcome, entry, e);
                }
            }
            turn.requireHeld();
            ledger.record(outcome);
            ended.addAll(outcome);
            return ended;
        }

        /** What a step cannot even plan is told together with all else that is wrong. */
        private List<LedgerEntry> planned() {
            try {
                return selected().stream().map(this::plan).toList();
            } catch (LakehouseException e) {
                preflight.before(step);
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
            LedgerEntry failed = with(entry, StepState.FAILED, entry.at(), 0, Map.of(), List.of(), message);
            listener.itemEnded(failed);
            try {
                ledger.record(done);
                ledger.record(List.of(failed));
                ledger.save();
            } catch (LakehouseException e) {
                cause.addSuppressed(e);
            }
            return cause;
        }

        private List<String> selected() {
            List<String> all = workshop.project().items(step.kind());
            for (String item : step.only()) {
                if (!all.contains(item)) {
                    throw InvalidConfigException.of(
                            "step " + step.name() + " has no " + item + "; it has " + String.join(", ", all));
                }
            }
            return step.only().isEmpty() ? all : step.only();
        }

        private LedgerEntry plan(String item) {
            Map<String, String> inputs = new TreeMap<>(action.inputs(item));
            String digest = Digest.of(
                    step.kind().label(),
                    item,
                    inputs.toString(),
                    workshop.project().text(action.configuration(item)),
                    CodeVersion.current());
            Optional<LedgerEntry> before = unchanged(item, digest);
            long write = ledger.number(pipeline.name(), step.kind(), item, digest, this::stands);
            return before.map(done -> entry(item, digest, done.number(), inputs, StepState.SKIPPED, done))
                    .orElseGet(() -> entry(item, digest, write, inputs, StepState.STARTED, null));
        }

        /**
         * Returns the event that makes the work needless: the item is complete with the same inputs, configuration and
         * code, in this run or in an earlier one that counts, and what it made is still there.
         */
        private Optional<LedgerEntry> unchanged(String item, String digest) {
            Optional<LedgerEntry> here = ledger.latest(runId, step.kind(), item);
            return Stream.of(here, elsewhere(item, digest))
                    .flatMap(Optional::stream)
                    .filter(entry -> entry.complete() && entry.digest().equals(digest))
                    .filter(this::stands)
                    .findFirst();
        }

        private Optional<LedgerEntry> elsewhere(String item, String digest) {
            boolean byItself = selection.only().isPresent();
            Predicate<LedgerEntry> ofPipeline = entry -> entry.pipeline().equals(pipeline.name());
            Predicate<LedgerEntry> equal =
                    ofPipeline.and(entry -> entry.digest().equals(digest));
            return switch (action.reuse()) {
                case LAST ->
                    ledger.lastComplete(step.kind(), item).filter(entry -> !byItself && ofPipeline.test(entry));
                case ANY -> ledger.lastComplete(step.kind(), item, equal).filter(entry -> !byItself);
            };
        }

        /** Whether what the event made is there as it was made. */
        private boolean stands(LedgerEntry entry) {
            if (!entry.outputs().containsKey(StepResult.TABLE)) {
                return action.stands(entry);
            }
            Optional<TableState> made = entry.table();
            Tables tables = workshop.lakehouse().tables();
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
                    runId,
                    number,
                    pipeline.name(),
                    step.kind(),
                    item,
                    state,
                    clock.instant(),
                    0,
                    before == null ? 0 : before.rowCount(),
                    digest,
                    write,
                    inputs,
                    before == null ? Map.of() : before.outputs(),
                    before == null ? List.of() : action.made(before),
                    "");
        }

        private LedgerEntry run(LedgerEntry entry) {
            LOG.info("step {} {} begins", entry.step().label(), entry.item());
            listener.itemStarted(step, entry.item());
            Instant begin = clock.instant();
            LedgerEntry written = entry;
            StepResult result = action.run(entry.item(), write(written));
            Optional<TableState> held = held(result);
            if (isReplaced(result, held)) {
                LOG.warn(
                        "step {} {}: its table was changed since it wrote it; it writes again",
                        step.name(),
                        entry.item());
                written = renumbered(entry);
                ledger.record(List.of(written));
                ledger.save();
                result = action.run(entry.item(), write(written));
                held = held(result);
            }
            StepResult kept = isReplaced(result, held)
                    ? result
                    : held.map(result::holding).orElse(result);
            LedgerEntry done = with(written, StepState.DONE, begin, kept.rowCount(), kept.outputs(), kept.made(), "");
            listener.itemEnded(done);
            return done;
        }

        private Write write(LedgerEntry entry) {
            String application = ledger.application(pipeline.name(), step.kind(), entry.item());
            return new Write(new WriteId(application, entry.number()), runId);
        }

        private LedgerEntry renumbered(LedgerEntry entry) {
            long next = ledger.nextNumber(pipeline.name(), step.kind(), entry.item());
            return entry(entry.item(), entry.digest(), next, entry.inputs(), StepState.STARTED, null);
        }

        /** What the table holds that the step wrote to, or wrote to earlier under the same number. */
        private Optional<TableState> held(StepResult result) {
            Tables tables = workshop.lakehouse().tables();
            return result.table().map(made -> switch (action.reuse()) {
                case LAST -> tables.state(made.table());
                case ANY -> new TableState(made, tables.id(made.table()));
            });
        }

        /** Whether it holds other rows by now: the step found its write done, and others have written since. */
        private static boolean isReplaced(StepResult result, Optional<TableState> held) {
            return held.isPresent()
                    && held.get().version().version()
                            > result.table().orElseThrow().version();
        }

        private LedgerEntry with(
                LedgerEntry entry,
                StepState state,
                Instant begin,
                long rows,
                Map<String, String> outputs,
                List<Made> made,
                String message) {
            Instant now = clock.instant();
            double seconds = Duration.between(begin, now).toMillis() / 1000.0;
            return new LedgerEntry(
                    entry.runId(),
                    entry.attempt(),
                    entry.pipeline(),
                    entry.step(),
                    entry.item(),
                    state,
                    now,
                    seconds,
                    rows,
                    entry.digest(),
                    entry.number(),
                    entry.inputs(),
                    outputs,
                    made,
                    message);
        }
    }
}
