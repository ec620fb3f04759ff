package io.millrace.definitions;

import com.typesafe.config.Config;
import io.millrace.config.ConfigReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The rows that features are looked up for: which entity, at what time, with which label.
 *
 * @param source name of the source
 * @param entity key columns
 * @param timestamp column with the instant of the prediction
 * @param label column that is to be predicted; absent for a spine that is only scored
 * @param labelTime column with the instant at which the label is known
 * @param features columns of the spine that are inputs of the model themselves
 * @param columns further columns that are carried along and are no inputs
 * @param where SQL condition that the source's rows must meet
 */
public record Spine(
        String source,
        List<String> entity,
        String timestamp,
        Optional<String> label,
        Optional<String> labelTime,
        List<String> features,
        List<String> columns,
        Optional<String> where) {

    /** Checks the parts against each other. */
    public Spine {
        entity = List.copyOf(entity);
        features = List.copyOf(features);
        columns = List.copyOf(columns);
        Checks checks = Checks.of("spine")
                .require(!source.isBlank(), "source", "is empty", "name a source")
                .columns("entity", entity)
                .require(!entity.isEmpty(), "entity", "is empty", "name the key columns")
                .column("timestamp", timestamp)
                .columns("features", features)
                .columns("columns", columns)
                .require(
                        !names(features, timestamp),
                        "features",
                        "holds the timestamp '" + timestamp + "'",
                        "use a function of it, such as functions { hour = \"hour(" + timestamp + ")\" }")
                .require(
                        labelTime.isEmpty() || label.isPresent(),
                        "label-time",
                        "has no label",
                        "declare label, or remove it")
                .require(
                        !names(entity, timestamp),
                        "timestamp",
                        "'" + timestamp + "' is also a key",
                        "remove it from entity");
        if (label.isPresent()) {
            checks.column("label", label.get())
                    .require(
                            !names(features, label.get()),
                            "features",
                            "holds the label '" + label.get() + "'",
                            "remove it")
                    .require(
                            !names(entity, label.get()),
                            "entity",
                            "holds the label '" + label.get() + "'",
                            "remove it");
        }
        if (labelTime.isPresent()) {
            checks.column("label-time", labelTime.get())
                    .require(
                            !names(features, labelTime.get()),
                            "features",
                            "holds the label-time '" + labelTime.get() + "'",
                            "remove it");
        }
        where.ifPresent(condition -> checks.sql("where", condition));
        checks.enforce();
    }

    /** Returns a builder. */
    public static Builder builder(String source) {
        return new Builder(source);
    }

    /**
     * Reads the section {@code training-sets.NAME.spine}. Every key that is wrong becomes a problem of the reader, and the result is
     * empty.
     */
    public static Optional<Spine> from(ConfigReader reader) {
        return DefinitionReader.spine(reader);
    }

    /** Returns the section {@code training-sets.NAME.spine}; {@link #from} reads an equal definition from it. */
    public Config toConfig() {
        return DefinitionTree.config(DefinitionTree.spine(this));
    }

    /** Returns all columns of the spine that the training set keeps, each once: keys, time, label, inputs, the rest. */
    public List<String> keptColumns() {
        return Stream.of(
                        entity.stream(),
                        Stream.of(timestamp),
                        label.stream(),
                        labelTime.stream(),
                        features.stream(),
                        columns.stream())
                .flatMap(stream -> stream)
                .distinct()
                .toList();
    }

    private static boolean names(List<String> columns, String column) {
        return columns.stream().anyMatch(other -> Checks.lower(other).equals(Checks.lower(column)));
    }

    /** Builds a {@link Spine}. */
    public static final class Builder {
        private final String source;
        private final List<String> entity = new ArrayList<>();
        private String timestamp = "";
        private Optional<String> label = Optional.empty();
        private Optional<String> labelTime = Optional.empty();
        private final List<String> features = new ArrayList<>();
        private final List<String> columns = new ArrayList<>();
        private Optional<String> where = Optional.empty();

        private Builder(String source) {
            this.source = source;
        }

        /** Adds key columns. */
        public Builder entity(String... names) {
            entity.addAll(List.of(names));
            return this;
        }

        /** Sets the column with the instant of the prediction. */
        public Builder timestamp(String column) {
            this.timestamp = column;
            return this;
        }

        /** Sets the column that is to be predicted. */
        public Builder label(String column) {
            this.label = Optional.of(column);
            return this;
        }

        /** Sets the column with the instant at which the label is known. */
        public Builder labelTime(String column) {
            this.labelTime = Optional.of(column);
            return this;
        }

        /** Adds columns of the spine that are inputs of the model. */
        public Builder features(String... names) {
            features.addAll(List.of(names));
            return this;
        }

        /** Adds columns that are carried along. */
        public Builder columns(String... names) {
            columns.addAll(List.of(names));
            return this;
        }

        /** Takes only source rows for which the SQL condition is true. */
        public Builder where(String condition) {
            this.where = Optional.of(condition);
            return this;
        }

        /**
         * Returns the checked record.
         *
         * @throws IllegalArgumentException if a rule is broken; the message holds all of them
         */
        public Spine build() {
            return new Spine(source, entity, timestamp, label, labelTime, features, columns, where);
        }
    }
}
