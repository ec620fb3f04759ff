package io.millrace.pipelines;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which items of a project are made, by step; what else they read is there already.
 *
 * @param items the names, in file order; a step without an entry makes nothing
 */
record CheckScope(Map<StepKind, Set<String>> items) {
    /** Returns what these steps make. Names that the project does not have are left out. */
    static CheckScope of(Project project, List<Step> steps) {
        Map<StepKind, Set<String>> items = new LinkedHashMap<>();
        for (Step step : steps) {
            List<String> all = step.kind().items(project);
            items.computeIfAbsent(step.kind(), kind -> new LinkedHashSet<>())
                    .addAll(
                            step.only().isEmpty()
                                    ? all
                                    : step.only().stream().filter(all::contains).toList());
        }
        return new CheckScope(items);
    }

    /** Returns all that the project has. */
    static CheckScope all(Project project) {
        return of(project, Pipeline.mainLine().steps());
    }

    Set<String> of(StepKind kind) {
        return items.getOrDefault(kind, Set.of());
    }

    boolean makes(StepKind kind, String item) {
        return of(kind).contains(item);
    }
}
