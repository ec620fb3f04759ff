package io.millrace.definitions;

import com.typesafe.config.Config;
import io.millrace.config.ConfigReader;
import io.millrace.config.Durations;
import io.millrace.metrics.AggregateFunction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Rolling-window features of one input: each function over each window is one feature.
 *
 * @param name first part of the features' names
 * @param input SQL expression over the source's columns; events for which it is NULL do not count
 * @param functions what to compute, in order
 * @param windows widths of the windows, in order; each positive
 * @param where SQL condition; other events do not count
 */
public record Aggregation(
        String name, String input, List<AggregateFunction> functions, List<Duration> windows, Optional<String> where) {

    /** Checks the parts. */
    public Aggregation {
        functions = List.copyOf(functions);
        windows = List.copyOf(windows);
        Checks checks = Checks.of("aggregation " + name)
                .identifier("name", name)
                .sql("input", input)
                .require(!functions.isEmpty(), "functions", "is empty", "name at least one, such as [avg, count]")
                .require(!windows.isEmpty(), "windows", "is empty", "name at least one, such as [1h, 7d]")
                .require(
                        functions.stream().distinct().count() == functions.size(),
                        "functions",
                        "repeats a function",
                        "keep one of them")
                .require(
                        windows.stream().distinct().count() == windows.size(),
                        "windows",
                        "repeats a width",
                        "keep one of them; 24h and 1d are the same");
        for (Duration window : windows) {
            checks.span("windows", window)
                    .require(!window.isZero(), "windows", "holds a width of 0", "use widths above 0");
        }
        where.ifPresent(condition -> checks.sql("where", condition));
        checks.enforce();
    }

    /** Returns a builder; the input is the column of the same name unless set. */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /**
     * Reads the section {@code feature-views.VIEW.aggregates.NAME}. Every key that is wrong becomes a problem of the reader, and the result is
     * empty.
     */
    public static Optional<Aggregation> from(String name, ConfigReader reader) {
        return DefinitionReader.aggregation(name, reader);
    }

    /** Returns the section {@code feature-views.VIEW.aggregates.NAME}; {@link #from} reads an equal definition from it. */
    public Config toConfig() {
        return DefinitionTree.config(DefinitionTree.aggregation(this));
    }

    /**
     * Returns the name of one feature, such as {@code arr_delay_avg_6h}. The width is written in the largest of the
     * units d, h, m, s, ms, us that divides it: 24 hours are {@code 1d}.
     */
    public String outputName(AggregateFunction function, Duration window) {
        return name + "_" + function.word() + "_" + Durations.text(window);
    }

    /** Returns the names of all features: for each function, each window. */
    public List<String> outputNames() {
        List<String> names = new ArrayList<>();
        for (AggregateFunction function : functions) {
            for (Duration window : windows) {
                names.add(outputName(function, window));
            }
        }
        return List.copyOf(names);
    }

    /** Returns what each feature is, in the order of {@link #outputNames()}. */
    List<FeatureOutput> outputs() {
        List<FeatureOutput> outputs = new ArrayList<>();
        String condition = where.map(sql -> " where " + sql).orElse("");
        for (AggregateFunction function : functions) {
            for (Duration window : windows) {
                outputs.add(new FeatureOutput(
                        outputName(function, window),
                        function.resultType(),
                        function.word() + " of " + input + condition + " over " + Durations.text(window)));
            }
        }
        return outputs;
    }

    /** Builds an {@link Aggregation}. */
    public static final class Builder {
        private final String name;
        private String input;
        private final List<AggregateFunction> functions = new ArrayList<>();
        private final List<Duration> windows = new ArrayList<>();
        private Optional<String> where = Optional.empty();

        private Builder(String name) {
            this.name = name;
            this.input = name;
        }

        /** Sets the SQL expression whose values are aggregated. */
        public Builder input(String expression) {
            this.input = expression;
            return this;
        }

        /** Adds functions. */
        public Builder functions(AggregateFunction... added) {
            functions.addAll(List.of(added));
            return this;
        }

        /** Adds window widths. */
        public Builder windows(Duration... added) {
            windows.addAll(List.of(added));
            return this;
        }

        /** Lets only events count for which the SQL condition is true. */
        public Builder where(String condition) {
            this.where = Optional.of(condition);
            return this;
        }

        /**
         * Returns the checked record.
         *
         * @throws IllegalArgumentException if a rule is broken; the message holds all of them
         */
        public Aggregation build() {
            return new Aggregation(name, input, functions, windows, where);
        }
    }
}
