package io.millrace.lakehouse;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * What can be told without a Spark session, which takes seconds to start: the rows of a small table of ours, and whether SQL
 * can be parsed. The classes that do it belong to the local catalog and are found at run time; where they are not on the
 * class path, nothing is told.
 */
public final class Sessionless {
    private static final String ROWS = "io.millrace.localcatalog.StoredRows";
    private static final String SYNTAX = "io.millrace.localcatalog.SqlSyntax";

    private Sessionless() {}

    /**
     * Returns all rows of the newest version of a table, in no order; none if there is no such table.
     *
     * @return empty if the table can only be read by a session: the backend is not local, or Delta's kernel is not there
     * @throws DataException if the table cannot be read, as when a commit is gone
     */
    public static Optional<List<StoredRow>> rows(Environment environment, TableName table) {
        if (environment.backend() != Backend.LOCAL) {
            return Optional.empty();
        }
        List<String> place = List.of(environment.warehouse().toString(), table.catalog(), table.schema(), table.name());
        try {
            @SuppressWarnings("unchecked") // the class says what it gives
            Optional<Function<List<String>, List<Map<String, Object>>>> reader =
                    made(ROWS).map(found -> (Function<List<String>, List<Map<String, Object>>>) found);
            return reader.map(
                    read -> read.apply(place).stream().map(StoredRow::new).toList());
        } catch (NoClassDefFoundError absent) { // a Spark without Delta's kernel reads by its session
            return Optional.empty();
        } catch (RuntimeException e) {
            throw new Failures(environment).translated("read " + table, e);
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
