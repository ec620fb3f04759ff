package io.millrace.pipelines;

import io.millrace.config.InvalidConfigException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which steps of a pipeline a run takes.
 *
 * @param from the first step, if not the pipeline's first
 * @param only the one step, perhaps with one item: {@code features:weather_now}
 * @param resume the run to go on with; {@code last} for the newest
 * @param run the id of a run that several processes share, new or not: each of them gives the same
 * @param item the one step of a shared run that this process does, or one item of it, {@code features:weather_now}; else it does
 *     what is open
 * @param attempt which try of a shared run this process belongs to, from 0, where a platform counts them; else the ledger counts
 */
public record RunSelection(
        Optional<String> from,
        Optional<String> only,
        Optional<String> resume,
        Optional<String> run,
        Optional<String> item,
        Optional<Integer> attempt) {
    /** The word that stands for the newest run. */
    public static final String LAST = "last";

    private static final Pattern RUN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:+=@-]{0,127}");

    /** Checks that the parts go together. */
    public RunSelection {
        if (from.isPresent() && only.isPresent()) {
            throw InvalidConfigException.of("--from and --only exclude each other; give one of them");
        }
        if (run.isPresent() && (from.isPresent() || only.isPresent() || resume.isPresent())) {
            throw InvalidConfigException.of(
                    "--run excludes --from, --only and --resume: the processes that share a run do"
                            + " all of it; leave them away, or name one item with --item STEP:ITEM");
        }
        if (item.isPresent() && run.isEmpty()) {
            throw InvalidConfigException.of(
                    "--item " + item.get() + " needs --run RUN, the same for every item of the run");
        }
        if (item.filter(text -> !text.matches("[^:]+(:.+)?")).isPresent()) {
            throw InvalidConfigException.of(
                    "--item " + item.get() + " is not STEP or STEP:ITEM, such as features:weather_now");
        }
        if (attempt.isPresent() && run.isEmpty()) {
            throw InvalidConfigException.of(
                    "--attempt " + attempt.get() + " needs --run RUN: it says which try of that run this is");
        }
        if (attempt.filter(count -> count < 0).isPresent()) {
            throw InvalidConfigException.of("--attempt " + attempt.get() + " is no number of a try; they count from 0");
        }
        if (run.filter(id -> id.equals(LAST) || !RUN.matcher(id).matches()).isPresent()) {
            throw InvalidConfigException.of("--run " + run.get()
                    + " is no id of a shared run; use letters, digits and . _ : + = @ -, at most 128, and not " + LAST);
        }
    }

    /** Creates a selection of a run that one process does. */
    public RunSelection(Optional<String> from, Optional<String> only, Optional<String> resume) {
        this(from, only, resume, Optional.empty(), Optional.empty(), Optional.empty());
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
            return List.of(one(pipeline, only.get(), "--only"));
        }
        if (item.isPresent()) {
            return List.of(one(pipeline, item.get(), "--item"));
        }
        if (from.isPresent()) {
            Step first = find(pipeline, from.get(), "--from");
            List<Step> steps = new ArrayList<>(pipeline.steps());
            return steps.subList(steps.indexOf(first), steps.size());
        }
        return pipeline.steps();
    }

    private static Step one(Pipeline pipeline, String selected, String option) {
        String[] parts = selected.split(":", 2);
        Step step = find(pipeline, parts[0], option);
        return parts.length == 1 ? step : new Step(step.kind(), List.of(parts[1]), step.after());
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
