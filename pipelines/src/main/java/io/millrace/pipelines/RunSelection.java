package io.millrace.pipelines;

import io.millrace.config.InvalidConfigException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which steps of a pipeline a run takes.
 *
 * @param from the first step, if not the pipeline's first
 * @param only the one step, perhaps with one item: {@code features:weather_now}
 * @param resume the run to go on with; {@code last} for the newest
 */
public record RunSelection(Optional<String> from, Optional<String> only, Optional<String> resume) {
    /** The word that stands for the newest run. */
    public static final String LAST = "last";

    /** Checks that not both {@code from} and {@code only} are given. */
    public RunSelection {
        if (from.isPresent() && only.isPresent()) {
            throw InvalidConfigException.of("--from and --only exclude each other; give one of them");
        }
    }

    /** Returns the selection of the whole pipeline in a new run. */
    public static RunSelection all() {
        return new RunSelection(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Returns the selection of one step, of one item or, if none is given, of all. */
    public static RunSelection only(StepKind step, Optional<String> item) {
        String only = step.label() + item.map(name -> ":" + name).orElse("");
        return new RunSelection(Optional.empty(), Optional.of(only), Optional.empty());
    }

    /** Returns the steps to run, in order. */
    List<Step> steps(Pipeline pipeline) {
        if (only.isPresent()) {
            String[] parts = only.get().split(":", 2);
            Step step = find(pipeline, parts[0], "--only");
            return List.of(parts.length == 1 ? step : new Step(step.kind(), List.of(parts[1]), step.after()));
        }
        if (from.isPresent()) {
            Step first = find(pipeline, from.get(), "--from");
            List<Step> steps = new ArrayList<>(pipeline.steps());
            return steps.subList(steps.indexOf(first), steps.size());
        }
        return pipeline.steps();
    }

    private static Step find(Pipeline pipeline, String name, String option) {
        return pipeline.steps().stream()
                .filter(step -> step.name().equals(name))
                .findFirst()
                .orElseThrow(() -> InvalidConfigException.of(option + " " + name + ": the pipeline " + pipeline.name()
                        + " has no such step; it has "
                        + pipeline.steps().stream().map(Step::name).collect(Collectors.joining(", "))));
    }
}
