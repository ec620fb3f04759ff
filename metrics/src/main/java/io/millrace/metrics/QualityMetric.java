package io.millrace.metrics;

import io.millrace.config.Task;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A number that tells how good the predictions of a task are. Gates, pages, profile tables and comparisons know a metric by
 * what its entry says, and by nothing else; how it is computed stands in the interface of its task, {@link BinaryMetric}.
 */
public interface QualityMetric {
    /** Returns the name in gates, trackers and stored reports: {@code roc_auc}. */
    String name();

    /** Returns the task whose predictions it judges. */
    Task task();

    /** Returns the name for people. */
    String title();

    /** Returns what the metric says, in a few words. */
    String meaning();

    /** Returns which direction is an improvement. */
    Better better();

    /** Returns whether two models are compared in it on the same rows, with a standard error of the difference. */
    boolean isCompared();

    /** Returns its column in the profile metrics of a monitor; empty if it has none there. */
    default Optional<ProfileColumn> profile() {
        return Optional.empty();
    }

    /** Returns where pages show it besides the table of all metrics. */
    default Set<Place> places() {
        return Set.of();
    }

    /** Which direction of a metric is an improvement. */
    enum Better {
        /** Greater values are better. */
        HIGHER,
        /** Smaller values are better. */
        LOWER
    }

    /** A place on a page that shows some of the metrics only. */
    enum Place {
        /** The cards at the head of an evaluation. */
        CARDS,
        /** The slices of an evaluation. */
        SLICES,
        /** The windows of a monitor. */
        WINDOWS
    }

    /**
     * A column of the profile metrics.
     *
     * @param name its name
     * @param shape what it holds
     */
    record ProfileColumn(String name, Shape shape) {
        /** What a column of the profile metrics holds. */
        public enum Shape {
            /** One number. */
            NUMBER,
            /** A number for each class, and their mean, plain and weighted by the classes' rows. */
            PER_CLASS
        }
    }

    /** Returns the metrics of a task in the order in which they are shown; none for a task that is not built. */
    static List<? extends QualityMetric> of(Task task) {
        return switch (task) {
            case BINARY_CLASSIFICATION -> BinaryMetrics.all();
            case MULTICLASS_CLASSIFICATION, REGRESSION, RANKING, EMBEDDING -> List.of();
        };
    }

    /** Returns the metric by which a task's models are judged first, in verdicts and where none is named. */
    static QualityMetric lead(Task task) {
        return of(task).stream()
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("The task " + task.refusal()));
    }

    /** Returns the metrics of a task that are shown at a place, in order. */
    static List<? extends QualityMetric> at(Place place, Task task) {
        return of(task).stream()
                .filter(metric -> metric.places().contains(place))
                .toList();
    }

    /** Returns the names of the metrics in which two models of a task are compared. */
    static List<String> compared(Task task) {
        return of(task).stream()
                .filter(QualityMetric::isCompared)
                .map(QualityMetric::name)
                .toList();
    }

    /** Returns the title of a metric by its name; the name itself if no metric has it. */
    static String title(Task task, String name) {
        return of(task).stream()
                .filter(metric -> metric.name().equals(name))
                .map(QualityMetric::title)
                .findFirst()
                .orElse(name);
    }
}
