package io.millrace.pipelines;

import io.millrace.config.DataException;
import io.millrace.config.TableName;
import io.millrace.config.TableVersion;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.lakehouse.Layer;
import io.millrace.lakehouse.Sources;
import io.millrace.lakehouse.TableState;
import io.millrace.registry.ExperimentTracker;
import io.millrace.registry.ModelRegistry;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** What the steps of one run share. Used by one thread. */
public final class RunContext {
    private static final String FEATURES_FIRST = "run the step features first";

    private final Workshop workshop;
    private final Sources sources;
    private final RunLedger ledger;
    private final String runId;
    private final Map<TableVersion, TableState> states = new HashMap<>();

    RunContext(Workshop workshop, RunLedger ledger, String runId) {
        this.workshop = workshop;
        this.sources = Sources.of(workshop.lakehouse(), workshop.project().sources());
        this.ledger = ledger;
        this.runId = runId;
    }

    /** Returns the definitions. */
    public Project project() {
        return workshop.project();
    }

    /** Returns the open lakehouse. */
    public Lakehouse lakehouse() {
        return workshop.lakehouse();
    }

    /** Returns the sources, pinned for this run. */
    public Sources sources() {
        return sources;
    }

    /** Returns where runs are recorded. */
    public ExperimentTracker tracker() {
        return workshop.tracker();
    }

    /** Returns where models have versions. */
    public ModelRegistry registry() {
        return workshop.registry();
    }

    /** Returns what was done before. */
    public RunLedger ledger() {
        return ledger;
    }

    /** Returns the id of the run. */
    public String runId() {
        return runId;
    }

    /** Returns what the steps keep beside the ledger. */
    LedgerFiles files() {
        return new LedgerFiles(
                lakehouse().backend().files(),
                project().name(),
                lakehouse().environment().name(),
                runId);
    }

    /** Returns when the run began, also if it was resumed since; of several machines by the clock that is behind. */
    public Instant startedAt() {
        return ledger.entries().stream()
                .filter(entry -> entry.runId().equals(runId))
                .map(LedgerEntry::at)
                .findFirst()
                .orElseThrow();
    }

    /**
     * Returns what a table holds now, for a step's inputs. Asks the catalog anew each time: an earlier step may just have
     * written it.
     */
    public TableState state(TableName table, String remedy) {
        requireExists(table, remedy);
        return lakehouse().tables().state(table);
    }

    /** Returns what the table of a feature view holds now. */
    TableState featureState(String view) {
        return state(lakehouse().table(Layer.FEATURES, view), FEATURES_FIRST);
    }

    /** Returns the newest version of the table of a feature view. */
    TableVersion featureVersion(String view) {
        TableName table = lakehouse().table(Layer.FEATURES, view);
        requireExists(table, FEATURES_FIRST);
        return lakehouse().tables().version(table);
    }

    private void requireExists(TableName table, String remedy) {
        if (!lakehouse().tables().exists(table)) {
            throw new DataException("table " + table + " does not exist; " + remedy);
        }
    }

    /** Puts what the tables behind a source hold among a step's inputs. */
    public void addSourceVersions(String source, Map<String, String> inputs) {
        sources.versions(source)
                .forEach((base, version) -> inputs.put(
                        "source " + base,
                        states.computeIfAbsent(version, this::pinnedState).toString()));
    }

    /** What a table held at the version that this run reads, whatever was written to it since. */
    private TableState pinnedState(TableVersion pinned) {
        TableState state = lakehouse().tables().state(pinned.table());
        boolean movedOn = state.version().version() > pinned.version();
        return movedOn ? new TableState(pinned, state.id()) : state;
    }

    /**
     * Returns the newest completed event of an item that matches.
     *
     * @param meaning what it must match, for the message; may be empty
     * @throws DataException if there is none; says which step to run
     */
    LedgerEntry completed(StepKind step, String item, String meaning, Predicate<LedgerEntry> matches) {
        return ledger.lastComplete(step, item, matches)
                .orElseThrow(() -> new DataException("step " + step.label() + " of " + item + " has not been done"
                        + meaning + " yet; run the pipeline from it with --from " + step.label()));
    }
}
