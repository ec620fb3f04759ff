package io.millrace.training;

import io.millrace.config.ConfigReader;
import io.millrace.config.DataException;
import io.millrace.config.InvalidConfigException;
import io.millrace.config.Suggestions;
import io.millrace.definitions.FeatureColumn;
import io.millrace.models.InputColumn;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Which inputs of its training set a model takes; the others are helpers that other models, slices or people use.
 *
 * @param only the columns that it takes; empty for all
 * @param exclude the columns that it does not take; empty if {@code only} says it
 */
public record ModelInputs(List<String> only, List<String> exclude) {
    public ModelInputs {
        only = List.copyOf(only);
        exclude = List.copyOf(exclude);
        if (!only.isEmpty() && !exclude.isEmpty()) {
            throw new IllegalArgumentException("inputs and exclude are both given; keep one of them");
        }
        distinct("inputs", only);
        distinct("exclude", exclude);
    }

    private static void distinct(String key, List<String> columns) {
        HashSet<String> seen = new HashSet<>();
        columns.stream().filter(column -> !seen.add(column)).findFirst().ifPresent(column -> {
            throw new IllegalArgumentException(key + " names " + column + " twice");
        });
    }

    /** Returns all inputs of the training set. */
    public static ModelInputs all() {
        return new ModelInputs(List.of(), List.of());
    }

    /** Reads {@code inputs} and {@code exclude} of a model's section; problems stay with the reader. */
    static Optional<ModelInputs> from(ConfigReader model) {
        List<String> only = model.strings("inputs", List.of());
        List<String> exclude = model.strings("exclude", List.of());
        return model.build(() -> new ModelInputs(only, exclude));
    }

    /**
     * Returns the model's inputs, in the training set's order. Names and types alone decide: no row is read.
     *
     * @param model the model's name, for the errors
     * @param columns all inputs of the training set
     * @throws InvalidConfigException if a name is no input of the training set, or none is left; names all of them
     * @throws DataException if a column has a type that cannot be prepared; names all of them with their types
     */
    List<InputColumn> select(String model, List<FeatureColumn> columns) {
        List<String> names = columns.stream().map(FeatureColumn::name).toList();
        List<String> problems = new ArrayList<>();
        unknown(model, "inputs", only, names, problems);
        unknown(model, "exclude", exclude, names, problems);
        List<InputColumn> taken = columns.stream()
                .filter(column -> only.isEmpty() ? !exclude.contains(column.name()) : only.contains(column.name()))
                .map(column -> new InputColumn(column.name(), column.type()))
                .toList();
        if (problems.isEmpty() && taken.isEmpty()) {
            problems.add(
                    "models." + model + ".exclude: leaves no input; the training set has " + String.join(", ", names));
        }
        if (!problems.isEmpty()) {
            throw new InvalidConfigException(problems);
        }
        Preparation.obstacle(taken).ifPresent(obstacle -> {
            throw new DataException("models." + model + ": " + obstacle);
        });
        return taken;
    }

    private static void unknown(
            String model, String key, List<String> given, List<String> known, List<String> problems) {
        for (String name : given) {
            if (!known.contains(name)) {
                problems.add("models." + model + "." + key + ": names " + name
                        + ", which is no input of the training set; " + Suggestions.of(name, known));
            }
        }
    }
}
