package io.millrace.pipelines;

import io.millrace.config.DataException;
import io.millrace.lakehouse.Write;
import io.millrace.lakehouse.WriteId;
import io.millrace.registry.Candidate;
import io.millrace.registry.ModelVersion;
import io.millrace.registry.PromotionResult;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Collectors;

/** Makes a version of one's choice the champion, the way back after a rollback among others: one row in the history. */
public final class VersionPromotion {
    private VersionPromotion() {}

    /**
     * Makes the version the champion if it passes the gates that the project declares now. It is judged by its own evaluation,
     * and by a comparison with the champion of now.
     *
     * @throws io.millrace.config.InvalidConfigException if the project has no such model
     * @throws DataException if the model has no such version, or a gate fails, which the history then tells; names each
     */
    public static PromotionResult of(Workshop workshop, String model, long version) {
        Project project = workshop.project();
        project.requireModel(model);
        String runId = "promote-" + UUID.randomUUID().toString().substring(0, 8);
        try (RunTurn turn = workshop.takeTurn(runId)) {
            ModelVersion found = workshop.registry()
                    .find(model, version)
                    .orElseThrow(() -> new DataException("model " + model + " has no version " + version + "; it has "
                            + workshop.registry().versions(model).stream()
                                    .map(known -> Long.toString(known.version()))
                                    .collect(Collectors.joining(", "))));
            Candidate candidate =
                    new PromoteAction(workshop.context(workshop.openLedger(), runId)).candidate(model, found);
            String application =
                    String.join("/", project.name(), project.environment().name(), "promote", model);
            Write write = new Write(new WriteId(application, Instant.now().toEpochMilli()), runId);
            return workshop.promotion()
                    .promote(candidate, project.requireModel(model).gates(), write)
                    .requireChampion();
        }
    }
}
