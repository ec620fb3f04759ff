package io.millrace.lakehouse;

import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * What can be told without a Spark session, which takes seconds to start, on any backend: whether SQL can be parsed. The class
 * that does it is found at run time; where it is not on the class path, nothing is told.
 */
public final class Sessionless {
    private static final String SYNTAX = "io.millrace.localcatalog.SqlSyntax";

    private Sessionless() {}

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

    /** Returns a new object of a class of that name that works without a session; empty if it is not on the class path. */
    public static Optional<Object> made(String name) {
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
