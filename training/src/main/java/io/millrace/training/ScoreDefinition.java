package io.millrace.training;

import io.millrace.config.ConfigReader;
import java.util.Optional;

/**
 * Which rows a model's champion scores.
 *
 * @param source name of the source of the rows; the source of the training set's spine unless told
 * @param where SQL condition that they must meet
 */
public record ScoreDefinition(Optional<String> source, Optional<String> where) {
    /** Reads {@code score { source, where }}; problems stay with the reader. */
    public static Optional<ScoreDefinition> from(ConfigReader reader) {
        Optional<String> source = reader.optionalString("source");
        Optional<String> where = reader.optionalString("where");
        return reader.build(() -> new ScoreDefinition(source, where));
    }
}
