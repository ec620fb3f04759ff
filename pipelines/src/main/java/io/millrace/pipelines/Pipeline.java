package io.millrace.pipelines;

import io.millrace.config.ConfigReader;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A named list of steps in the order in which they run.
 *
 * <p>The order is that of the main line ({@link StepKind}), with the {@code after} of each step honoured; the order in
 * the project file does not matter. A pipeline that trains also builds the training set first, said or not.
 *
 * @param name its name in the project file
 * @param steps the steps, each after all that it needs
 * @param schedule when it runs, if it runs by itself
 */
public record Pipeline(String name, List<Step> steps, Optional<Schedule> schedule) {
    /** Copies the list. */
    public Pipeline {
        steps = List.copyOf(steps);
    }

    /** Returns the pipeline of a project file that declares none: every step of the main line. */
    public static Pipeline mainLine() {
        List<Step> steps = StepKind.mainLine().stream().map(Step::of).toList();
        return new Pipeline("main", steps, Optional.empty());
    }

    /** Reads {@code pipelines.<name>}; empty if the reader has recorded problems. */
    static Optional<Pipeline> from(String name, ConfigReader reader) {
        Optional<ConfigReader> only = reader.optionalSection("only");
        Optional<ConfigReader> after = reader.optionalSection("after");
        Set<StepKind> kinds = kinds(reader, "steps", reader.strings("steps"));
        List.copyOf(kinds).forEach(kind -> kinds.addAll(kind.with()));
        List<Step> steps = new ArrayList<>();
        for (StepKind kind : kinds) {
            String label = kind.label();
            List<String> items =
                    only.map(section -> section.strings(label, List.of())).orElse(List.of());
            Set<StepKind> waitsFor = after.map(section -> kinds(section, label, section.strings(label, List.of())))
                    .orElse(new TreeSet<>());
            for (StepKind other : waitsFor) {
                if (!kinds.contains(other)) {
                    after.orElseThrow()
                            .problem(
                                    label,
                                    "names " + other.label() + ", which is not among the steps",
                                    "add it to steps or take it out");
                }
            }
            steps.add(new Step(kind, items, List.copyOf(waitsFor)));
        }
        Optional<Schedule> schedule = reader.optionalSection("schedule").flatMap(Pipeline::scheduleFrom);
        return reader.build(() -> new Pipeline(name, ordered(steps), schedule));
    }

    private static Set<StepKind> kinds(ConfigReader reader, String key, List<String> labels) {
        Set<StepKind> kinds = new TreeSet<>();
        for (String label : labels) {
            StepKind.find(label)
                    .ifPresentOrElse(
                            kinds::add,
                            () -> reader.problem(
                                    key,
                                    "has the step " + label + ", which does not exist",
                                    "use some of " + StepKind.labels()));
        }
        return kinds;
    }

    private static Optional<Schedule> scheduleFrom(ConfigReader reader) {
        String cron = reader.string("cron");
        String zone = reader.string("zone", "UTC");
        try {
            ZoneId id = ZoneId.of(zone);
            return reader.build(() -> new Schedule(cron, id));
        } catch (DateTimeException e) {
            reader.problem("zone", "is " + zone + ", which is no time zone", "use a name such as UTC or Europe/Paris");
            return Optional.empty();
        }
    }

    /**
     * Returns the steps so that each comes after those of earlier kinds and after those it names.
     *
     * @throws IllegalArgumentException if they wait for each other in a circle; names the steps
     */
    static List<Step> ordered(List<Step> steps) {
        List<Step> waiting = new ArrayList<>(steps);
        List<Step> order = new ArrayList<>();
        while (!waiting.isEmpty()) {
            Step next = waiting.stream()
                    .filter(step -> waiting.stream().noneMatch(other -> needs(step, other)))
                    .findFirst()
                    .orElseThrow(() -> circle(waiting));
            waiting.remove(next);
            order.add(next);
        }
        return order;
    }

    private static IllegalArgumentException circle(List<Step> waiting) {
        String names = waiting.stream().map(Step::name).collect(Collectors.joining(", "));
        return new IllegalArgumentException("steps wait for each other in a circle: " + names
                + "; a step runs after those before it in " + StepKind.labels() + ", and after those in its after");
    }

    private static boolean needs(Step step, Step other) {
        return other.kind().compareTo(step.kind()) < 0 || step.after().contains(other.kind());
    }
}
