package io.millrace.models;

import static java.util.Objects.requireNonNull;

/**
 * A data set that a run read, as MLflow shows it.
 *
 * @param name the data set's name; at most 500 characters
 * @param digest what tells two versions apart; at most 36 characters
 * @param sourceType MLflow's kind of source, {@code delta_table} for ours
 * @param source where it is, as JSON
 * @param schema its columns, as JSON
 * @param profile its size, as JSON
 * @param context what it was for: {@code training}, {@code validation}, {@code test}
 */
public record DatasetInput(
        String name, String digest, String sourceType, String source, String schema, String profile, String context) {
    public DatasetInput {
        requireNonNull(sourceType, "sourceType");
        requireNonNull(source, "source");
        requireNonNull(schema, "schema");
        requireNonNull(profile, "profile");
        requireNonNull(context, "context");
        if (name.isBlank() || digest.isBlank()) {
            throw new IllegalArgumentException(
                    "A data set needs a name and a digest, got '" + name + "' '" + digest + "'");
        }
    }
}
