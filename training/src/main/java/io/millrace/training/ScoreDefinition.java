package io.millrace.training;

import io.millrace.lakehouse.ConfigReader;
import java.util.Optional;

/**
 * Which rows a model's champion scores.
 *
 * @param source name of the source of the rows
 * @param where SQL condition that they must meet
 */
public record ScoreDefinition(String source, Optional<String> where) {
    /** Reads {@code score { source, where }}; problems stay with the reader. */
    public static Optional<ScoreDefinition> from(ConfigReader reader) {
        String source = reader.string("source");
        Optional<String> where = reader.optionalString("where");
        return reader.build(() -> new ScoreDefinition(source, where));
    }
}
