package io.millrace.pipelines;

import java.util.List;
import java.util.Map;

/**
 * What a step made of one item.
 *
 * @param rowCount rows written; 0 where rows do not apply
 * @param outputs versions and names that later steps ask the ledger for
 * @param made the same for people
 */
record StepResult(long rowCount, Map<String, String> outputs, List<Made> made) {
    StepResult {
        outputs = Map.copyOf(outputs);
        made = List.copyOf(made);
    }
}
