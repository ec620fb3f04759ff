package io.millrace.training;

import io.millrace.models.FittedPreparation;
import java.util.List;

/**
 * A preparation fitted on train rows, and what it found there.
 *
 * @param fitted encodes rows, in training and in scoring
 * @param columns one entry for each input, in their order, the dropped ones included
 */
public record PreparationFit(FittedPreparation fitted, List<PreparedColumn> columns) {
    public PreparationFit {
        columns = List.copyOf(columns);
    }

    /** Returns the inputs that have no effect on the model, each with its reason. */
    public List<PreparedColumn> dropped() {
        return columns.stream().filter(column -> column.dropped().isPresent()).toList();
    }
}
