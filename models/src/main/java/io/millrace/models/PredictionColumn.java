package io.millrace.models;

import io.millrace.config.Task;
import java.util.List;

/**
 * A column of predictions: the one place for what scores, stores, describes and watches them.
 *
 * @param name the column
 * @param type its Spark SQL type
 * @param meaning what it says, for people
 */
public record PredictionColumn(String name, String type, String meaning) {
    private static final List<PredictionColumn> BINARY = List.of(
            new PredictionColumn(PortableModel.PREDICTION, "int", "1 from the model's threshold on, else 0"),
            new PredictionColumn(PortableModel.PROBABILITY, "double", "Probability of the positive class"));

    /**
     * Returns the columns that the predictions of a task have, in their order.
     *
     * @throws IllegalArgumentException if the task cannot be scored
     */
    public static List<PredictionColumn> of(Task task) {
        return switch (task) {
            case BINARY_CLASSIFICATION -> BINARY;
            case MULTICLASS_CLASSIFICATION, REGRESSION, RANKING, EMBEDDING ->
                throw new IllegalArgumentException("The task " + task.refusal());
        };
    }
}
