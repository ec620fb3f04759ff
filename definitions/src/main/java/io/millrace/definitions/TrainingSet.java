package io.millrace.definitions;

import com.typesafe.config.Config;
import io.millrace.config.ConfigReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A spine, the features looked up for it, and on-demand functions of the joined row.
 *
 * @param name name of the training set and of its table
 * @param spine the rows
 * @param lookups the features, in order
 * @param functions feature name to SQL expression over the spine's columns and the looked-up features, in order; they do
 *     not see each other
 * @param leakageWaivers features whose findings in the leakage audit are known and accepted
 */
public record TrainingSet(
        String name,
        Spine spine,
        List<FeatureLookup> lookups,
        Map<String, String> functions,
        List<String> leakageWaivers) {

    /** Checks the parts against each other. */
    public TrainingSet {
        lookups = List.copyOf(lookups);
        functions = Checks.ordered(functions);
        leakageWaivers = List.copyOf(leakageWaivers);
        Checks checks = Checks.of("training-sets." + name)
                .identifier("name", name)
                .distinct("waive-leakage", leakageWaivers)
                .require(
                        !lookups.isEmpty()
                                || !functions.isEmpty()
                                || !spine.features().isEmpty(),
                        "lookups",
                        "functions and spine.features are all empty",
                        "a training set needs at least one feature");
        List<String> outputs = new ArrayList<>(spine.keptColumns());
        outputs.addAll(functions.keySet());
        checks.distinct("functions", outputs);
        functions.forEach((function, expression) ->
                checks.identifier("functions." + function, function).sql("functions." + function, expression));
        checks.enforce();
    }

    /** Returns a builder. */
    public static Builder builder(String name, Spine spine) {
        return new Builder(name, spine);
    }

    /**
     * Reads the section {@code training-sets.NAME}. Every key that is wrong becomes a problem of the reader, and the result is
     * empty.
     */
    public static Optional<TrainingSet> from(String name, ConfigReader reader) {
        return DefinitionReader.trainingSet(name, reader);
    }

    /** Returns the section {@code training-sets.NAME}; {@link #from} reads an equal definition from it. */
    public Config toConfig() {
        return DefinitionTree.config(DefinitionTree.trainingSet(this));
    }

    /** Returns the SHA-256 of the definition, in hexadecimal digits: equal definitions have equal digests. */
    public String digest() {
        return DefinitionTree.digest(DefinitionTree.trainingSet(this).toString());
    }

    /** Builds a {@link TrainingSet}. */
    public static final class Builder {
        private final String name;
        private final Spine spine;
        private final List<FeatureLookup> lookups = new ArrayList<>();
        private final Map<String, String> functions = new LinkedHashMap<>();
        private final List<String> leakageWaivers = new ArrayList<>();

        private Builder(String name, Spine spine) {
            this.name = name;
            this.spine = spine;
        }

        /** Adds lookups. */
        public Builder lookups(FeatureLookup... added) {
            lookups.addAll(List.of(added));
            return this;
        }

        /** Adds an on-demand feature. */
        public Builder function(String featureName, String expression) {
            functions.put(featureName, expression);
            return this;
        }

        /** Accepts what the leakage audit finds about these features. */
        public Builder waiveLeakage(String... features) {
            leakageWaivers.addAll(List.of(features));
            return this;
        }

        /**
         * Returns the checked record.
         *
         * @throws IllegalArgumentException if a rule is broken; the message holds all of them
         */
        public TrainingSet build() {
            return new TrainingSet(name, spine, lookups, functions, leakageWaivers);
        }
    }
}
