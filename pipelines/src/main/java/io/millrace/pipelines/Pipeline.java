package io.millrace.pipelines;

import io.millrace.lakehouse.ConfigReader;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

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
    static final String MAIN_LINE = "main";

    /** Copies the list. */
    public Pipeline {
        steps = List.copyOf(steps);
    }

    /** Returns the pipeline of a project file that declares none: every step of the main line. */
    public static Pipeline mainLine() {
        List<Step> steps = new ArrayList<>();
        for (StepKind kind : StepKind.values()) {
            steps.add(Step.of(kind));
        }
        return new Pipeline(MAIN_LINE, steps, Optional.empty());
    }

    /** Reads {@code pipelines.<name>}; empty if the reader has recorded problems. */
    static Optional<Pipeline> from(String name, ConfigReader reader) {
        List<Step> steps = new ArrayList<>();
        if (reader.isListOfObjects("steps")) {
            for (ConfigReader entry : reader.sectionList("steps")) {
                stepFrom(entry).ifPresent(steps::add);
            }
        } else {
            for (String label : reader.strings("steps")) {
                StepKind.find(label)
                        .map(Step::of)
                        .ifPresentOrElse(steps::add, () -> reader.problem("steps", "has the step " + label + ", which does not exist", "use some of " + StepKind.labels()));
            }
        }
        Optional<Schedule> schedule = reader.optionalSection("schedule").flatMap(Pipeline::scheduleFrom);
        checkNames(reader, steps);
        return reader.build(() -> new Pipeline(name, ordered(withTrainingSet(steps)), schedule));
    }

    private static Optional<Step> stepFrom(ConfigReader entry) {
        String label = entry.string("step");
        Optional<StepKind> kind = StepKind.find(label);
        if (kind.isEmpty() && !label.isEmpty()) {
            entry.problem("step", "is " + label + ", which does not exist", "use one of " + StepKind.labels());
        }
        String name = entry.string("name", label);
        List<String> only = entry.strings("only", List.of());
        List<String> after = entry.strings("after", List.of());
        return kind.map(found -> new Step(name, found, only, after));
    }

    private static Optional<Schedule> scheduleFrom(ConfigReader reader) {
        String cron = reader.string("cron");
        String zone = reader.string("zone", "UTC");
        ZoneId id;
        try {
            id = ZoneId.of(zone);
        } catch (DateTimeException e) {
            reader.problem("zone", "is " + zone + ", which is no time zone", "use a name such as UTC or Europe/Paris");
            return Optional.empty();
        }
        return reader.build(() -> new Schedule(cron, id));
    }

    private static void checkNames(ConfigReader reader, List<Step> steps) {
        Map<String, Step> byName = new HashMap<>();
        for (Step step : steps) {
            if (byName.put(step.name(), step) != null) {
                reader.problem("steps", "has two steps named " + step.name(), "give each a name of its own");
            }
        }
        for (Step step : steps) {
            for (String before : step.after()) {
                if (!byName.containsKey(before)) {
                    reader.problem("steps", "has the step " + step.name() + " after " + before + ", which is not among them", "add that step or remove the word from after");
                }
            }
        }
    }

    private static List<Step> withTrainingSet(List<Step> steps) {
        boolean trains = steps.stream().anyMatch(step -> step.kind() == StepKind.TRAIN);
        boolean builds = steps.stream().anyMatch(step -> step.kind() == StepKind.TRAINING_SET);
        if (!trains || builds) {
            return steps;
        }
        List<Step> all = new ArrayList<>(steps);
        all.add(Step.of(StepKind.TRAINING_SET));
        return all;
    }

    /**
     * Returns the steps so that each comes after all steps of earlier kinds and after those it names.
     *
     * @throws IllegalArgumentException if they wait for each other in a circle; names the steps
     */
    static List<Step> ordered(List<Step> steps) {
        Map<String, Integer> waiting = new HashMap<>();
        for (Step step : steps) {
            waiting.put(step.name(), (int) steps.stream().filter(other -> needs(step, other)).count());
        }
        Comparator<Step> byKind = Comparator.comparing(Step::kind).thenComparingInt(steps::indexOf);
        PriorityQueue<Step> ready = new PriorityQueue<>(byKind);
        steps.stream().filter(step -> waiting.getOrDefault(step.name(), 0) == 0).forEach(ready::add);
        List<Step> order = new ArrayList<>();
        while (!ready.isEmpty()) {
            Step next = ready.remove();
            order.add(next);
            for (Step step : steps) {
                if (needs(step, next) && waiting.merge(step.name(), -1, Integer::sum) == 0) {
                    ready.add(step);
                }
            }
        }
        if (order.size() < steps.size()) {
            List<String> circle = steps.stream().filter(step -> !order.contains(step)).map(Step::name).toList();
            throw new IllegalArgumentException("steps wait for each other in a circle: " + String.join(", ", circle)
                    + "; a step runs after all steps of earlier kinds (" + StepKind.labels() + ") and after those in its after");
        }
        return order;
    }

    private static boolean needs(Step step, Step other) {
        return other.kind().compareTo(step.kind()) < 0 || step.after().contains(other.name());
    }
}
