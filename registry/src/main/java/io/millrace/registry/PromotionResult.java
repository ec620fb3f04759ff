package io.millrace.registry;

import io.millrace.config.DataException;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * What became of a candidate or a rollback.
 *
 * @param model the registered model
 * @param version the version that it was about
 * @param outcome what became of it
 * @param previous the champion before; empty if there was none
 * @param gates what each gate said, with a reason; empty for a rollback
 * @param champion the champion now, whatever the decision was; empty if there is none
 */
public record PromotionResult(
        String model,
        long version,
        Outcome outcome,
        OptionalLong previous,
        List<GateResult> gates,
        OptionalLong champion) {
    public PromotionResult {
        gates = List.copyOf(gates);
    }

    /** What became of a candidate or a rollback. */
    public enum Outcome {
        /** The version is the champion now. */
        PROMOTED,
        /** The version was the champion already; nothing was recorded. */
        ALREADY_CHAMPION,
        /** A gate failed; the champion stayed. */
        REFUSED,
        /** The version is the champion again. */
        ROLLED_BACK,
        /** Another decision moved the alias first; this one had no effect. */
        SUPERSEDED,
        /** It had its effect long ago, and a later decision has replaced it since; nothing was changed now. */
        REPLACED
    }

    /**
     * Returns this if the version became the champion, now or long ago; {@link #champion()} tells whether it still is.
     *
     * @throws DataException if a gate failed or another decision came first; names each failed gate and its reason
     */
    public PromotionResult requireChampion() {
        return switch (outcome) {
            case PROMOTED, ALREADY_CHAMPION, ROLLED_BACK, REPLACED -> this;
            case SUPERSEDED ->
                throw new DataException(name() + " was not made champion: another decision moved the alias meanwhile");
            case REFUSED ->
                throw new DataException(name() + " was not made champion: "
                        + gates.stream()
                                .filter(gate -> !gate.passed())
                                .map(gate -> gate.gate() + ": " + gate.reason())
                                .collect(Collectors.joining("; ")));
        };
    }

    private String name() {
        return "Version " + version + " of " + model;
    }
}
