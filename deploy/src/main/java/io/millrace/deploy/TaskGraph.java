package io.millrace.deploy;

import io.millrace.pipelines.Pipeline;
import io.millrace.pipelines.Plan;
import io.millrace.pipelines.Project;
import io.millrace.pipelines.Step;
import io.millrace.pipelines.StepKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which tasks of a pipeline wait for which. An item waits for those that write what it reads, for the same item of the steps before,
 * and for all of the steps that its own is declared to come after. A step of one's own stands between all before it and all behind it:
 * what it hangs on is known to its author alone.
 */
final class TaskGraph {
    /**
     * One task.
     *
     * @param kind its step
     * @param item its item; empty for all of the step
     * @param waitsFor the tasks that it waits for, without those that these wait for themselves
     */
    record Node(StepKind kind, Optional<String> item, List<Node> waitsFor) {
        Node {
            waitsFor = List.copyOf(waitsFor);
        }
    }

    private final Project project;
    private final Pipeline pipeline;
    private final TaskUnit unit;

    TaskGraph(Project project, Pipeline pipeline, TaskUnit unit) {
        this.project = project;
        this.pipeline = pipeline;
        this.unit = unit;
    }

    /** Returns the tasks, each after those that it waits for. */
    List<Node> nodes() {
        List<Plan.Line> lines = Plan.of(project, pipeline);
        Map<Plan.Line, Node> ofLine = new LinkedHashMap<>();
        Map<StepKind, Set<Node>> ofKind = new LinkedHashMap<>();
        List<Node> nodes = new ArrayList<>();
        Set<Node> wall = Set.of();
        for (Step step : pipeline.steps()) {
            List<Plan.Line> own = lines.stream()
                    .filter(line -> line.step().equals(step.name()))
                    .toList();
            boolean standsBetween = !StepKind.mainLine().contains(step.kind());
            Set<Node> before = standsBetween ? new LinkedHashSet<>(nodes) : wall;
            Set<Node> made = new LinkedHashSet<>();
            for (List<Plan.Line> group : groups(own)) {
                Set<Node> needs = new LinkedHashSet<>(before);
                step.after().forEach(kind -> needs.addAll(ofKind.getOrDefault(kind, Set.of())));
                group.forEach(line -> needs.addAll(needed(step, line, ofLine)));
                Node node = new Node(step.kind(), item(group), direct(needs));
                group.forEach(line -> ofLine.put(line, node));
                made.add(node);
            }
            nodes.addAll(made);
            ofKind.put(step.kind(), made);
            wall = standsBetween && !made.isEmpty() ? made : wall;
        }
        return nodes;
    }

    private List<List<Plan.Line>> groups(List<Plan.Line> lines) {
        return switch (unit) {
            case ITEM -> lines.stream().map(List::of).toList();
            case STEP -> lines.isEmpty() ? List.of() : List.of(lines);
        };
    }

    private Optional<String> item(List<Plan.Line> group) {
        return unit == TaskUnit.ITEM ? Optional.of(group.get(0).item()) : Optional.empty();
    }

    /** What writes what the item reads, and the same item of an earlier step: its run, its version, its champion. */
    private static Set<Node> needed(Step step, Plan.Line line, Map<Plan.Line, Node> earlier) {
        return earlier.entrySet().stream()
                .filter(entry -> {
                    Plan.Line other = entry.getKey();
                    boolean sameItem =
                            entry.getValue().kind().items() == step.kind().items()
                                    && other.item().equals(line.item());
                    return sameItem || other.writes().stream().anyMatch(line.reads()::contains);
                })
                .map(Map.Entry::getValue)
                .filter(node -> !node.kind().equals(step.kind()))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Leaves away what another of them waits for itself. */
    private static List<Node> direct(Set<Node> needs) {
        Set<Node> indirect = new HashSet<>();
        needs.forEach(node -> node.waitsFor().forEach(other -> collect(other, indirect)));
        return needs.stream().filter(node -> !indirect.contains(node)).toList();
    }

    private static void collect(Node node, Set<Node> found) {
        if (found.add(Objects.requireNonNull(node))) {
            node.waitsFor().forEach(other -> collect(other, found));
        }
    }
}
