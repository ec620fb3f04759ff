package io.millrace.pipelines;

import io.millrace.lakehouse.DataException;
import io.millrace.lakehouse.Environment;
import io.millrace.lakehouse.Failures;
import io.millrace.lakehouse.LakehouseException;
import io.millrace.lakehouse.Layer;
import io.millrace.lakehouse.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The tables of the run ledger: {@code ops.run_ledger}, and where that cannot be read any more {@code ops.run_ledger_2}, and so
 * on. One that has lost a file is left as it is, and the next goes on in its place, so that no project waits for a file that may
 * never come back; if it does come back, what the table tells counts again.
 *
 * @param rows the rows of all tables that can be read
 * @param current the table that is written to; it need not exist
 * @param broken why the table before it cannot be read, if it is what {@code current} will replace
 */
record LedgerTables<R>(List<R> rows, TableName current, Optional<DataException> broken) {
    private static final String TABLE = "run_ledger";

    LedgerTables {
        rows = List.copyOf(rows);
    }

    /**
     * Reads the tables.
     *
     * @param reader gives a table's rows: none if there is no such table, empty if it cannot read tables at all
     * @return empty if the reader cannot read tables at all
     */
    static <R> Optional<LedgerTables<R>> read(Environment environment, Function<TableName, Optional<List<R>>> reader) {
        List<R> rows = new ArrayList<>();
        Optional<DataException> broken = Optional.empty();
        int newest = 1;
        // One more than the newest: of the one before all commits may be gone, so that there is no table.
        for (int generation = 1; generation <= newest + 1; generation++) {
            try {
                Optional<List<R>> found = reader.apply(table(environment, generation));
                if (found.isEmpty()) {
                    return Optional.empty();
                }
                if (!found.get().isEmpty()) {
                    rows.addAll(found.get());
                    newest = generation;
                    broken = Optional.empty();
                }
            } catch (Exception e) { // Spark throws checked exceptions that it does not declare
                broken = Optional.of(broken(e));
                newest = generation;
            }
        }
        return Optional.of(
                new LedgerTables<>(rows, table(environment, broken.isPresent() ? newest + 1 : newest), broken));
    }

    /** Returns the table that takes the place of {@code table}. */
    static TableName after(Environment environment, TableName table) {
        int generation = 1;
        while (!table(environment, generation).equals(table)) {
            generation++;
        }
        return table(environment, generation + 1);
    }

    private static TableName table(Environment environment, int generation) {
        return environment.table(Layer.OPS, generation == 1 ? TABLE : TABLE + "_" + generation);
    }

    /** A service that fails, or a bug, is no lost file. */
    private static DataException broken(Exception failure) {
        LakehouseException known =
                Failures.known("read the run ledger", failure).orElse(null);
        if (known instanceof DataException data) {
            return data;
        }
        if (known != null) {
            throw known;
        }
        throw failure instanceof RuntimeException bug ? bug : new IllegalStateException(failure);
    }
}
