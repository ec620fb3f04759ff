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
record StepResult(long rowCount, Map<String, String> outputs, List<Made> made) {
    /** The output that holds a table and its version; the ledger keeps it with the table's id, as a {@link TableState}. */
    static final String TABLE = "table";

    StepResult {
        outputs = Map.copyOf(outputs);
        made = List.copyOf(made);
    }

    /** Returns the result of a step whose whole work was one write. */
    static StepResult table(String kind, WriteResult result) {
        return new StepResult(
                result.rowCount(), Map.of(TABLE, result.version().toString()), List.of(tableMade(kind, result)));
    }

    /** Returns the version of the table that the step wrote, if it wrote one. */
    Optional<TableVersion> table() {
        return Optional.ofNullable(outputs.get(TABLE)).map(TableVersion::parse);
    }

    /** Returns this result with what the table holds in the place of its version. */
    StepResult holding(TableState state) {
        Map<String, String> all = new HashMap<>(outputs);
        all.put(TABLE, state.toString());
        return new StepResult(rowCount, all, made);
    }

    /** Returns a table for the list of things made. */
    static Made tableMade(String kind, WriteResult result) {
        String rows = String.format(Locale.ROOT, "%,d rows", result.rowCount());
        return new Made(
                kind,
                result.version().toString(),
                rows,
                "millrace sql \"SELECT * FROM " + result.version().table() + " LIMIT 10\"");
    }
}
