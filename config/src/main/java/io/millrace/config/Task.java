package io.millrace.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a model predicts. Its training, predictions, metrics and pages go by it. Only some tasks can be trained today; the
 * others have their names, and are refused with {@link #refusal()} wherever one is asked for.
 */
public enum Task {
    /** Whether a row is of the positive class: a label of 0 and 1, or false and true. */
    BINARY_CLASSIFICATION,
    /** Which of several classes a row is of. */
    MULTICLASS_CLASSIFICATION,
    /** A number. */
    REGRESSION,
    /** In which order the rows of a group stand. */
    RANKING,
    /** A vector that stands near those of like rows. */
    EMBEDDING;

    /** Returns the name in project files and in stored models: {@code binary-classification}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Returns the task of this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Task parse(String text) {
        return Arrays.stream(values())
                .filter(task -> task.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("task '" + text + "' is unknown"));
    }

    /** Returns whether models of this task can be trained, judged and scored. */
    public boolean isBuilt() {
        return this == BINARY_CLASSIFICATION;
    }

    /** Returns in one sentence that this task cannot be trained or scored yet, and what can. */
    public String refusal() {
        return "is " + text() + ", which this version of Millrace does not train, judge or score; must be "
                + Arrays.stream(values()).filter(Task::isBuilt).map(Task::text).collect(Collectors.joining(", "));
    }
}
