package io.millrace.pipelines;

import io.millrace.config.DataException;
import io.millrace.lakehouse.Environment;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.lakehouse.OpsTable;
import io.millrace.lakehouse.StoredRow;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the runs of a project did, to look at: the events of the {@link RunLedger} at one moment.
 *
 * @param entries all events, oldest first
 */
public record RunHistory(List<LedgerEntry> entries) {
    /** Copies the list. */
    public RunHistory {
        entries = List.copyOf(entries);
    }

    /**
     * Reads the events of a project in an environment; without a session where that is possible, which takes a fraction of
     * the time.
     *
     * @throws DataException if the ledger's table cannot be read
     */
    public static RunHistory read(Environment environment, String project) {
        return stored(environment, project).orElseGet(() -> {
            try (Lakehouse lakehouse = Lakehouse.open(environment)) {
                return RunLedger.open(lakehouse, project).history();
            }
        });
    }

    /**
     * Reads the events as {@link #read} does, but never opens a session; empty if it takes one.
     *
     * @throws DataException if the ledger's newest table cannot be read
     */
    public static Optional<RunHistory> stored(Environment environment, String project) {
        return OpsTable.stored(environment, RunLedger.TABLE, RunLedger.wanted(environment, project))
                .map(RunHistory::of);
    }

    static RunHistory of(List<StoredRow> rows) {
        Map<String, StepKind> kinds = new HashMap<>();
        return new RunHistory(rows.stream()
                .map(row -> entry(row, kinds.computeIfAbsent(row.text("step"), StepKind::recorded)))
                .sorted(Comparator.comparing(LedgerEntry::at))
                .toList());
    }

    /** Returns the ids of the runs, oldest first. */
    public List<String> runs() {
        return entries.stream().map(LedgerEntry::runId).distinct().toList();
    }

    /** Returns the id of a run: the id itself if there is such a run, the newest for {@code last}. */
    public Optional<String> find(String wanted) {
        List<String> runs = runs();
        if (wanted.equals(RunSelection.LAST) && !runs.isEmpty()) {
            return Optional.of(runs.get(runs.size() - 1));
        }
        return runs.contains(wanted) ? Optional.of(wanted) : Optional.empty();
    }

    /** Returns the latest event of each item of a run, in the order in which the items began. */
    public List<LedgerEntry> latest(String runId) {
        Map<String, LedgerEntry> latest = new LinkedHashMap<>();
        entries.stream()
                .filter(entry -> entry.runId().equals(runId))
                .forEach(entry -> latest.put(entry.step().label() + "/" + entry.item(), entry));
        return List.copyOf(latest.values());
    }

    /** Returns how many seconds an item took when it was last done; empty if it never was. */
    public OptionalDouble seconds(StepKind step, String item) {
        return entries.stream()
                .filter(entry -> entry.state() == StepState.DONE
                        && entry.step().equals(step)
                        && entry.item().equals(item))
                .mapToDouble(LedgerEntry::seconds)
                .reduce((earlier, later) -> later);
    }

    private static LedgerEntry entry(StoredRow row, StepKind step) {
        return new LedgerEntry(
                row.text("run_id"),
                (int) row.whole("attempt"),
                row.text("pipeline"),
                step,
                row.text("item"),
                StepState.valueOf(row.text("state")),
                row.instant("recorded_at"),
                row.number("seconds"),
                row.whole("row_count"),
                row.text("digest"),
                row.whole("write_number"),
                row.texts("inputs"),
                row.texts("outputs"),
                row.structures("made").stream()
                        .map(made ->
                                new Made(made.text("kind"), made.text("name"), made.text("detail"), made.text("look")))
                        .toList(),
                row.text("message"));
    }
}
