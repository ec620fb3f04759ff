package io.millrace.pipelines;

import java.util.List;
import java.util.Objects;

/**
 * One step of a pipeline.
 *
 * @param kind what it does
 * @param only the items it works on (sources, views, models …, by kind); empty means all of the project
 * @param after kinds of step that must be finished first, besides those that stand before this kind in the main line
 */
public record Step(StepKind kind, List<String> only, List<StepKind> after) {
    /** Copies the lists. */
    public Step {
        Objects.requireNonNull(kind);
        only = List.copyOf(only);
        after = List.copyOf(after);
    }

    /** Returns the step over all items of the project. */
    public static Step of(StepKind kind) {
        return new Step(kind, List.of(), List.of());
    }

    /** Returns its name in project files and on the command line: the kind's label. */
    public String name() {
        return kind.label();
    }
}
