package io.millrace.pipelines;

import io.millrace.config.BackendException;
import io.millrace.config.TableName;
import io.millrace.lakehouse.Environment;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.lakehouse.OpsTable;
import io.millrace.lakehouse.TableSpec;
import io.millrace.lakehouse.Write;
import io.millrace.lakehouse.WriteId;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The append-only record of what the runs of a project did: the table {@code <catalog>.ops.run_ledger}, or the one that took its
 * place after a file of it was lost.
 *
 * <p>Each event is a row; an item's state is that of its latest row, by the clocks of the machines that wrote them. The ledger gives out write numbers: for one
 * application (project, environment, pipeline, step and item) the same content keeps its number, new content gets a higher
 * one, so that a retry is recognised by the table it writes to and a backfill is not lost. New numbers are at least the time in
 * milliseconds: they are higher than those of a ledger that was lost. Rows of a project are read
 * when the ledger is opened, and again where several processes share a run; who may write is the caller's duty (see {@link RunTurn}).
 */
public final class RunLedger {
    static final String TABLE = "run_ledger";
    private static final StructType MADE = new StructType()
            .add("kind", DataTypes.StringType)
            .add("name", DataTypes.StringType)
            .add("detail", DataTypes.StringType)
            .add("look", DataTypes.StringType);
    private static final StructType SCHEMA = new StructType()
            .add("run_id", DataTypes.StringType)
            .add("attempt", DataTypes.IntegerType)
            .add("project", DataTypes.StringType)
            .add("environment", DataTypes.StringType)
            .add("pipeline", DataTypes.StringType)
            .add("step", DataTypes.StringType)
            .add("item", DataTypes.StringType)
            .add("state", DataTypes.StringType)
            .add("recorded_at", DataTypes.TimestampType)
            .add("seconds", DataTypes.DoubleType)
            .add("row_count", DataTypes.LongType)
            .add("digest", DataTypes.StringType)
            .add("write_number", DataTypes.LongType)
            .add("inputs", DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType))
            .add("outputs", DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType))
            .add("made", DataTypes.createArrayType(MADE))
            .add("message", DataTypes.StringType);

    private final Lakehouse lakehouse;
    private final String project;
    private final OpsTable table;
    private final List<LedgerEntry> entries;
    private final String writer = UUID.randomUUID().toString();
    private int saved;
    private int begun;
    private long written;

    private RunLedger(Lakehouse lakehouse, String project, OpsTable table, List<LedgerEntry> entries) {
        this.lakehouse = lakehouse;
        this.project = project;
        this.table = table;
        this.entries = entries;
        this.saved = entries.size();
    }

    /**
     * Opens the ledger of a project in the lakehouse's environment; reads its rows, creates nothing. A table that cannot be read
     * since a file of it is gone is told in the log and left as it is; the next save begins another.
     */
    public static RunLedger open(Lakehouse lakehouse, String project) {
        OpsTable table = new OpsTable(lakehouse, TABLE, RunLedger::spec, "What ran before is done again");
        RunLedger ledger = new RunLedger(lakehouse, project, table, new ArrayList<>());
        ledger.refresh();
        return ledger;
    }

    /**
     * Reads the rows anew, those of other processes too.
     *
     * @throws IllegalStateException if events were recorded and not saved
     */
    synchronized void refresh() {
        if (saved < entries.size()) {
            throw new IllegalStateException((entries.size() - saved) + " events of the run ledger are not saved yet");
        }
        entries.clear();
        entries.addAll(RunHistory.of(table.rows(wanted(lakehouse.environment(), project)))
                .entries());
        saved = entries.size();
    }

    /**
     * Passes unless a later try of the run has begun, as of the last reading: its platform has given up a process of an earlier one.
     *
     * @throws BackendException if one has
     */
    void requireNewest(String runId, int attempt) {
        int newest = nextAttempt(runId) - 1;
        if (attempt < newest) {
            throw BackendException.permanent("run " + runId + " is at attempt " + newest
                    + ", and this process belongs to attempt " + attempt
                    + ", which that one has taken the place of; this process does nothing more");
        }
    }

    /** Which rows of the table are a project's. */
    static Map<String, String> wanted(Environment environment, String project) {
        return Map.of("project", project, "environment", environment.name());
    }

    /** Returns the name of the table that events are written to. */
    public TableName table() {
        return table.current();
    }

    /** Returns all events of the project, oldest first. */
    public List<LedgerEntry> entries() {
        return List.copyOf(entries);
    }

    /** Returns the ids of the project's runs, oldest first. */
    public List<String> runs() {
        return history().runs();
    }

    /** Returns the id of a run: the id itself if there is such a run, the newest for {@code last}. */
    public Optional<String> find(String wanted) {
        return history().find(wanted);
    }

    /** Returns the number of the next try of a run: 1 for a new run. */
    int nextAttempt(String runId) {
        return 1 + latest(runId).stream().mapToInt(LedgerEntry::attempt).max().orElse(0);
    }

    /** Returns the latest event of each item of a run, in the order in which the items began. */
    public List<LedgerEntry> latest(String runId) {
        return history().latest(runId);
    }

    /** Returns what the ledger tells now. */
    RunHistory history() {
        return new RunHistory(entries);
    }

    /** Returns the latest event of an item in a run, if it has one. */
    Optional<LedgerEntry> latest(String runId, StepKind step, String item) {
        return last(entry -> entry.runId().equals(runId)
                && entry.step().equals(step)
                && entry.item().equals(item));
    }

    /** Returns the newest completed event of an item, from any run. */
    Optional<LedgerEntry> lastComplete(StepKind step, String item) {
        return lastComplete(step, item, entry -> true);
    }

    /** Returns the newest completed event of an item that matches, from any run. */
    Optional<LedgerEntry> lastComplete(StepKind step, String item, Predicate<LedgerEntry> matches) {
        return last(entry ->
                entry.complete() && entry.step().equals(step) && entry.item().equals(item) && matches.test(entry));
    }

    /**
     * Returns the write number for content with that digest: the last number again if the last content was the same and was
     * not completed, or is there as it was written; else a greater one, under which it is written anew.
     *
     * @param stands whether what a completed event made is there as it was made
     */
    long number(String pipeline, StepKind step, String item, String digest, Predicate<LedgerEntry> stands) {
        Optional<LedgerEntry> last = last(entry -> entry.pipeline().equals(pipeline)
                && entry.step().equals(step)
                && entry.item().equals(item)
                && entry.state() != StepState.SKIPPED);
        return last.filter(entry -> entry.digest().equals(digest))
                .filter(entry -> !entry.complete() || stands.test(entry))
                .map(LedgerEntry::number)
                .orElseGet(() -> nextNumber(pipeline, step, item));
    }

    /** Returns a write number that is greater than any that the item had. */
    long nextNumber(String pipeline, StepKind step, String item) {
        long greatest = entries.stream()
                .filter(entry -> entry.pipeline().equals(pipeline)
                        && entry.step().equals(step)
                        && entry.item().equals(item))
                .mapToLong(LedgerEntry::number)
                .max()
                .orElse(0);
        return Math.max(greatest + 1, Instant.now().toEpochMilli());
    }

    /** Returns the application part of the write ids of an item: {@code project/environment/pipeline/step/item}. */
    String application(String pipeline, StepKind step, String item) {
        return String.join("/", project, lakehouse.environment().name(), pipeline, step.label(), item);
    }

    /** Takes events in; they are in the table after the next {@link #save}. */
    synchronized void record(List<LedgerEntry> events) {
        entries.addAll(events);
    }

    /**
     * Appends what was recorded since the last time, in one commit. Numbers must be saved before effects happen under
     * them; what became of the effects may wait for the next step, since a step that is lost with them runs again under
     * its number. May run on another thread, for whose end the next record waits. Safe to repeat after a lost reply: each
     * event has its own number of its writer.
     */
    synchronized void save() {
        if (begun <= saved) {
            begun = entries.size();
        }
        append(begun);
        append(entries.size());
    }

    /** Whatever became of an earlier try, the same events go under the same number. */
    private void append(int end) {
        if (saved == end) {
            return;
        }
        List<LedgerEntry> events = entries.subList(saved, end);
        begun = end;
        String runId = events.get(0).runId();
        long number = written + events.size();
        List<Row> rows = events.stream().map(this::row).toList();
        String application = String.join("/", project, lakehouse.environment().name(), "ledger", runId, writer);
        table.append(
                lakehouse.spark().createDataFrame(rows, SCHEMA), new Write(new WriteId(application, number), runId));
        written = number;
        saved = end;
    }

    private Optional<LedgerEntry> last(Predicate<LedgerEntry> matches) {
        for (int i = entries.size() - 1; i >= 0; i--) {
            if (matches.test(entries.get(i))) {
                return Optional.of(entries.get(i));
            }
        }
        return Optional.empty();
    }

    private static TableSpec spec(TableName table) {
        return TableSpec.builder(table, SCHEMA)
                .comment("What each run of each pipeline did, one row an event.")
                .owner("millrace")
                .build();
    }

    private Row row(LedgerEntry entry) {
        Row[] made = entry.made().stream()
                .map(m -> RowFactory.create(m.kind(), m.name(), m.detail(), m.look()))
                .toArray(Row[]::new);
        return RowFactory.create(
                entry.runId(),
                entry.attempt(),
                project,
                lakehouse.environment().name(),
                entry.pipeline(),
                entry.step().label(),
                entry.item(),
                entry.state().name(),
                Timestamp.from(entry.at()),
                entry.seconds(),
                entry.rowCount(),
                entry.digest(),
                entry.number(),
                CollectionConverters.asScala(entry.inputs()), // a remote session takes no map of Java
                CollectionConverters.asScala(entry.outputs()),
                made,
                entry.message());
    }
}
