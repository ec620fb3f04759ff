package io.millrace.models;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/**
 * One input of a model: a column by name, with the Spark SQL type that the model was trained on.
 *
 * @param name the column's name, exact case
 * @param type the type as Spark writes it in SQL, for example {@code double}, {@code bigint}, {@code string}
 */
public record InputColumn(String name, String type) implements Serializable {
    public InputColumn {
        requireNonNull(type, "type");
        if (name.isBlank() || type.isBlank()) {
            throw new IllegalArgumentException(
                    "An input column needs a name and a type, got '" + name + "' '" + type + "'");
        }
    }
}
