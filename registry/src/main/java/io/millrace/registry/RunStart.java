package io.millrace.registry;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is known of a run as it starts.
 *
 * @param name the run's name for people
 * @param user who runs it
 * @param source what runs it: a main class, a project file
 * @param startTime when it started
 * @param tags further tags; MLflow's own ({@code mlflow.runName}, {@code mlflow.user}, {@code mlflow.source.name}) are
 *     set from the other components
 */
public record RunStart(String name, String user, String source, Instant startTime, Map<String, String> tags) {
    public RunStart {
        requireNonNull(user, "user");
        requireNonNull(source, "source");
        requireNonNull(startTime, "startTime");
        if (name.isBlank()) {
            throw new IllegalArgumentException("A run needs a name");
        }
        tags = Map.copyOf(tags);
    }

    /** Starts a builder for a run of this name that starts at this time, by the JVM's user. */
    public static Builder builder(String name, Instant startTime) {
        return new Builder(name, startTime);
    }

    /** Collects the optional parts of a {@link RunStart}. */
    public static final class Builder {
        private final String name;
        private final Instant startTime;
        private final Map<String, String> tags = new LinkedHashMap<>();
        private String user = System.getProperty("user.name", "unknown");
        private String source = "millrace";

        private Builder(String name, Instant startTime) {
            this.name = name;
            this.startTime = startTime;
        }

        /** Sets who runs it. */
        public Builder user(String value) {
            user = value;
            return this;
        }

        /** Sets what runs it. */
        public Builder source(String value) {
            source = value;
            return this;
        }

        /** Adds a tag. */
        public Builder tag(String key, String value) {
            tags.put(key, value);
            return this;
        }

        /** Adds tags. */
        public Builder tags(Map<String, String> values) {
            tags.putAll(values);
            return this;
        }

        /** Returns the checked record. */
        public RunStart build() {
            return new RunStart(name, user, source, startTime, tags);
        }
    }
}
