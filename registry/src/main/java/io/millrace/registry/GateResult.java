package io.millrace.registry;

/**
 * What one gate said.
 *
 * @param gate the gate, for example {@code min roc_auc}
 * @param outcome whether the version passed it
 * @param reason why, with the values that were compared
 */
public record GateResult(String gate, Outcome outcome, String reason) {
    /** Whether a gate was passed. */
    public enum Outcome {
        PASSED,
        FAILED
    }

    /** Returns whether the version passed the gate. */
    public boolean passed() {
        return outcome == Outcome.PASSED;
    }

    static GateResult of(String gate, boolean passed, String reason) {
        return new GateResult(gate, passed ? Outcome.PASSED : Outcome.FAILED, reason);
    }
}
