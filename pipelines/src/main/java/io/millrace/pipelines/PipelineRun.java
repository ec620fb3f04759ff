package io.millrace.pipelines;

import io.millrace.config.InvalidConfigException;
import io.millrace.config.LakehouseException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
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
    /** How many processes may share a run. */
    public static final int MOST_PROCESSES = RunTurn.PLACES;

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
     * @throws InvalidConfigException if the run to resume or a selected step does not exist, or a feature reads what a source's table has
     *     marked as personal data
     */
    public List<LedgerEntry> execute() {
        List<Step> steps = selection.steps(pipeline);
        GovernanceChecks.ofTables(workshop.project(), workshop.lakehouse(), steps);
        return selection.run().isPresent() ? share(selection.run().get(), steps) : alone(steps);
    }

    private List<LedgerEntry> alone(List<Step> steps) {
        String newId = newId();
        try (RunTurn turn = workshop.takeTurn(newId)) {
            RunLedger ledger = workshop.openLedger();
            String runId =
                    selection.resume().map(wanted -> existing(ledger, wanted)).orElse(newId);
            RunAttempt attempt = attempt(turn, ledger, runId, steps, ledger.nextAttempt(runId));
            List<LedgerEntry> ended = new ArrayList<>();
            for (Step step : steps) {
                ended.addAll(new StepAttempt(attempt, step).execute(items(step), turn::requireHeld));
                GovernedTables.apply(workshop.project(), workshop.lakehouse(), step);
            }
            ledger.save();
            LOG.info("run {} ends: {} items", runId, ended.size());
            return ended;
        }
    }

    private List<LedgerEntry> share(String runId, List<Step> steps) {
        RunLedger ledger = workshop.openLedger();
        try (RunTurn turn = shareTurn(runId, ledger)) {
            ledger.refresh();
            ledger.requireNewest(runId, turn.attempt());
            List<LedgerEntry> before = ledger.entries();
            RunAttempt attempt = attempt(turn, ledger, runId, steps, turn.attempt());
            List<LedgerEntry> ended = new ArrayList<>();
            for (Step step : steps) {
                ended.addAll(new SharedItems(attempt, step, before).execute(items(step)));
                attempt.requireNewest();
                GovernedTables.apply(workshop.project(), workshop.lakehouse(), step);
            }
            LOG.info("run {} ends: {} items", runId, ended.size());
            return ended;
        }
    }

    private RunTurn shareTurn(String runId, RunLedger ledger) {
        return selection
                .attempt()
                .map(counted -> workshop.shareTurnAs(runId, counted + 1))
                .orElseGet(() -> workshop.shareTurn(runId, ledger.nextAttempt(runId)));
    }

    private RunAttempt attempt(RunTurn turn, RunLedger ledger, String runId, List<Step> steps, int number) {
        LOG.info("run {} attempt {} of pipeline {} begins", runId, number, pipeline.name());
        listener.started(runId, pipeline);
        RunContext context = workshop.context(ledger, runId);
        Preflight preflight = new Preflight(context, steps, ledger.latest(runId).isEmpty());
        preflight.require();
        return new RunAttempt(workshop, pipeline, selection, listener, clock, turn, context, preflight, number);
    }

    private String newId() {
        return RUN_ID.format(clock.instant()) + "-"
                + UUID.randomUUID().toString().substring(0, 4);
    }

    private List<String> items(Step step) {
        List<String> all = step.kind().items(workshop.project());
        for (String item : step.only()) {
            if (!all.contains(item)) {
                throw InvalidConfigException.of(
                        "step " + step.name() + " has no " + item + "; it has " + String.join(", ", all));
            }
        }
        return step.only().isEmpty() ? all : step.only();
    }

    private static String existing(RunLedger ledger, String wanted) {
        return ledger.find(wanted)
                .orElseThrow(() -> InvalidConfigException.of("--resume " + wanted + ": no such run has been recorded; "
                        + ledger.find(RunSelection.LAST)
                                .map(last -> "the newest is " + last + " (millrace runs list shows all)")
                                .orElse("none has been, leave --resume away")));
    }
}
