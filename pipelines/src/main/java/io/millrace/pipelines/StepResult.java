package io.millrace.pipelines;

import io.millrace.config.TableVersion;
import io.millrace.lakehouse.TableState;
import io.millrace.lakehouse.WriteResult;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a step made of one item.
 *
 * @param rowCount rows written; 0 where rows do not apply
 * @param outputs versions and names that later steps ask the ledger for
 * @param made the same for people
 */
public record StepResult(long rowCount, Map<String, String> outputs, List<Made> made) {
    /** The table that was written, at its version; the ledger keeps it with the table's id, as a {@link TableState}. */
    private static final Output<TableVersion> TABLE =
            Output.of(LedgerEntry.TABLE.name(), TableVersion::toString, TableVersion::parse);

    /** Copies the collections. */
    public StepResult {
        outputs = Map.copyOf(outputs);
        made = List.copyOf(made);
    }

    /** Returns the result of a step that wrote no rows. */
    public static StepResult of(Made... made) {
        return new StepResult(0, Map.of(), List.of(made));
    }

    /** Returns the result of a step whose whole work was one write. */
    public static StepResult table(String kind, WriteResult result) {
        return of(tableMade(kind, result)).writing(result.version()).counting(result.rowCount());
    }

    /** Returns this result with one output more. */
    public <T> StepResult with(Output<T> output, T value) {
        Map<String, String> all = new HashMap<>(outputs);
        all.put(output.name(), output.written(value));
        return new StepResult(rowCount, all, made);
    }

    /** Returns this result with the table that was written: the step is skipped only while the table holds that. */
    public StepResult writing(TableVersion table) {
        return with(TABLE, table);
    }

    /** Returns this result with the number of rows written. */
    public StepResult counting(long rows) {
        return new StepResult(rows, outputs, made);
    }

    /** Returns the version of the table that the step wrote, if it wrote one. */
    Optional<TableVersion> table() {
        return Optional.ofNullable(outputs.get(TABLE.name())).map(TABLE::read);
    }

    /** Returns a table for the list of things made. */
    public static Made tableMade(String kind, WriteResult result) {
        String rows = String.format(Locale.ROOT, "%,d rows", result.rowCount());
        return new Made(
                kind,
                result.version().toString(),
                rows,
                "millrace sql \"SELECT * FROM " + result.version().table() + " LIMIT 10\"");
    }
}
