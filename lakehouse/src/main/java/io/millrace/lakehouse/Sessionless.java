package io.millrace.lakehouse;

import io.millrace.config.DataException;
import io.millrace.config.TableName;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What can be told without a Spark session, which takes seconds to start: the rows of a small table of ours, what the log of a
 * table says, and whether SQL can be parsed. The classes that do it belong to the local catalog and are found at run time; where
 * they are not on the class path, nothing is told.
 */
public final class Sessionless {
    private static final Logger LOG = LoggerFactory.getLogger(Sessionless.class);
    private static final String ROWS = "io.millrace.localcatalog.StoredRows";
    private static final String COMMITS = "io.millrace.localcatalog.StoredCommits";
    private static final String FACTS = "io.millrace.localcatalog.StoredFacts";
    private static final String SYNTAX = "io.millrace.localcatalog.SqlSyntax";

    private Sessionless() {}

    /**
     * Returns all rows of the newest version of a table, in no order; none if there is no such table.
     *
     * @return empty if the table can only be read by a session: the backend is not local, or Delta's kernel is not there
     * @throws DataException if the table cannot be read, as when a commit is gone
     */
    static Optional<List<StoredRow>> rows(Environment environment, TableName table) {
        if (environment.backend() != Backend.LOCAL) {
            return Optional.empty();
        }
        try {
            @SuppressWarnings("unchecked") // the class says what it gives
            Optional<Function<List<String>, List<Map<String, Object>>>> reader =
                    made(ROWS).map(found -> (Function<List<String>, List<Map<String, Object>>>) found);
            return reader.map(read -> read.apply(place(environment, table)).stream()
                    .map(StoredRow::new)
                    .toList());
        } catch (NoClassDefFoundError absent) { // a Spark without Delta's kernel reads by its session
            return Optional.empty();
        } catch (RuntimeException e) {
            throw new Failures(environment).translated("read " + table, e);
        }
    }

    /**
     * Returns the newest commits of a table, newest first, under the names that DESCRIBE HISTORY has.
     *
     * @return empty if only a session can tell: the table is not a folder of the environment, or cannot be read
     */
    static Optional<List<StoredRow>> commits(Environment environment, TableName table, int limit) {
        @SuppressWarnings("unchecked") // the class says what it gives
        Optional<BiFunction<List<String>, Integer, List<Map<String, Object>>>> reader = local(
                        environment, table, COMMITS)
                .map(found -> (BiFunction<List<String>, Integer, List<Map<String, Object>>>) found);
        return reader.flatMap(read -> told(() -> read.apply(place(environment, table), limit)))
                .map(commits -> commits.stream().map(StoredRow::new).toList())
                .filter(commits -> !commits.isEmpty());
    }

    /**
     * Returns what a table is now, under the names that DESCRIBE DETAIL has.
     *
     * @return empty if only a session can tell: as {@link #commits}, or the newest writer has not noted it
     */
    static Optional<StoredRow> facts(Environment environment, TableName table) {
        @SuppressWarnings("unchecked") // the class says what it gives
        Optional<Function<List<String>, Map<String, Object>>> reader =
                local(environment, table, FACTS).map(found -> (Function<List<String>, Map<String, Object>>) found);
        return reader.flatMap(read -> told(() -> read.apply(place(environment, table))))
                .filter(facts -> !facts.isEmpty())
                .map(StoredRow::new);
    }

    private static Optional<Object> local(Environment environment, TableName table, String reader) {
        boolean ours = environment.backend() == Backend.LOCAL && table.catalog().equals(environment.catalog());
        return ours ? made(reader) : Optional.empty();
    }

    private static List<String> place(Environment environment, TableName table) {
        return List.of(environment.warehouse().toString(), table.catalog(), table.schema(), table.name());
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

    /** Returns what is wrong with the syntax of a SQL expression, with line and column; empty if nothing is. */
    public static Optional<String> problemOfExpression(String sql) {
        return problem("expression", sql);
    }

    /** Returns what is wrong with the syntax of a SQL query, with line and column; empty if nothing is. */
    public static Optional<String> problemOfQuery(String sql) {
        return problem("query", sql);
    }

    private static Optional<String> problem(String kind, String sql) {
        @SuppressWarnings("unchecked") // the class says what it takes
        Optional<BiConsumer<String, String>> parser = made(SYNTAX).map(found -> (BiConsumer<String, String>) found);
        try {
            parser.ifPresent(parse -> parse.accept(kind, sql));
            return Optional.empty();
        } catch (Exception e) { // Spark throws checked exceptions that it does not declare
            if (!Failures.isAnalysis(e)) {
                throw e;
            }
            return Optional.of(Failures.reason(e));
        }
    }

    private static Optional<Object> made(String name) {
        try {
            ClassLoader context = Thread.currentThread().getContextClassLoader();
            ClassLoader loader = context == null ? Sessionless.class.getClassLoader() : context;
            return Optional.of(
                    Class.forName(name, true, loader).getConstructor().newInstance());
        } catch (ClassNotFoundException absent) {
            return Optional.empty();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(name + " cannot be made", e);
        }
    }
}
