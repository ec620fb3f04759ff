package io.millrace.training;

import static java.util.Objects.requireNonNull;

import io.millrace.config.ConfigReader;
import io.millrace.config.Task;
import io.millrace.definitions.FeatureColumn;
import io.millrace.models.InputColumn;
import io.millrace.registry.Gates;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model as the project file declares it.
 *
 * @param name of the model, of its registered versions and of its tables
 * @param trainingSet the training set's name
 * @param task what is predicted
 * @param inputs which columns of it the model takes
 * @param split in time
 * @param estimator what is trained
 * @param preparation how columns become numbers
 * @param threshold how the threshold is found
 * @param slices columns whose values are evaluated one by one
 * @param gates what a version must reach to become the champion
 * @param score which rows the champion scores, if declared
 */
public record ModelDefinition(
        String name,
        String trainingSet,
        Task task,
        ModelInputs inputs,
        Split split,
        Estimator estimator,
        Preparation preparation,
        ThresholdRule threshold,
        List<String> slices,
        Gates gates,
        Optional<ScoreDefinition> score) {
    public ModelDefinition {
        requireNonNull(inputs, "inputs");
        requireNonNull(split, "split");
        requireNonNull(estimator, "estimator");
        requireNonNull(gates, "gates");
        slices = List.copyOf(slices);
        if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            throw new IllegalArgumentException(
                    "the model's name is '" + name + "'; must be letters, digits and _, not beginning with a digit");
        }
        if (!task.isBuilt()) {
            throw new IllegalArgumentException("the model's task " + task.refusal());
        }
        if (threshold instanceof ThresholdRule.Best && split.validateUntil().isEmpty()) {
            throw new IllegalArgumentException(
                    "threshold " + threshold.text() + " needs a validate part; add split.validate-until");
        }
    }

    /** Returns a builder of a binary classification with all inputs, the default preparation, no slices, no gates. */
    public static Builder builder(String name, String trainingSet, Split split, Estimator estimator) {
        return new Builder(name, trainingSet, split, estimator);
    }

    /** Reads the section {@code models.NAME}; problems stay with the reader. */
    public static Optional<ModelDefinition> from(String name, ConfigReader reader) {
        String trainingSet = reader.string("training-set");
        Task task = reader.choice("task", Task.class, Task.BINARY_CLASSIFICATION);
        if (!task.isBuilt()) {
            reader.problem("task", task.refusal(), "remove the line");
        }
        Optional<ModelInputs> inputs = ModelInputs.from(reader);
        Optional<Split> split = Split.from(reader.section("split"));
        Optional<? extends Estimator> estimator = Estimator.from(reader.section("estimator"));
        Optional<Preparation> preparation = reader.optionalSection("preparation")
                .map(Preparation::from)
                .orElse(Optional.of(Preparation.defaults()));
        ThresholdRule threshold = ThresholdRule.from(reader, split);
        List<String> slices = reader.strings("slices", List.of());
        Gates gates = reader.optionalSection("gates").map(Gates::from).orElse(Gates.none());
        Optional<ScoreDefinition> score = reader.optionalSection("score").flatMap(ScoreDefinition::from);
        if (!task.isBuilt() || inputs.isEmpty() || split.isEmpty() || estimator.isEmpty() || preparation.isEmpty()) {
            return Optional.empty();
        }
        return reader.build(() -> new ModelDefinition(
                name,
                trainingSet,
                task,
                inputs.get(),
                split.get(),
                estimator.get(),
                preparation.get(),
                threshold,
                slices,
                gates,
                score));
    }

    /**
     * Returns the columns of the model's signature, in the training set's order. Reads no row.
     *
     * @param columns all inputs of the training set
     * @throws io.millrace.config.InvalidConfigException if {@code inputs} or {@code exclude} names none of them, or
     *     nothing is left
     * @throws io.millrace.config.DataException if a column has a type that cannot be prepared; says how to mend it
     */
    public List<InputColumn> inputColumns(List<FeatureColumn> columns) {
        return inputs.select(name, columns);
    }

    /** Returns every setting that the model hangs on, defaults included, by its key below {@code models.NAME}. */
    public Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("training-set", trainingSet);
        parameters.put("inputs", String.join(",", inputs.only()));
        parameters.put("exclude", String.join(",", inputs.exclude()));
        parameters.put("split.train-until", split.trainUntil().toString());
        split.validateUntil().ifPresent(until -> parameters.put("split.validate-until", until.toString()));
        estimator.parameters().forEach((key, value) -> parameters.put("estimator." + key, value));
        preparation.parameters().forEach((key, value) -> parameters.put("preparation." + key, value));
        parameters.put("threshold", threshold.text());
        parameters.put("slices", String.join(",", slices));
        return parameters;
    }

    /** Returns a SHA-256 over {@link #parameters()}, in hexadecimal: two definitions with equal settings have the same. */
    public String digest() {
        StringBuilder text = new StringBuilder();
        parameters().entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(entry -> text.append(entry.getKey())
                .append('=')
                .append(entry.getValue())
                .append('\n'));
        return sha256(text.toString());
    }

    static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JVM has SHA-256", e);
        }
    }

    /** Builds a {@link ModelDefinition}. */
    public static final class Builder {
        private final String name;
        private final String trainingSet;
        private final Split split;
        private final Estimator estimator;
        private Task task = Task.BINARY_CLASSIFICATION;
        private ModelInputs inputs = ModelInputs.all();
        private Preparation preparation = Preparation.defaults();
        private ThresholdRule threshold;
        private List<String> slices = List.of();
        private Gates gates = Gates.none();
        private Optional<ScoreDefinition> score = Optional.empty();

        private Builder(String name, String trainingSet, Split split, Estimator estimator) {
            this.name = name;
            this.trainingSet = trainingSet;
            this.split = split;
            this.estimator = estimator;
            this.threshold = split.validateUntil().isPresent() ? ThresholdRule.Best.F1 : new ThresholdRule.Fixed(0.5);
        }

        /** Sets what is predicted. */
        public Builder task(Task value) {
            this.task = value;
            return this;
        }

        /** Sets which columns of the training set the model takes. */
        public Builder inputs(ModelInputs value) {
            this.inputs = value;
            return this;
        }

        /** Sets how columns become numbers. */
        public Builder preparation(Preparation value) {
            this.preparation = value;
            return this;
        }

        /** Sets how the threshold is found. */
        public Builder threshold(ThresholdRule rule) {
            this.threshold = rule;
            return this;
        }

        /** Sets the columns whose values are evaluated one by one. */
        public Builder slices(String... columns) {
            this.slices = List.of(columns);
            return this;
        }

        /** Sets what a version must reach to become the champion. */
        public Builder gates(Gates value) {
            this.gates = value;
            return this;
        }

        /** Sets which rows the champion scores. */
        public Builder score(ScoreDefinition value) {
            this.score = Optional.of(value);
            return this;
        }

        /**
         * Returns the checked definition.
         *
         * @throws IllegalArgumentException if the parts do not fit together
         */
        public ModelDefinition build() {
            return new ModelDefinition(
                    name, trainingSet, task, inputs, split, estimator, preparation, threshold, slices, gates, score);
        }
    }
}
