package io.millrace.registry;

import io.millrace.lakehouse.WriteId;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * One row of the promotion history.
 *
 * @param model the registered model
 * @param action what was decided
 * @param version the version that it was about: that became champion, was refused, or was brought back
 * @param previous the champion before; empty if there was none
 * @param gates what each gate said; empty for a rollback
 * @param decidedAt when it was decided
 * @param runId the run that decided
 * @param writeId the write that recorded it
 */
public record PromotionRecord(
        String model,
        Action action,
        long version,
        OptionalLong previous,
        List<GateResult> gates,
        Instant decidedAt,
        String runId,
        WriteId writeId) {
    public PromotionRecord {
        gates = List.copyOf(gates);
    }

    /** What was decided about a version. */
    public enum Action {
        /** It passed every gate and became the champion. */
        PROMOTED,
        /** A gate failed; the champion stayed. */
        REFUSED,
        /** It was brought back in the place of the champion. */
        ROLLED_BACK,
        /** Another decision moved the alias first, so this one had no effect. */
        SUPERSEDED
    }
}
