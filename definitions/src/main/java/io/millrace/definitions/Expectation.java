package io.millrace.definitions;

import com.typesafe.config.Config;
import io.millrace.config.ConfigReader;
import java.util.Optional;

/**
 * A rule that each row of a feature table should keep.
 *
 * @param name what the report calls the rule
 * @param rule SQL condition over the source's columns and the view's features; a row keeps it when the condition is
 *     true, so NULL breaks it
 * @param onFailure what happens to rows that break it
 */
public record Expectation(String name, String rule, OnFailure onFailure) {

    /** What happens when rows break an expectation. */
    public enum OnFailure {
        /** Nothing is written. */
        FAIL,
        /** The rows are left out and counted. */
        DROP,
        /** The rows are kept, counted and logged. */
        WARN
    }

    /** Checks the parts. */
    public Expectation {
        Checks.of("expectation " + name)
                .identifier("name", name)
                .sql("rule", rule)
                .enforce();
    }

    /**
     * Reads the section {@code feature-views.VIEW.expect.NAME}. Every key that is wrong becomes a problem of the reader, and the result is
     * empty.
     */
    public static Optional<Expectation> from(String name, ConfigReader reader) {
        return DefinitionReader.expectation(name, reader);
    }

    /** Returns the section {@code feature-views.VIEW.expect.NAME}; {@link #from} reads an equal definition from it. */
    public Config toConfig() {
        return DefinitionTree.config(DefinitionTree.expectation(this));
    }
}
