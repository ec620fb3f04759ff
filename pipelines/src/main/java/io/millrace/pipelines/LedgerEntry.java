package io.millrace.pipelines;

import io.millrace.lakehouse.TableState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One event in the life of an item of a step, as the ledger keeps it.
 *
 * @param runId the run
 * @param attempt 1 for the first try of a run, one more with each {@code --resume}, and each time that a run is shared anew; where a
 *     platform counts the tries, its count
 * @param pipeline the pipeline
 * @param step the kind of step
 * @param item what the step worked on: a source, view, model …
 * @param state how far it had come
 * @param at when that was
 * @param seconds how long it took; 0 while it is only started
 * @param rowCount rows written; 0 where rows do not apply
 * @param digest the digest of its inputs, configuration and code: equal digests give equal results
 * @param number the write number under which its effects are recorded in the tables' commits
 * @param inputs versions of what it read
 * @param outputs versions and names of what later steps need
 * @param made what it made, for people
 * @param message why it failed; else empty
 */
public record LedgerEntry(
        String runId,
        int attempt,
        String pipeline,
        StepKind step,
        String item,
        StepState state,
        Instant at,
        double seconds,
        long rowCount,
        String digest,
        long number,
        Map<String, String> inputs,
        Map<String, String> outputs,
        List<Made> made,
        String message) {
    /** What a table held that a step wrote. */
    static final Output<TableState> TABLE = Output.of("table", TableState::toString, TableState::parse);

    /** Copies the collections. */
    public LedgerEntry {
        inputs = Map.copyOf(inputs);
        outputs = Map.copyOf(outputs);
        made = List.copyOf(made);
    }

    /** Returns the event that follows this one when the item ends, with what it made. */
    LedgerEntry ended(StepState how, Instant now, Instant begin, StepResult result, String why) {
        return new LedgerEntry(
                runId,
                attempt,
                pipeline,
                step,
                item,
                how,
                now,
                Duration.between(begin, now).toMillis() / 1000.0,
                result.rowCount(),
                digest,
                number,
                inputs,
                result.outputs(),
                result.made(),
                why);
    }

    /** Returns whether the item's effects are complete: done, or skipped because they were. */
    public boolean complete() {
        return state == StepState.DONE || state == StepState.SKIPPED;
    }

    /** Returns whether the step wrote a table. */
    boolean wroteTable() {
        return outputs.containsKey(TABLE.name());
    }

    /** Returns what the item's table held when it was written; empty if the step writes none, or did not note it. */
    public Optional<TableState> table() {
        return Optional.ofNullable(outputs.get(TABLE.name()))
                .filter(text -> text.contains("#"))
                .map(TABLE::read);
    }

    /** Returns an input that every completed event of this step has. */
    String input(String name) {
        return required(inputs, name);
    }

    /** Returns an output that every completed event of this step has. */
    public <T> T output(Output<T> output) {
        return output.read(required(outputs, output.name()));
    }

    /** Returns an output; empty if the event has none. */
    public <T> Optional<T> find(Output<T> output) {
        return Optional.ofNullable(outputs.get(output.name())).map(output::read);
    }

    /** Returns whether the event has that output. */
    <T> boolean has(Output<T> output, T value) {
        return output.written(value).equals(outputs.get(output.name()));
    }

    private String required(Map<String, String> values, String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalStateException(
                    "the ledger's event of " + step.label() + " " + item + " in run " + runId + " has no " + name);
        }
        return value;
    }
}
