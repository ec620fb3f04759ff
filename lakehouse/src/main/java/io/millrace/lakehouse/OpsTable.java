package io.millrace.lakehouse;

import io.millrace.config.DataException;
import io.millrace.config.LakehouseException;
import io.millrace.config.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A table of {@link Layer#OPS} that all projects append to: {@code ops.NAME}, and where that cannot be read any more
 * {@code ops.NAME_2}, and so on. One that has lost a file is told in the log and left as it is, and the next goes on in its
 * place, so that no project waits for a file that may never come back; if it does come back, what the table tells counts again.
 */
public final class OpsTable {
    private static final Logger LOG = LoggerFactory.getLogger(OpsTable.class);

    /** Each append leaves a file, and who looks at the table reads all of them. */
    private static final int APPENDS_TOGETHER = 128;

    private final Lakehouse lakehouse;
    private final String name;
    private final Function<TableName, TableSpec> spec;
    private final String loss;
    private final int appendsTogether;
    private int generation = 1;

    /**
     * Touches nothing.
     *
     * @param spec what a table of that name is to be
     * @param loss what follows for the user where rows are lost, as a clause
     */
    public OpsTable(Lakehouse lakehouse, String name, Function<TableName, TableSpec> spec, String loss) {
        this(lakehouse, name, spec, loss, APPENDS_TOGETHER);
    }

    OpsTable(Lakehouse lakehouse, String name, Function<TableName, TableSpec> spec, String loss, int appendsTogether) {
        this.lakehouse = lakehouse;
        this.name = name;
        this.spec = spec;
        this.loss = loss;
        this.appendsTogether = appendsTogether;
    }

    /** Returns the name of the table that is written to, as the last reading left it. */
    public TableName current() {
        return table(lakehouse.environment(), name, generation);
    }

    /**
     * Returns the rows of every table that can be read; nothing where there is none. Starts no job where the backend
     * tells without a session, else a small one each.
     *
     * @param wanted the texts that columns must hold, by column
     */
    public List<StoredRow> rows(Map<String, String> wanted) {
        Found found = find(
                        lakehouse.environment(),
                        name,
                        table -> Optional.of(
                                stored(lakehouse.backend(), table, wanted).orElseGet(() -> bySession(table, wanted))))
                .orElseThrow();
        generation = found.generation();
        found.broken().ifPresent(this::tellLost);
        return found.rows();
    }

    List<StoredRow> bySession(TableName table, Map<String, String> wanted) {
        Tables tables = lakehouse.tables();
        if (!tables.exists(table)) {
            return List.of();
        }
        Dataset<Row> rows = tables.read(table);
        for (Map.Entry<String, String> each : wanted.entrySet()) {
            rows = rows.where(Columns.named(each.getKey()).equalTo(each.getValue()));
        }
        return rows.collectAsList().stream().map(StoredRow::of).toList();
    }

    /**
     * Appends rows, and brings the files of many appends together once in a while. Read the table first: what is appended to one that
     * has lost a file is not found again.
     *
     * @throws DataException if the table cannot be written
     */
    public void append(Dataset<Row> rows, Write write) {
        WriteResult written = appended(rows, write);
        if ((written.version().version() + 1) % appendsTogether == 0) {
            compact(written.version().table());
        }
    }

    private WriteResult appended(Dataset<Row> rows, Write write) {
        try {
            return lakehouse.governed(spec.apply(current())).append(rows, write);
        } catch (DataException e) {
            if (lakehouse.tables().exists(current())) {
                throw e;
            }
            // Where all commits of the table are gone there is none, and its files are in the way of a new one.
            generation++;
            tellLost(e);
            return lakehouse.governed(spec.apply(current())).append(rows, write);
        }
    }

    /** Another process may be at it, and nothing hangs on it. */
    private void compact(TableName table) {
        try {
            lakehouse.tables().compact(table);
        } catch (RuntimeException e) { // whatever it is, the rows are written
            LOG.info("{} stays in many files, until the next time: {}", table, e.getMessage());
        }
    }

    private void tellLost(DataException broken) {
        LOG.warn(
                "the {} cannot be read any more and stays as it is; {} takes its place. {}, unless the lost file comes back: {}",
                title(name),
                current(),
                loss,
                broken.getMessage());
    }

    /**
     * Returns the rows that {@link #rows} would, read without a session.
     *
     * @return empty if it takes a session
     * @throws DataException if the newest table cannot be read
     */
    public static Optional<List<StoredRow>> stored(Environment environment, String name, Map<String, String> wanted) {
        Backend backend = Backend.of(environment);
        return find(environment, name, table -> stored(backend, table, wanted)).map(found -> {
            found.broken().ifPresent(broken -> {
                throw broken;
            });
            return found.rows();
        });
    }

    private static Optional<List<StoredRow>> stored(Backend backend, TableName table, Map<String, String> wanted) {
        try {
            return backend.storedTables().rows(table).map(rows -> rows.stream()
                    .filter(row -> wanted.entrySet().stream()
                            .allMatch(each -> row.text(each.getKey()).equals(each.getValue())))
                    .toList());
        } catch (RuntimeException e) {
            throw new Failures(backend).translated("read " + table, e);
        }
    }

    /**
     * What there is of a table.
     *
     * @param rows the rows of all tables that can be read
     * @param generation of the table that is written to, from 1; it need not exist
     * @param broken why the table before it cannot be read, if the next is to replace it
     */
    private record Found(List<StoredRow> rows, int generation, Optional<DataException> broken) {}

    /**
     * Reads the tables.
     *
     * @param reader gives a table's rows: none if there is no such table, empty if it cannot read tables at all
     * @return empty if the reader cannot read tables at all
     */
    private static Optional<Found> find(
            Environment environment, String name, Function<TableName, Optional<List<StoredRow>>> reader) {
        List<StoredRow> rows = new ArrayList<>();
        Optional<DataException> broken = Optional.empty();
        int newest = 1;
        // One more than the newest: of the one before all commits may be gone, so that there is no table.
        for (int generation = 1; generation <= newest + 1; generation++) {
            try {
                Optional<List<StoredRow>> found = reader.apply(table(environment, name, generation));
                if (found.isEmpty()) {
                    return Optional.empty();
                }
                if (!found.get().isEmpty()) {
                    rows.addAll(found.get());
                    newest = generation;
                    broken = Optional.empty();
                }
            } catch (Exception e) { // Spark throws checked exceptions that it does not declare
                broken = Optional.of(broken(name, e));
                newest = generation;
            }
        }
        return Optional.of(new Found(rows, broken.isPresent() ? newest + 1 : newest, broken));
    }

    private static TableName table(Environment environment, String name, int generation) {
        return environment.table(Layer.OPS, generation == 1 ? name : name + "_" + generation);
    }

    /** A service that fails, or a bug, is no lost file. */
    private static DataException broken(String name, Exception failure) {
        LakehouseException known =
                Failures.known("read the " + title(name), failure).orElse(null);
        if (known instanceof DataException data) {
            return data;
        }
        if (known != null) {
            throw known;
        }
        throw failure instanceof RuntimeException bug ? bug : new IllegalStateException(failure);
    }

    private static String title(String name) {
        return name.replace('_', ' ');
    }
}
