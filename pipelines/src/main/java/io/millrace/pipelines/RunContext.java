package io.millrace.pipelines;

import io.millrace.lakehouse.DataException;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.lakehouse.Layer;
import io.millrace.lakehouse.Sources;
import io.millrace.lakehouse.TableName;
import io.millrace.lakehouse.TableVersion;
import io.millrace.models.ExperimentTracker;
import io.millrace.models.ModelRegistry;
import java.time.Instant;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What the steps of one run share.
 *
 * @param project the definitions
 * @param lakehouse the open lakehouse
 * @param sources the sources, pinned for this run
 * @param tracker where runs are recorded
 * @param registry where models have versions
 * @param ledger what was done before
 * @param runId the run
 */
record RunContext(
        Project project,
        Lakehouse lakehouse,
        Sources sources,
        ExperimentTracker tracker,
        ModelRegistry registry,
        RunLedger ledger,
        String runId) {

    /** Returns when the run began, also if it was resumed since. */
    Instant startedAt() {
        return ledger.entries().stream()
                .filter(entry -> entry.runId().equals(runId))
                .map(LedgerEntry::at)
                .findFirst()
                .orElseThrow();
    }

    /** Returns the newest version of a table in a layer of the environment's catalog. */
    TableVersion version(Layer layer, String name, String remedy) {
        return version(lakehouse.table(layer, name), remedy);
    }

    /** Returns a table's newest version. Asks the catalog anew each time: an earlier step may just have written it. */
    TableVersion version(TableName table, String remedy) {
        if (!lakehouse.tables().exists(table)) {
            throw new DataException("table " + table + " does not exist; " + remedy);
        }
        return lakehouse.tables().version(table);
    }

    /** Puts the versions of the tables behind a source among a step's inputs. */
    void addSourceVersions(String source, Map<String, String> inputs) {
        sources.versions(source).forEach((base, version) -> inputs.put("source " + base, version.toString()));
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
