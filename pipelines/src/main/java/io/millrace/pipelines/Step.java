package io.millrace.pipelines;

import java.util.List;
import java.util.Objects;

/**
 * One step of a pipeline.
 *
 * @param name its name within the pipeline; the kind's label unless the project file gives another
 * @param kind what it does
 * @param only the items it works on (sources, views, models …, by kind); empty means all of the project
 * @param after names of steps that must be finished first, besides those that the kind needs anyway
 */
public record Step(String name, StepKind kind, List<String> only, List<String> after) {
    /** Copies the lists. */
    public Step {
        Objects.requireNonNull(name);
        Objects.requireNonNull(kind);
        only = List.copyOf(only);
        after = List.copyOf(after);
    }

    /** Returns the step of that kind over all items of the project. */
    public static Step of(StepKind kind) {
        return new Step(kind.label(), kind, List.of(), List.of());
    }
}
