package io.millrace.registry;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * The metrics of a logged model, and the rows that they were measured on.
 *
 * @param points the metrics; an undefined one stays with the run, since MLflow's models have no place for it
 * @param dataset what they were measured on, an input of the run by name and digest; MLflow's pages show it beside each
 */
public record ModelMetrics(List<MetricPoint> points, Optional<DatasetInput> dataset) {
    public ModelMetrics {
        points = List.copyOf(points);
        requireNonNull(dataset, "dataset");
    }

    /** Returns metrics without a data set. */
    public static ModelMetrics of(List<MetricPoint> points) {
        return new ModelMetrics(points, Optional.empty());
    }
}
