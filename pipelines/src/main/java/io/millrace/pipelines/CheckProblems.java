package io.millrace.pipelines;

import static org.apache.spark.sql.functions.expr;

import io.millrace.config.BackendException;
import io.millrace.config.ConfigReader;
import io.millrace.config.DataException;
import io.millrace.config.InvalidConfigException;
import io.millrace.config.LakehouseException;
import io.millrace.config.SqlName;
import io.millrace.lakehouse.Failures;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Tries what a run would do, and keeps what goes wrong at the place in the project file that it comes from. */
final class CheckProblems {
    /** How the features module tells of a function of a training set. */
    private static final Pattern FUNCTION = Pattern.compile(".*\\bfunctions\\.(\\w+) = (.*)");

    private final Project project;
    private final ConfigReader reader;
    private int count;
    private boolean ofData;

    CheckProblems(Project project) {
        this.project = project;
        this.reader = ConfigReader.of(project.config());
    }

    ConfigReader section(String kind, String name) {
        return reader.section(kind).section(name);
    }

    /** Returns what the work gives; empty, with a problem at the key, if it fails for what a user or his data did. */
    <T> Optional<T> attempt(ConfigReader section, String key, Callable<T> work) {
        return attempt(section, key, work, () -> {});
    }

    /**
     * As {@link #attempt(ConfigReader, String, Callable)}, with a problem at the key only if {@code parts}, which tries the parts
     * of the work, finds none.
     */
    <T> Optional<T> attempt(ConfigReader section, String key, Callable<T> work, Runnable parts) {
        try {
            return Optional.of(work.call());
        } catch (BackendException e) {
            throw e;
        } catch (Exception e) { // Spark throws checked exceptions that it does not declare
            int before = count;
            parts.run();
            if (count == before) {
                record(section, key, e);
            }
            return Optional.empty();
        }
    }

    /** Tries expressions, each by itself. */
    void expressions(ConfigReader section, String key, Collection<String> expressions, Dataset<Row> rows) {
        for (String sql : expressions) {
            attempt(section, key, () -> rows.select(expr(sql)).schema());
        }
    }

    /** Tries a condition. */
    void condition(ConfigReader section, String key, Optional<String> condition, Dataset<Row> rows) {
        condition.ifPresent(
                sql -> attempt(section, key, () -> rows.where(expr(sql)).schema()));
    }

    /** Tries whether columns are there. */
    void columns(ConfigReader section, String key, Collection<String> names, Dataset<Row> rows) {
        expressions(section, key, names.stream().map(SqlName::quoted).toList(), rows);
    }

    /**
     * Ends the checks.
     *
     * @throws InvalidConfigException with every problem found, if definitions alone are wrong
     * @throws DataException with every problem found, if definitions and data do not go together
     */
    void finish() {
        project.config().root().keySet().forEach(reader::accept);
        try {
            reader.finish();
        } catch (InvalidConfigException e) {
            throw ofData ? new DataException(String.valueOf(e.getMessage())) : e;
        }
    }

    private void record(ConfigReader section, String key, Exception failure) {
        LakehouseException known = Failures.known(failure)
                .orElseThrow(() -> failure instanceof RuntimeException bug ? bug : new IllegalStateException(failure));
        if (known instanceof BackendException) {
            throw known;
        }
        ofData |= !(failure instanceof InvalidConfigException);
        count++;
        String.valueOf(known.getMessage()).lines().map(String::strip).forEach(line -> record(section, key, line));
    }

    private static void record(ConfigReader section, String key, String line) {
        Matcher function = FUNCTION.matcher(line);
        if (function.matches()) {
            problem(section.section("functions"), function.group(1), function.group(2));
        } else {
            problem(section, key, line);
        }
    }

    private static void problem(ConfigReader section, String key, String message) {
        String own = message.startsWith(section.path() + ": ")
                ? message.substring(section.path().length() + 2)
                : message;
        int remedy = own.lastIndexOf("; ");
        section.problem(
                key,
                remedy < 0 ? own : own.substring(0, remedy),
                remedy < 0 ? "mend the definition or the data" : own.substring(remedy + 2));
    }
}
