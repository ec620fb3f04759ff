package io.millrace.features.internal;

import io.millrace.definitions.WindowBound;
import io.millrace.metrics.AggregateFunction;
import io.millrace.metrics.AggregateInput;
import io.millrace.metrics.TieRule;
import java.io.Serializable;
import java.util.List;

/**
 * Rolling-window aggregates of one view. Its rows hold {@code rankColumns} columns that rank them, the time first, the event id
 * if declared, whether the version counts if some do not, then one input for each aggregation.
 *
 * @param label the lookup in words
 * @param rankColumns how many columns rank a row
 * @param versions which of two rows of one event is newer
 * @param created whether rows have a created time
 * @param idPosition where the event id stands; -1 without one
 * @param countsPosition where it stands whether a version counts; -1 if all do
 * @param inputs the aggregated columns
 * @param widths widths of the windows in microseconds, ascending, each once
 * @param outputs the features, in order
 */
record WindowPart(
        String label,
        int rankColumns,
        RowRank versions,
        boolean created,
        int idPosition,
        int countsPosition,
        List<Input> inputs,
        List<Long> widths,
        long delayMicros,
        WindowBound bound,
        TieRule ties,
        List<Output> outputs)
        implements JoinPart {

    /** A column whose values are aggregated. */
    record Input(String name, int position, AggregateInput.Kind kind) implements Serializable {}

    /** One feature: a function of an input over a window, both by index. */
    record Output(String name, int input, AggregateFunction function, int window) implements Serializable {}

    @Override
    public int width() {
        return outputs.size();
    }

    @Override
    public PartState state(KeyText key) {
        return new WindowState(this, key);
    }

    /** 1 if an event must be strictly older than the spine time to count, else 0. */
    long strictMicros() {
        return switch (bound) {
            case BEFORE -> 1;
            case AT_OR_BEFORE -> 0;
        };
    }

    /** The functions of an input over a window. */
    List<AggregateFunction> functions(int input, int window) {
        return outputs.stream()
                .filter(output -> output.input() == input && output.window() == window)
                .map(Output::function)
                .toList();
    }

    /** The functions of an input over any window. */
    List<AggregateFunction> functions(int input) {
        return outputs.stream()
                .filter(output -> output.input() == input)
                .map(Output::function)
                .distinct()
                .toList();
    }
}
