package io.millrace.pipelines;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The kinds of step of the main line, in the order in which data flows through them. */
public enum StepKind {
    /** Copies file and provider sources into raw tables. */
    INGEST,
    /** Materialises feature views into feature tables. */
    FEATURES,
    /** Joins spines with their lookups into training tables, and audits them for leakage. */
    TRAINING_SET,
    /** Fits the models. */
    TRAIN,
    /** Scores the held-out parts and draws the evaluation page. */
    EVALUATE,
    /** Writes the model folder and registers a model version. */
    REGISTER,
    /** Judges the new version by its gates and moves the alias {@code champion}. */
    PROMOTE,
    /** Scores rows with the champion into the inference table. */
    SCORE,
    /** Refreshes profile and drift metrics and the monitoring report. */
    MONITOR;

    /** Returns the name used in project files and on the command line: {@code training-set}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the kind with that {@link #label()}, if there is one. */
    public static Optional<StepKind> find(String label) {
        return Arrays.stream(values())
                .filter(kind -> kind.label().equals(label))
                .findFirst();
    }

    /** Returns all labels, separated by commas, for messages. */
    static String labels() {
        return Arrays.stream(values()).map(StepKind::label).collect(Collectors.joining(", "));
    }
}
