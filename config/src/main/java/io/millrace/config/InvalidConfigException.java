package io.millrace.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Thrown when a configuration cannot be used; carries every problem that was found, each with its place and remedy. */
public final class InvalidConfigException extends LakehouseException {

    private final List<String> problems;

    /**
     * Creates the exception of {@code problems}; its message is the problems, one a line.
     *
     * @throws IllegalArgumentException if {@code problems} is empty
     */
    public InvalidConfigException(List<String> problems) {
        this(problems, null);
    }

    private InvalidConfigException(List<String> problems, @Nullable Throwable cause) {
        super(String.join("\n", problems), cause);
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("an invalid configuration needs at least one problem");
        }
        this.problems = List.copyOf(problems);
    }

    /** Returns the exception of one problem. */
    public static InvalidConfigException of(String problem) {
        return new InvalidConfigException(List.of(problem));
    }

    /** Returns the exception of one problem, with its cause. */
    public static InvalidConfigException of(String problem, Throwable cause) {
        return new InvalidConfigException(List.of(problem), cause);
    }

    /** Returns the problems, in the order of the files and lines they stand in. Never empty. */
    public List<String> problems() {
        return problems;
    }
}
