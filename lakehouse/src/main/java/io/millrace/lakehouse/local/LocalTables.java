package io.millrace.lakehouse.local;

import io.millrace.config.TableName;
import io.millrace.lakehouse.Sessionless;
import io.millrace.lakehouse.StoredRow;
import io.millrace.lakehouse.StoredTables;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells from the files of the warehouse, by classes of the local catalog that are found at run time. */
final class LocalTables implements StoredTables {
    private static final Logger LOG = LoggerFactory.getLogger(LocalTables.class);
    private static final String ROWS = "io.millrace.localcatalog.StoredRows";
    private static final String COMMITS = "io.millrace.localcatalog.StoredCommits";
    private static final String FACTS = "io.millrace.localcatalog.StoredFacts";

    private final Path warehouse;
    private final String catalog;

    LocalTables(Path warehouse, String catalog) {
        this.warehouse = warehouse;
        this.catalog = catalog;
    }

    @Override
    public Optional<List<StoredRow>> rows(TableName table) {
        try {
            @SuppressWarnings("unchecked") // the class says what it gives
            Optional<Function<List<String>, List<Map<String, Object>>>> reader =
                    Sessionless.made(ROWS).map(found -> (Function<List<String>, List<Map<String, Object>>>) found);
            return reader.map(
                    read -> read.apply(place(table)).stream().map(StoredRow::of).toList());
        } catch (NoClassDefFoundError absent) { // a Spark without Delta's kernel reads by its session
            return Optional.empty();
        }
    }

    @Override
    public Optional<List<StoredRow>> commits(TableName table, int limit) {
        @SuppressWarnings("unchecked") // the class says what it gives
        Optional<BiFunction<List<String>, Integer, List<Map<String, Object>>>> reader =
                ours(table, COMMITS).map(found -> (BiFunction<List<String>, Integer, List<Map<String, Object>>>) found);
        return reader.flatMap(read -> told(() -> read.apply(place(table), limit)))
                .map(commits -> commits.stream().map(StoredRow::of).toList())
                .filter(commits -> !commits.isEmpty());
    }

    @Override
    public Optional<StoredRow> facts(TableName table) {
        @SuppressWarnings("unchecked") // the class says what it gives
        Optional<Function<List<String>, Map<String, Object>>> reader =
                ours(table, FACTS).map(found -> (Function<List<String>, Map<String, Object>>) found);
        return reader.flatMap(read -> told(() -> read.apply(place(table))))
                .filter(facts -> !facts.isEmpty())
                .map(StoredRow::of);
    }

    private Optional<Object> ours(TableName table, String reader) {
        return table.catalog().equals(catalog) ? Sessionless.made(reader) : Optional.empty();
    }

    private List<String> place(TableName table) {
        return List.of(warehouse.toString(), table.catalog(), table.schema(), table.name());
    }

    /** A session tells in its own words what is wrong with a log that cannot be read. */
    private static <T> Optional<T> told(Supplier<T> read) {
        try {
            return Optional.of(read.get());
        } catch (UncheckedIOException unreadable) {
            LOG.debug("left to the session: {}", unreadable.getMessage());
            return Optional.empty();
        }
    }
}
