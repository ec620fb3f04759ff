package io.millrace.registry;

import io.millrace.config.DataException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The versions of a model side by side.
 *
 * @param metrics the names of all metrics that any version's run has, in alphabetical order
 * @param lines one for each version, oldest first
 */
public record ModelComparison(List<String> metrics, List<Line> lines) {
    /** Copies the lists. */
    public ModelComparison {
        metrics = List.copyOf(metrics);
        lines = List.copyOf(lines);
    }

    /**
     * One version.
     *
     * @param version the version
     * @param metrics the metrics of the run that made it; empty if the run is not known
     */
    public record Line(ModelVersion version, Map<String, Double> metrics) {
        /** Copies the map. */
        public Line {
            metrics = Map.copyOf(metrics);
        }
    }

    /**
     * Returns the comparison of all versions of a model.
     *
     * @throws DataException if the model has no versions
     */
    public static ModelComparison of(ModelRegistry registry, ExperimentTracker tracker, String model) {
        List<Line> lines = new ArrayList<>();
        SortedSet<String> names = new TreeSet<>();
        for (ModelVersion version : registry.versions(model)) {
            Map<String, Double> metrics =
                    tracker.findRun(version.runId()).map(TrackedRun::metrics).orElse(Map.of());
            names.addAll(metrics.keySet());
            lines.add(new Line(version, metrics));
        }
        if (lines.isEmpty()) {
            throw new DataException("model " + model + " has no versions to compare; train and register it first");
        }
        return new ModelComparison(List.copyOf(names), lines);
    }
}
