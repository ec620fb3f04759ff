package io.millrace.pipelines;

import io.millrace.lakehouse.Write;
import io.millrace.lakehouse.WriteId;
import io.millrace.registry.PromotionResult;
import java.time.Instant;
import java.util.UUID;

/** Takes a promotion back: one call, one row in the history. */
public final class Rollback {
    private Rollback() {}

    /**
     * Makes the champion before the present one the champion again.
     *
     * @throws io.millrace.config.InvalidConfigException if the project has no such model
     * @throws io.millrace.config.DataException if the model has no champion, or none before it
     */
    public static PromotionResult of(Workshop workshop, String model) {
        Project project = workshop.project();
        project.requireModel(model);
        String runId = "rollback-" + UUID.randomUUID().toString().substring(0, 8);
        try (RunTurn turn = workshop.takeTurn(runId)) {
            String application =
                    String.join("/", project.name(), project.environment().name(), "rollback", model);
            long number = Instant.now().toEpochMilli();
            return workshop.promotion().rollback(model, new Write(new WriteId(application, number), runId));
        }
    }
}
