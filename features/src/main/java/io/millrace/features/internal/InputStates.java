package io.millrace.features.internal;

import io.millrace.metrics.Aggregate;
import io.millrace.metrics.AggregateFunction;
import io.millrace.metrics.AggregateInput;
import java.util.List;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** The states of one input over all windows; functions of one window share them as far as they can. */
final class InputStates {

    private final int position;

    /** By window: what moves along with it. */
    private final Aggregate<?>[][] moving;

    /** By window: what is folded anew for each value, since nothing can be taken out of it. */
    private final Aggregate<?>[][] folded;

    /** What serves all windows. */
    private final Aggregate<?>[] ordered;

    InputStates(WindowPart part, int input) {
        this.position = part.inputs().get(input).position();
        AggregateInput values = new AggregateInput(part.inputs().get(input).kind(), part.ties(), ValueOrder.ORDER);
        int windows = part.widths().size();
        this.moving = new Aggregate<?>[windows][];
        this.folded = new Aggregate<?>[windows][];
        for (int window = 0; window < windows; window++) {
            moving[window] = states(part.functions(input, window), Aggregate.Kind.INVERTIBLE, values);
            folded[window] = states(part.functions(input, window), Aggregate.Kind.MERGE_ONLY, values);
        }
        this.ordered = states(part.functions(input), Aggregate.Kind.ORDERED, values);
    }

    private static Aggregate<?>[] states(
            List<AggregateFunction> functions, Aggregate.Kind kind, AggregateInput values) {
        List<AggregateFunction> alike =
                functions.stream().filter(function -> function.kind() == kind).toList();
        return AggregateFunction.states(alike, values).toArray(Aggregate<?>[]::new);
    }

    void clear() {
        for (Aggregate<?>[] window : moving) {
            for (Aggregate<?> state : window) {
                state.clear();
            }
        }
        for (Aggregate<?> state : ordered) {
            state.clear();
        }
    }

    /** Adds an event to all that serves every window. */
    void place(Event event) {
        Object value = ordered.length == 0 ? null : value(event);
        if (value != null) {
            for (Aggregate<?> state : ordered) {
                state.add(value, event.time, event.rank);
            }
        }
    }

    /** Undoes {@link #place}. */
    void displace(Event event) {
        Object value = ordered.length == 0 ? null : value(event);
        if (value != null) {
            for (Aggregate<?> state : ordered) {
                state.remove(value, event.time, event.rank);
            }
        }
    }

    /** Adds an event to a window. */
    void add(Event event, int window) {
        Aggregate<?>[] states = moving[window];
        Object value = states.length == 0 ? null : value(event);
        if (value != null) {
            for (Aggregate<?> state : states) {
                state.add(value, event.time);
            }
        }
    }

    /** Undoes {@link #add}. */
    void remove(Event event, int window) {
        Aggregate<?>[] states = moving[window];
        Object value = states.length == 0 ? null : value(event);
        if (value != null) {
            for (Aggregate<?> state : states) {
                state.remove(value, event.time, List.of());
            }
        }
    }

    /** Folds a window's events, from its oldest on, into what nothing can be taken out of. */
    void fold(@Nullable Event oldest, int window) {
        if (folded[window].length == 0) {
            return;
        }
        for (Aggregate<?> state : folded[window]) {
            state.clear();
        }
        for (Event event = oldest; event != null; event = event.later) {
            Object value = value(event);
            if (value != null) {
                for (Aggregate<?> state : folded[window]) {
                    state.add(value, event.time);
                }
            }
        }
    }

    private @Nullable Object value(Event event) {
        Row row = event.row;
        return row.get(position);
    }

    /** Returns the state from which the function's value over a window is read. */
    Aggregate<?> source(AggregateFunction function, int window) {
        Aggregate<?>[] states =
                switch (function.kind()) {
                    case INVERTIBLE -> moving[window];
                    case MERGE_ONLY -> folded[window];
                    case ORDERED -> ordered;
                };
        for (Aggregate<?> state : states) {
            if (function.reads(state)) {
                return state;
            }
        }
        throw new IllegalStateException("no state is kept for " + function);
    }
}
